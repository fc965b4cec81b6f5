// The table of the benchmark of the page, for docs/performance.md.
import { markdownTable, medianWithSpread, tenths, whole } from '../shared/report-table.ts';
import type { PageRound } from './page-benchmark.ts';

const ROWS: readonly [what: string, value: (round: PageRound) => number, format?: (value: number) => string][] = [
  ['first contentful paint, ms', ({ firstPaintMs }) => firstPaintMs],
  ['load until messages and composer are displayed, ms', ({ usableMs }) => usableMs],
  ['reload until messages are displayed, ms', ({ reloadMs }) => reloadMs],
  ['opening the channel with many messages, ms', ({ openMs }) => openMs],
  ['opening it again, ms', ({ switchMs }) => switchMs],
  ['opening its list of members, ms', ({ membersMs }) => membersMs],
  ['rows of members in the DOM', ({ memberRows }) => memberRows],
  ['a mention in a channel without subscription until its badge, ms', ({ mentionMs }) => mentionMs],
  ['long tasks while 20 messages arrive beside the list of members', ({ longTasksArriving }) => longTasksArriving],
  ['long tasks while 40,000 pixels are scrolled', ({ longTasksScrolling }) => longTasksScrolling],
  ['the longest of them, ms', ({ longestTaskMs }) => longestTaskMs],
  ['heap of the page, MiB', ({ heapMiB }) => heapMiB, tenths],
];

/** A Markdown table with a row for each figure: the median of the windows and `[from–to]`. */
export function tables(rounds: readonly PageRound[]): string {
  const rows = ROWS.map(([what, value, format = whole]) => [what, medianWithSpread(rounds.map(value), format)]);
  return markdownTable('', ['what', 'figure'], rows).trimStart();
}
