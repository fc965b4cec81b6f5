// Turns the results into tables: the median of the rounds and their spread, as ratios within the same round.
import { availableParallelism, cpus, platform, release } from 'node:os';
import { CONTESTANTS } from './contestants.ts';
import { SCENARIOS } from './fanout-scenarios.ts';
import type { Measured, Phase } from './measure-fanout.ts';

/** The machine and the day, in one line. */
export function where(now: Date): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${now.toISOString().slice(0, 10)}, ${availableParallelism()} × ${model}, ${platform()} ${release()}, Node ${process.version}, loopback`;
}

/** A Markdown table for each scenario. */
export function tables(results: readonly Measured[]): string {
  return [...new Set(results.map(({ scenario }) => scenario))]
    .map((scenario) =>
      table(
        scenario,
        results.filter((one) => one.scenario === scenario),
      ),
    )
    .join('\n\n');
}

type Column = { title: string; cell: (of: readonly Measured[], all: readonly Measured[]) => string };

// Where some stop reading, the saturation is only there to warm up.
const perCpu = (phase: 'saturated' | 'alone') => (one: Measured) =>
  one.stalled ? undefined : one[phase]?.perCpuSecond;

const COLUMNS: readonly Column[] = [
  column('deliveries per CPU-s', perCpu('saturated'), thousands),
  against('× `ws`', 'ws', perCpu('saturated')),
  against('× limit', 'raw-coalesced', perCpu('saturated')),
  column('deliveries/s', (one) => (one.stalled ? undefined : one.saturated.perSecond), thousands),
  column('one at a time, per CPU-s', perCpu('alone'), thousands),
  against('× `raw`', 'raw', perCpu('alone')),
  latency('half load p50 / p99 ms', (one) => one.half),
  latency('fixed rate p50 / p99 ms', (one) => one.fixed),
  column('connections/s', (one) => one.connect.perSecond, whole),
  column('per CPU-s', (one) => one.connect.perCpuSecond, whole),
  column('KiB per new connection', (one) => one.connect.busyBytes / 1024, tenths),
  column('KiB per idle connection', (one) => one.connect.idleBytes / 1024, tenths),
  latency('others before p50 / p99 ms', (one) => one.stalled?.before),
  latency('others during p50 / p99 ms', (one) => one.stalled?.during),
  column('cut off', (one) => one.stalled?.cut, whole),
  column('memory grew MiB', (one) => one.stalled && one.stalled.rssGrewBytes / 2 ** 20, tenths),
  column('lost', (one) => sum(one, 'lost'), whole),
  column('doubled', (one) => sum(one, 'doubled'), whole),
  column('refused', (one) => sum(one, 'refused'), whole),
];

function table(scenario: string, results: readonly Measured[]): string {
  const names = CONTESTANTS.map(({ name }) => name).filter((name) => results.some((one) => one.contestant === name));
  const rows = names.map((name) => {
    const own = results.filter((one) => one.contestant === name);
    return [name, ...COLUMNS.map(({ cell }) => cell(own, results))];
  });
  const used = [0, ...COLUMNS.map((_, at) => at + 1).filter((at) => rows.some((row) => row[at] !== ''))];
  const line = (row: readonly string[]) => `| ${used.map((at) => row[at] || '–').join(' | ')} |`;
  return [
    `### ${SCENARIOS.find(({ name }) => name === scenario)?.is ?? scenario}`,
    '',
    line(['', ...COLUMNS.map(({ title }) => title)].with(0, 'contestant')),
    `|${used.map(() => ' --- |').join('')}`,
    ...rows.map(line),
  ].join('\n');
}

function column(title: string, value: (one: Measured) => number | undefined, show: (value: number) => string): Column {
  return { title, cell: (own) => spread(own.map(value), show) };
}

/** How many times another contestant's value of the same round. */
function against(title: string, other: string, value: (one: Measured) => number | undefined): Column {
  return {
    title,
    cell: (own, all) => {
      const others = all.filter(({ contestant }) => contestant === other).map(value);
      const ratios = own.map((one, round) => {
        const [mine, theirs] = [value(one), others[round]];
        return mine === undefined || theirs === undefined ? undefined : mine / theirs;
      });
      return spread(ratios, hundredths);
    },
  };
}

function latency(title: string, phase: (one: Measured) => Phase | undefined): Column {
  return {
    title,
    cell: (own) =>
      [(one: Phase) => one.p50Ms, (one: Phase) => one.p99Ms]
        .map((quantile) =>
          spread(
            own.map((one) => {
              const found = phase(one);
              return found && quantile(found);
            }),
            tenths,
          ),
        )
        .filter((text) => text !== '')
        .join(' / '),
  };
}

/** The median, and from where to where. */
export function spread(values: readonly (number | undefined)[], show: (value: number) => string): string {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return '';
  const median = sorted[Math.floor(sorted.length / 2)] ?? low;
  return show(low) === show(high) ? show(median) : `${show(median)} [${show(low)}–${show(high)}]`;
}

function sum({ saturated, alone, half, fixed, stalled }: Measured, what: 'lost' | 'doubled' | 'refused'): number {
  const phases = [saturated, alone, half, fixed, stalled?.before, stalled?.during];
  return phases.reduce((total, phase) => total + (phase?.[what] ?? 0), 0);
}

function thousands(value: number): string {
  return `${value < 1e5 ? (value / 1000).toFixed(1) : whole(value / 1000)} k`;
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
