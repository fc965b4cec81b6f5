// The tables of the delivery benchmark: the median of the rounds and their spread, for docs/performance.md.
import type { Times } from '../shared/message-ledger.ts';
import { hundredths, markdownTable, medianWithSpread, ratios, tenths, whole } from '../shared/report-table.ts';
import type { Measured } from './measure-delivery.ts';

/** A table of the single-message scenarios, one of the saturated ones, and one of the hops. */
export function tables(results: readonly Measured[]): string {
  const isSaturated = ({ senders }: Measured) => senders !== undefined;
  const single = results.filter((one) => !isSaturated(one));
  return [
    table('### A message, from its sender to every screen', single, TIMES),
    table('### As many as there can be', results.filter(isSaturated), [
      ...RATES,
      ...TIMES.filter(({ always }) => always),
    ]),
    hopTable(results),
  ].join('\n\n');
}

/** The duration of each hop while one message is in flight at a time. */
function hopTable(results: readonly Measured[]): string {
  const hops = Map.groupBy(
    results.flatMap((one) => one.hops ?? []),
    ({ title }) => title,
  );
  const rows = [...hops].map(([title, rounds]) => [title, latencies(rounds, hundredths)]);
  return markdownTable('### Each hop, one message at a time', ['hop', 'p50 / p99 ms'], rows);
}

/** `others` are the peer's results in the same scenario, round by round. */
type Column = {
  title: string;
  always?: boolean;
  cell: (rounds: readonly Measured[], others: readonly Measured[]) => string;
};
type Value = (one: Measured) => number | undefined;

const PEER = 'ejabberd';

const RATES: readonly Column[] = [
  column('acknowledged/s', ({ acknowledged, ackedMs }) => (acknowledged * 1000) / ackedMs, whole),
  column('seen by all/s', seenPerSecond, whole),
  ratioToPeer(seenPerSecond),
];

const TIMES: readonly Column[] = [
  { ...latency('acknowledged p50 / p99 ms', ({ ack }) => ack), always: true },
  latency('each screen p50 / p99 ms', ({ each }) => each),
  { ...latency('last screen p50 / p99 ms', ({ last }) => last), always: true },
  { ...column('server CPU ms per message', cpuPerMessage, hundredths), always: true },
  { ...ratioToPeer(cpuPerMessage), always: true },
  { ...column('refused', ({ refused }) => refused, whole), always: true },
  { ...column('lost', ({ lost }) => lost, whole), always: true },
  { ...column('doubled', ({ doubled }) => doubled, whole), always: true },
  { ...column('out of order', ({ disordered }) => disordered, whole), always: true },
];

function table(title: string, results: readonly Measured[], columns: readonly Column[]): string {
  const inOrder = [...Map.groupBy(results, ({ scenario }) => scenario).values()].flat();
  const groups = Map.groupBy(inOrder, ({ contestant, scenario }) => `${scenario} | ${contestant}`);
  const rows = [...groups].map(([key, rounds]) => {
    const others = groups.get(`${rounds[0]?.scenario} | ${PEER}`) ?? [];
    return [...key.split(' | '), ...columns.map(({ cell }) => cell(rounds, others))];
  });
  return markdownTable(title, ['', 'server', ...columns.map((one) => one.title)], rows);
}

function column(title: string, value: Value, format: (value: number) => string): Column {
  return { title, cell: (rounds) => medianWithSpread(rounds.map(value), format) };
}

/** The ratio to the peer's value of the same round. */
function ratioToPeer(value: Value): Column {
  const cell = (rounds: readonly Measured[], others: readonly Measured[]) =>
    medianWithSpread(ratios(rounds.map(value), others.map(value)), hundredths);
  return { title: `× ${PEER}`, cell };
}

function seenPerSecond({ seen, seenMs }: Measured): number {
  return (seen * 1000) / seenMs;
}

function cpuPerMessage({ cpuMs, acknowledged }: Measured): number | undefined {
  return cpuMs === undefined ? undefined : cpuMs / acknowledged;
}

function latency(title: string, value: (one: Measured) => Times): Column {
  return { title, cell: (rounds) => latencies(rounds.map(value), tenths) };
}

function latencies(rounds: readonly Times[], format: (value: number) => string): string {
  return (['p50', 'p99'] as const)
    .map((quantile) =>
      medianWithSpread(
        rounds.map((times) => times[quantile]),
        format,
      ),
    )
    .join(' / ');
}
