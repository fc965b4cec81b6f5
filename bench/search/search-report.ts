// The table of the benchmark of the search, for docs/performance.md.
import { markdownTable, medianWithSpread, whole } from '../shared/report-table.ts';
import type { SearchFigures } from './search-benchmark.ts';

/** A Markdown table with a row for each kind of search: the median and `[from–to]`. */
export function tables(figures: readonly SearchFigures[]): string {
  const rows = figures.map(({ what, times, requests, found }) => [
    what,
    medianWithSpread(times, whole),
    `${requests}`,
    `${found}`,
  ]);
  return markdownTable('', ['search', 'ms', 'requests', 'messages'], rows).trimStart();
}
