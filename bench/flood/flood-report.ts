// The table of the flood benchmark: the median of the rounds and their spread, for docs/performance.md.
import type { Outcome } from '../shared/message-ledger.ts';
import { hundredths, markdownTable, medianWithSpread, ratios, tenths, whole } from '../shared/report-table.ts';
import type { Round } from './flood-benchmark.ts';

/** A Markdown table with and without the flood. */
export function tables(rounds: readonly Round[]): string {
  const row = (title: string, outcomes: readonly Outcome[], ratio: string) => {
    const cell = (value: (one: Outcome) => number, format: (value: number) => string) =>
      medianWithSpread(outcomes.map(value), format);
    const times = `${cell(({ each }) => each.p50, tenths)} / ${cell(({ each }) => each.p99, tenths)}`;
    const failures = [
      ({ refused }: Outcome) => refused,
      ({ lost }: Outcome) => lost,
      ({ doubled }: Outcome) => doubled,
    ];
    return [title, times, ratio, ...failures.map((value) => cell(value, whole))];
  };
  const [alone, flooded] = [rounds.map((one) => one.alone), rounds.map((one) => one.flooded)];
  const p99 = ({ each }: Outcome) => each.p99;
  const count = (what: 'refused' | 'taken') =>
    medianWithSpread(
      rounds.map(({ flood }) => flood[what]),
      whole,
    );
  const head = ['other users', 'sent to received p50 / p99 ms', '× p99 alone', 'refused', 'lost', 'doubled'];
  const rows = [
    row('alone', alone, '1.00'),
    row('beside the flood', flooded, medianWithSpread(ratios(flooded.map(p99), alone.map(p99)), hundredths)),
  ];
  const table = markdownTable('', head, rows).trimStart();
  const statuses = Object.entries(rounds.at(-1)?.flood.statuses ?? {}).map(([status, times]) => `${times} × ${status}`);
  const byStatus = statuses.length === 0 ? '' : ` By status, in the last round: ${statuses.join(', ')}.`;
  return `${table}\n\nOf the flooder's requests in a round ${count('taken')} were accepted and ${count('refused')} rejected.${byStatus}`;
}
