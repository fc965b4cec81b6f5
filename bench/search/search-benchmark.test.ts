import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampled } from '../../harness/exhaustive.ts';
import { measureSearch } from './search-benchmark.ts';
import { tables } from './search-report.ts';

test('the benchmark of the search measures each of its figures', {
  skip: sampled<string | false>('It takes ten seconds: npm test -- --exhaustive bench/search', false),
}, async () => {
  const figures = await measureSearch({ quick: true, say: () => {} });
  for (const { what, times } of figures) assert.ok(times.length > 0 && times.every((ms) => ms > 0), what);
  assert.match(tables(figures), /^\| search \| ms \|/);
});
