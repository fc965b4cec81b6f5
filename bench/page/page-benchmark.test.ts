import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampled } from '../../harness/exhaustive.ts';
import { measurePage } from './page-benchmark.ts';
import { tables } from './page-report.ts';

test('the benchmark of the page measures each of its figures', {
  skip: sampled<string | false>('It takes ten seconds: npm test -- --exhaustive bench/page', false),
}, async () => {
  const [round, ...more] = await measurePage({ quick: true, say: () => {} });
  assert.ok(round && more.length === 0);
  const { longTasksArriving, longTasksScrolling, longestTaskMs, ...positive } = round;
  for (const [name, value] of Object.entries(positive)) assert.ok(value > 0, `${name} is ${value}`);
  assert.ok(longTasksArriving >= 0 && longTasksScrolling >= 0 && longestTaskMs >= 0);
  assert.match(tables([round]), /^\| what \| figure \|/);
});
