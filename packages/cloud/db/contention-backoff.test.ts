// How long a writer waits: nothing alone, longer while others win, never for long after.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace, Paces } from './contention-backoff.ts';

const at = (seq: number) => ({ seq, count: seq });

test('who writes alone need not ask where a channel ends', () => {
  const pace = new Pace();
  assert.equal(pace.head, undefined);
  pace.asked(at(0));
  pace.won(at(1));
  assert.equal(pace.head, undefined);
  pace.asked(at(1));
  pace.won(at(2));
  assert.deepEqual(pace.head, at(2));
});

test('who finds that others have written asks again, and does not wait', () => {
  const pace = new Pace();
  pace.won(at(1));
  pace.asked(at(1));
  assert.deepEqual(pace.head, at(1));
  pace.outdated();
  assert.deepEqual({ head: pace.head, waitMs: pace.waitMs }, { head: undefined, waitMs: 0 });
  pace.asked(at(3));
  assert.equal(pace.head, undefined);
});

test('who was just too late waits twice as long before each round', () => {
  const pace = new Pace();
  const waits = [1, 2, 3].map(() => {
    pace.lost(100);
    return pace.waitMs;
  });
  assert.deepEqual(waits, [32, 64, 128]);
});

test('the longest wait is thirty rounds long, within bounds', () => {
  assert.equal(afterLosing(20, 20).waitMs, 600);
  assert.equal(afterLosing(20, 0).waitMs, 128);
  assert.equal(afterLosing(20, 60_000).waitMs, 4_096);
});

test('who wins waits half as long, and after some wins not at all', () => {
  const pace = afterLosing(20, 20);
  pace.won(at(1));
  assert.equal(pace.waitMs, 300);
  for (let seq = 2; seq < 10; seq += 1) pace.won(at(seq));
  assert.equal(pace.waitMs, 0);
});

test('each channel has a pace of its own, and forgetting one costs a round only', () => {
  const paces = new Paces();
  paces.of('general').lost(20);
  assert.equal(paces.of('general').waitMs, 32);
  assert.equal(paces.of('random').waitMs, 0);
  for (let index = 0; index < 2_000; index += 1) paces.of(`channel-${index}`);
  assert.equal(paces.of('general').waitMs, 0);
});

/** A pace after so many rounds that were lost, each as long as this. */
function afterLosing(rounds: number, roundMs: number): Pace {
  const pace = new Pace();
  for (let round = 0; round < rounds; round += 1) pace.lost(roundMs);
  return pace;
}
