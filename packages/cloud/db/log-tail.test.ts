// What a warm function knows of a log: consecutive rows up to a head, and for which attempts they suffice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KnownLogs } from './known-logs.ts';
import type { Log, LogRow } from './log.ts';
import { LogTail } from './log-tail.ts';

const rows = (from: number, to: number): LogRow[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    seq: from + index,
    count: from + index,
    id: `id-${from + index}`,
  }));

test('a tail suffices for an attempt whose sender had seen one of its rows, and for no other', () => {
  const tail = new LogTail(5, rows(5, 9));
  assert.deepEqual(
    [4, 5, 9, 10].map((after) => tail.covers(after)),
    [false, true, true, false],
  );
  assert.deepEqual(tail.head, { seq: 9, count: 9 });
  assert.deepEqual(
    ['id-4', 'id-5', 'id-9'].map((id) => tail.seqOf(id)),
    [undefined, 5, 9],
  );
});

test('the tail of an empty log is its beginning', () => {
  const tail = new LogTail(0, []);
  assert.deepEqual([tail.covers(0), tail.covers(1), tail.head], [true, false, { seq: 0, count: 0 }]);
  tail.append(rows(1, 2));
  assert.deepEqual([tail.covers(0), tail.covers(2), tail.head.seq], [true, true, 2]);
});

test('rows that do not follow the head are not added: known ones, and those after a gap', () => {
  const tail = new LogTail(5, rows(5, 6));
  tail.append([...rows(5, 7), ...rows(9, 9)]);
  assert.equal(tail.head.seq, 7);
  assert.equal(tail.seqOf('id-9'), undefined);
});

test('a long tail forgets its oldest rows, and no longer suffices for attempts from before', () => {
  const tail = new LogTail(1, rows(1, 1_200));
  tail.trim();
  assert.deepEqual([tail.first, tail.head.seq], [701, 1_200]);
  assert.deepEqual([tail.covers(700), tail.covers(701)], [false, true]);
  assert.deepEqual([tail.seqOf('id-700'), tail.seqOf('id-701')], [undefined, 701]);
});

test('the channels that were used last are remembered', () => {
  const logs = new KnownLogs({} as Log);
  const general = logs.of('general');
  for (let index = 0; index < 150; index += 1) logs.of(`channel-${index}`);
  assert.equal(logs.of('general'), general);
  for (let index = 0; index < 300; index += 1) logs.of(`other-${index}`);
  assert.notEqual(logs.of('general'), general);
});
