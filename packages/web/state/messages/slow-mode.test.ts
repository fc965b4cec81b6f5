// Slow mode: how long the reader waits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aChannel, anEntry } from '../../testing/fakes.ts';
import { slowModeSecondsLeft } from './slow-mode.ts';

const NOW = Date.parse('2026-11-30T12:00:30.000Z');
const at = (second: number) => `2026-11-30T12:00:${second}.000Z`;
const slow = { ...aChannel('general'), slowModeSeconds: 30, effectiveRole: 'member' as const };

test('the reader waits for the interval after the newest own message, at most the interval, and not as a moderator', () => {
  const own = anEntry(1, { userId: 'sub-ann', timestamp: at(10) });
  const other = anEntry(2, { userId: 'sub-bob', timestamp: at(29) });
  const left = (channel = slow, entries = [own, other]) =>
    slowModeSecondsLeft(channel, { entries, outgoing: [] }, 'sub-ann', NOW);
  assert.equal(left(), 10);
  assert.equal(left(slow, [other]), 0);
  assert.equal(left({ ...slow, slowModeSeconds: 0 }), 0);
  assert.equal(
    slowModeSecondsLeft({ ...slow, effectiveRole: 'owner' }, { entries: [own], outgoing: [] }, 'sub-ann', NOW),
    0,
  );
  // The clock of the server is ahead.
  assert.equal(left(slow, [{ ...own, timestamp: at(59) }]), 30);
});
