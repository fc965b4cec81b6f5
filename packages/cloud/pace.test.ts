import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from './pace.ts';

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

test('who was just too late waits before the next round, and less with each round that is won', () => {
  const pace = new Pace();
  pace.lost();
  const { waitMs } = pace;
  assert.ok(waitMs > 0);
  pace.lost();
  assert.equal(pace.waitMs, 2 * waitMs);
  for (let seq = 1; pace.waitMs > 0; seq += 1) pace.won(at(seq));
});
