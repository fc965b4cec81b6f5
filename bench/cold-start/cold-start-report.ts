// The table of the cold-start benchmark, for docs/performance.md.
import { markdownTable, medianWithSpread, tenths, whole } from '../shared/report-table.ts';
import type { Contestant } from './cold-start-benchmark.ts';
import type { ColdStart } from './invoke-bundle.ts';

/** A Markdown table with a row for each version: medians and `[from–to]`. */
export function tables(contestants: readonly Contestant[]): string {
  const rows = contestants.map(({ name, bundleBytes, starts }) => {
    const cell = (value: (one: ColdStart) => number, format = tenths) => medianWithSpread(starts.map(value), format);
    return [
      name,
      tenths(bundleBytes / 1_000),
      cell(({ loadMs }) => loadMs),
      cell(({ firstMs }) => firstMs),
      cell(({ loadMs, firstMs }) => loadMs + firstMs),
      cell(({ rssBytes }) => rssBytes / 2 ** 20, whole),
    ];
  });
  const head = ['version', 'bundle kB', 'load, CPU ms', 'first message, CPU ms', 'both', 'RSS MiB'];
  return markdownTable('', head, rows).trimStart();
}
