// The tables of the fan-out benchmark: the median of the rounds and their spread, as ratios within the same round.
import {
  hundredths,
  markdownTable,
  medianWithSpread,
  ratios,
  tenths,
  thousands,
  whole,
} from '../shared/report-table.ts';
import { CONTESTANTS } from './contestants.ts';
import { SCENARIOS } from './fanout-scenarios.ts';
import type { Measured, Phase } from './measure-fanout.ts';

/** A Markdown table for each scenario. */
export function tables(results: readonly Measured[]): string {
  const scenarios = Map.groupBy(results, ({ scenario }) => scenario);
  return [...scenarios].map(([scenario, measured]) => table(scenario, measured)).join('\n\n');
}

type Column = { title: string; cell: (own: readonly Measured[], all: readonly Measured[]) => string };
type Value = (one: Measured) => number | undefined;

// In scenarios with stalled subscribers the saturated phase is only the warm-up.
const perCpu = (phase: 'saturated' | 'alone') => (one: Measured) =>
  one.stalled ? undefined : one[phase]?.perCpuSecond;

const COLUMNS: readonly Column[] = [
  column('deliveries per CPU-s', perCpu('saturated'), thousands),
  ratioTo('× `ws`', 'ws', perCpu('saturated')),
  ratioTo('× limit', 'raw-coalesced', perCpu('saturated')),
  column('deliveries/s', (one) => (one.stalled ? undefined : one.saturated.perSecond), thousands),
  column('one at a time, per CPU-s', perCpu('alone'), thousands),
  ratioTo('× `raw`', 'raw', perCpu('alone')),
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
  const head = ['contestant', ...COLUMNS.map(({ title }) => title)];
  const used = head.map((_, index) => index === 0 || rows.some((row) => row[index] !== ''));
  const pick = (row: readonly string[]) => row.filter((_, index) => used[index]);
  const title = `### ${SCENARIOS.find(({ name }) => name === scenario)?.is ?? scenario}`;
  return markdownTable(title, pick(head), rows.map(pick));
}

function column(title: string, value: Value, format: (value: number) => string): Column {
  return { title, cell: (own) => medianWithSpread(own.map(value), format) };
}

/** The ratio to another contestant's value of the same round. */
function ratioTo(title: string, other: string, value: Value): Column {
  const others = (all: readonly Measured[]) => all.filter(({ contestant }) => contestant === other).map(value);
  return { title, cell: (own, all) => medianWithSpread(ratios(own.map(value), others(all)), hundredths) };
}

function latency(title: string, phase: (one: Measured) => Phase | undefined): Column {
  const cell = (own: readonly Measured[]) =>
    [(one: Measured) => phase(one)?.p50Ms, (one: Measured) => phase(one)?.p99Ms]
      .map((quantile) => medianWithSpread(own.map(quantile), tenths))
      .filter((text) => text !== '')
      .join(' / ');
  return { title, cell };
}

function sum({ saturated, alone, half, fixed, stalled }: Measured, what: 'lost' | 'doubled' | 'refused'): number {
  const phases = [saturated, alone, half, fixed, stalled?.before, stalled?.during];
  return phases.reduce((total, phase) => total + (phase?.[what] ?? 0), 0);
}
