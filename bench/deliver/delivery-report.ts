// Turns the results into tables: the median of the rounds and their spread, ready to be pasted into docs/performance.md.
import { spread } from '../fanout/fanout-report.ts';
import type { Times } from '../shared/message-ledger.ts';
import type { Measured } from './measure-delivery.ts';

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
    hops(results),
  ].join('\n\n');
}

/** Where the time goes while one message is under way at a time. */
function hops(results: readonly Measured[]): string {
  const rounds = Map.groupBy(
    results.flatMap((one) => one.hops ?? []),
    ({ title }) => title,
  );
  return [
    '### Each hop, one message at a time',
    '',
    '| hop | p50 / p99 ms |',
    '| --- | --- |',
    ...[...rounds].map(([title, spans]) => {
      const cell = (quantile: 'p50' | 'p99') =>
        spread(
          spans.map((span) => span[quantile]),
          hundredths,
        );
      return `| ${title} | ${cell('p50')} / ${cell('p99')} |`;
    }),
  ].join('\n');
}

/** `others` are the results of the peer in the same way of talking, round by round. */
type Column = {
  title: string;
  always?: boolean;
  cell: (rounds: readonly Measured[], others: readonly Measured[]) => string;
};

const PEER = 'ejabberd';

const RATES: readonly Column[] = [
  column('acknowledged/s', ({ acknowledged, ackedMs }) => (acknowledged * 1000) / ackedMs, whole),
  column('seen by all/s', seenPerSecond, whole),
  against(seenPerSecond),
];

const TIMES: readonly Column[] = [
  { ...latency('acknowledged p50 / p99 ms', ({ ack }) => ack), always: true },
  latency('each screen p50 / p99 ms', ({ each }) => each),
  { ...latency('last screen p50 / p99 ms', ({ last }) => last), always: true },
  {
    ...column('server CPU ms per message', cpuPerMessage, hundredths),
    always: true,
  },
  { ...against(cpuPerMessage), always: true },
  { ...column('refused', ({ refused }) => refused, whole), always: true },
  { ...column('lost', ({ lost }) => lost, whole), always: true },
  { ...column('doubled', ({ doubled }) => doubled, whole), always: true },
  { ...column('out of order', ({ disordered }) => disordered, whole), always: true },
];

function table(title: string, results: readonly Measured[], columns: readonly Column[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const inOrder = [...Map.groupBy(results, ({ scenario }) => scenario).values()].flat();
  const rows = Map.groupBy(inOrder, ({ contestant, scenario }) => `${scenario} | ${contestant}`);
  return [
    title,
    '',
    line(['', 'server', ...columns.map((one) => one.title)]),
    `|${' --- |'.repeat(columns.length + 2)}`,
    ...[...rows].map(([name, rounds]) => {
      const others = rows.get(`${rounds[0]?.scenario} | ${PEER}`) ?? [];
      return line([name, ...columns.map(({ cell }) => cell(rounds, others) || '–')]);
    }),
  ].join('\n');
}

function column(title: string, value: (one: Measured) => number | undefined, show: (value: number) => string): Column {
  return { title, cell: (rounds) => spread(rounds.map(value), show) };
}

/** How many times the peer's value of the same round. */
function against(value: (one: Measured) => number | undefined): Column {
  return {
    title: `× ${PEER}`,
    cell: (rounds, others) =>
      spread(
        rounds.map((one, round) => {
          const [mine, theirs] = [value(one), others[round] && value(others[round])];
          return mine === undefined || !theirs ? undefined : mine / theirs;
        }),
        hundredths,
      ),
  };
}

function seenPerSecond({ seen, seenMs }: Measured): number {
  return (seen * 1000) / seenMs;
}

function cpuPerMessage({ cpuMs, acknowledged }: Measured): number | undefined {
  return cpuMs === undefined ? undefined : cpuMs / acknowledged;
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
