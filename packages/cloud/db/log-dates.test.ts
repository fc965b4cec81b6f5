// The search for the place of a time in a log.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, PageQuery } from '@parley/chat';
import { firstSince } from './log-dates.ts';

/** A log whose entries have these minutes of an hour as their times. */
function logOf(minutes: readonly number[]) {
  let reads = 0;
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 30, 9, minute)).toISOString();
  const log = {
    head: async () => ({ seq: minutes.length, count: 0 }),
    slice: async (_channel: string, { after = 0 }: PageQuery) => {
      reads += 1;
      return { entries: [{ seq: after + 1, timestamp: at(minutes[after] ?? 0) } as Entry], bytes: 0 };
    },
  };
  return { find: (minute: number) => firstSince(log, 'general', at(minute)), reads: () => reads };
}

test('a time is found at its first entry, before the first one and after the last one', async () => {
  const { find } = logOf([5, 5, 7, 7, 7, 9]);
  assert.deepEqual(await Promise.all([0, 5, 6, 7, 8, 9, 10].map(find)), [1, 1, 3, 3, 6, 6, 7]);
  assert.equal(await logOf([]).find(1), 1);
});

test('the search reads a few rows, whatever the length of the log', async () => {
  const log = logOf(Array.from({ length: 100_000 }, (_, index) => index));
  assert.equal(await log.find(70_000), 70_001);
  assert.ok(log.reads() <= 17, `${log.reads()}`);
});
