// Turns the rounds into a table: the median and the spread, ready to be pasted into docs/performance.md.

import { spread } from '../fanout/fanout-report.ts';
import type { Outcome } from '../shared/message-ledger.ts';
import type { Round } from './flood-benchmark.ts';

/** A Markdown table with and without the flood. */
export function tables(rounds: readonly Round[]): string {
  const row = (title: string, all: readonly Outcome[], ratio: string) => {
    const of = (value: (one: Outcome) => number, digits: number) =>
      spread(all.map(value), (number) => number.toFixed(digits));
    const times = `${of(({ each }) => each.p50, 1)} / ${of(({ each }) => each.p99, 1)}`;
    const bad = [({ refused }: Outcome) => refused, ({ lost }: Outcome) => lost, ({ doubled }: Outcome) => doubled];
    return `| ${[title, times, ratio, ...bad.map((value) => of(value, 0))].join(' | ')} |`;
  };
  const [alone, flooded] = [rounds.map((one) => one.alone), rounds.map((one) => one.flooded)];
  const ratios = rounds.map((one) => one.flooded.each.p99 / one.alone.each.p99);
  const count = (what: 'refused' | 'taken') =>
    spread(
      rounds.map(({ flood }) => flood[what]),
      (number) => number.toLocaleString('en'),
    );
  return [
    '| the others | sent to heard p50 / p99 ms | × p99 alone | refused | lost | doubled |',
    '| --- | --- | --- | --- | --- | --- |',
    row('alone', alone, '1.00'),
    row(
      'beside the flood',
      flooded,
      spread(ratios, (number) => number.toFixed(2)),
    ),
    '',
    `Of the flooder's messages in a round ${count('taken')} were taken and ${count('refused')} refused.`,
  ].join('\n');
}
