import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';
import { Checkpoint, readCheckpoint } from './checkpoint.ts';

function open(clock = new ManualClock(), storage = new MemoryStorage()): Checkpoint {
  return new Checkpoint({ pipe: 'chat', source: 'stream', after: undefined }, clock, storage);
}

function add(to: Checkpoint, ...sequences: string[]) {
  return sequences.map((sequence) => to.add({ sequence, sizeBytes: 100, createdAt: Number(sequence) }));
}

test('the checkpoint stays before the oldest record that is not complete', () => {
  const checkpoint = open();
  const [first, second, third] = add(checkpoint, '1', '2', '3') as [never, never, never];
  checkpoint.complete(third);
  checkpoint.complete(second);
  assert.equal(checkpoint.after, undefined);
  assert.deepEqual(checkpoint.pending, { records: 3, bytes: 300 });
  checkpoint.complete(first);
  assert.equal(checkpoint.after, '3');
  assert.deepEqual(checkpoint.pending, { records: 0, bytes: 0 });
});

test('oldest is the record that has waited longest', () => {
  const checkpoint = open();
  const [first] = add(checkpoint, '1', '2') as [never];
  assert.equal(checkpoint.oldest?.sequence, '1');
  checkpoint.complete(first);
  assert.equal(checkpoint.oldest?.sequence, '2');
});

test('after a thousand records complete in any order the checkpoint is at the last', () => {
  const checkpoint = open();
  const records = add(checkpoint, ...Array.from({ length: 1000 }, (_, index) => String(index)));
  for (let step = 0; step < 7; step += 1)
    for (const record of records.filter((_, at) => at % 7 === step)) checkpoint.complete(record);
  assert.equal(checkpoint.after, '999');
  assert.equal(checkpoint.pending.records, 0);
});

test('many completed records cause one write, 200 ms later', () => {
  const clock = new ManualClock();
  const storage = new MemoryStorage();
  const checkpoint = open(clock, storage);
  for (const record of add(checkpoint, '1', '2', '3')) checkpoint.complete(record);
  assert.equal(storage.commits, 0);
  clock.advance(200);
  assert.equal(storage.commits, 1);
  assert.equal(readCheckpoint(storage, 'chat', 'stream')?.after, '3');
});

test('a checkpoint on another stream is ignored', async () => {
  const storage = new MemoryStorage();
  await open(new ManualClock(), storage).write();
  assert.ok(readCheckpoint(storage, 'chat', 'stream'));
  assert.equal(readCheckpoint(storage, 'chat', 'another stream'), undefined);
  assert.equal(readCheckpoint(storage, 'another pipe', 'stream'), undefined);
});
