// Turns the results into tables: the median of the rounds and their spread, ready to be pasted into docs/performance.md.
import { spread } from '../fanout/report.ts';
import type { Times } from './load/ledger.ts';
import type { Measured } from './measure.ts';

/** A Markdown table of the ways of talking, and one of the senders. */
export function tables(results: readonly Measured[]): string {
  const isSaturated = ({ senders }: Measured) => senders !== undefined;
  return [
    table(
      '### A message, from its sender to every screen',
      results.filter((one) => !isSaturated(one)),
      TIMES,
    ),
    table('### As many as there can be', results.filter(isSaturated), [
      ...RATES,
      ...TIMES.filter(({ always }) => always),
    ]),
  ].join('\n\n');
}

type Column = { title: string; always?: boolean; cell: (rounds: readonly Measured[]) => string };

const RATES: readonly Column[] = [
  column('acknowledged/s', ({ acknowledged, ackedMs }) => (acknowledged * 1000) / ackedMs, whole),
  column('seen by all/s', ({ seen, seenMs }) => (seen * 1000) / seenMs, whole),
];

const TIMES: readonly Column[] = [
  { ...latency('acknowledged p50 / p99 ms', ({ ack }) => ack), always: true },
  latency('each screen p50 / p99 ms', ({ each }) => each),
  { ...latency('last screen p50 / p99 ms', ({ last }) => last), always: true },
  {
    ...column('server CPU ms per message', ({ cpuMs, acknowledged }) => cpuMs && cpuMs / acknowledged, hundredths),
    always: true,
  },
  { ...column('refused', ({ refused }) => refused, whole), always: true },
  { ...column('lost', ({ lost }) => lost, whole), always: true },
  { ...column('doubled', ({ doubled }) => doubled, whole), always: true },
  { ...column('out of order', ({ disordered }) => disordered, whole), always: true },
];

function table(title: string, results: readonly Measured[], columns: readonly Column[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = Map.groupBy(results, ({ contestant, scenario }) => `${scenario} | ${contestant}`);
  return [
    title,
    '',
    line(['', 'server', ...columns.map((one) => one.title)]),
    `|${' --- |'.repeat(columns.length + 2)}`,
    ...[...rows].map(([name, rounds]) => line([name, ...columns.map(({ cell }) => cell(rounds) || '–')])),
  ].join('\n');
}

function column(title: string, value: (one: Measured) => number | undefined, show: (value: number) => string): Column {
  return { title, cell: (rounds) => spread(rounds.map(value), show) };
}

function latency(title: string, value: (one: Measured) => Times): Column {
  const cell = (rounds: readonly Measured[]) =>
    (['p50', 'p99'] as const)
      .map((quantile) =>
        spread(
          rounds.map((one) => value(one)[quantile]),
          tenths,
        ),
      )
      .join(' / ');
  return { title, cell };
}

function whole(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 0 });
}

function tenths(value: number): string {
  return value.toFixed(1);
}

function hundredths(value: number): string {
  return value.toFixed(2);
}
