import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';
import { Checkpoint, checkpointOf } from './checkpoint.ts';

function checkpoint(clock = new ManualClock(), storage = new MemoryStorage()): Checkpoint {
  return new Checkpoint({ pipe: 'chat', source: 'stream', after: undefined }, clock, storage);
}

function enter(to: Checkpoint, ...sequences: string[]) {
  return sequences.map((sequence) => to.enter({ sequence, sizeBytes: 100, bornAt: Number(sequence) }));
}

test('the mark stays before the oldest record that is still under way', () => {
  const mark = checkpoint();
  const [first, second, third] = enter(mark, '1', '2', '3') as [never, never, never];
  mark.leave(third);
  mark.leave(second);
  assert.equal(mark.after, undefined);
  assert.deepEqual(mark.open, { records: 3, bytes: 300 });
  mark.leave(first);
  assert.equal(mark.after, '3');
  assert.deepEqual(mark.open, { records: 0, bytes: 0 });
});

test('it tells which record waits longest', () => {
  const mark = checkpoint();
  const [first] = enter(mark, '1', '2') as [never];
  assert.equal(mark.oldest?.sequence, '1');
  mark.leave(first);
  assert.equal(mark.oldest?.sequence, '2');
});

test('a thousand records leave in any order and the mark ends at the last', () => {
  const mark = checkpoint();
  const tickets = enter(mark, ...Array.from({ length: 1000 }, (_, index) => String(index)));
  for (let step = 0; step < 7; step += 1)
    for (const ticket of tickets.filter((_, at) => at % 7 === step)) mark.leave(ticket);
  assert.equal(mark.after, '999');
  assert.equal(mark.open.records, 0);
});

test('many steps become one write, a fifth of a second later', () => {
  const clock = new ManualClock();
  const storage = new MemoryStorage();
  const mark = checkpoint(clock, storage);
  for (const ticket of enter(mark, '1', '2', '3')) mark.leave(ticket);
  assert.equal(storage.commits, 0);
  clock.advance(200);
  assert.equal(storage.commits, 1);
  assert.equal(checkpointOf(storage, 'chat', 'stream')?.after, '3');
});

test('a mark on another stream does not count', async () => {
  const storage = new MemoryStorage();
  await checkpoint(new ManualClock(), storage).write();
  assert.ok(checkpointOf(storage, 'chat', 'stream'));
  assert.equal(checkpointOf(storage, 'chat', 'another stream'), undefined);
  assert.equal(checkpointOf(storage, 'another pipe', 'stream'), undefined);
});
