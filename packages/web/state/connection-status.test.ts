// The status line tells the truth, the worst of it first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Facts, status } from './connection-status.ts';

const fine: Facts = {
  connection: 'live',
  detail: {},
  ear: { state: 'live' },
  sync: { state: 'complete' },
  completeTo: 1842,
  online: true,
  now: 10_000,
};

function said(facts: Partial<Facts>): string {
  const { words, countdown } = status({ ...fine, ...facts });
  return countdown ? `${words}: ${countdown}` : words;
}

test('each state has its words', () => {
  assert.equal(said({}), 'Connected, complete up to #1,842');
  assert.equal(said({ completeTo: 0 }), 'Connected');
  assert.equal(said({ connection: 'connecting' }), 'Connecting…');
  assert.equal(said({ connection: 'waiting', detail: { retryAt: 13_200 } }), 'Offline: trying again in 4 s');
  assert.equal(said({ connection: 'waiting', detail: { retryAt: 9_000 } }), 'Offline: trying again now');
  assert.equal(said({ connection: 'closed' }), 'Disconnected');
  assert.equal(said({ sync: { state: 'reading' } }), 'Connected, catching up…');
  assert.equal(said({ ear: { state: 'subscribing' } }), 'Connected, catching up…');
  assert.equal(
    said({ sync: { state: 'stuck', problem: 'Down.', retryAt: 12_000 } }),
    'Messages cannot be read: Down.: trying again in 2 s',
  );
  assert.equal(
    said({ ear: { state: 'refused', problem: 'Not a member.' } }),
    'This channel cannot be heard: Not a member.',
  );
});

test('a socket that is live never hides that the channel is not heard or messages are missing', () => {
  for (const facts of [
    { ear: { state: 'disconnected' } },
    { sync: { state: 'reading' } },
    { online: false },
  ] as Partial<Facts>[])
    assert.notEqual(status({ ...fine, ...facts }).tone, 'good');
});

test('a refused token is said, and a lost connection is only offline', () => {
  const refused = Object.assign(new Error('AppSync refused the token.'), { code: 'unauthorized' });
  const lost = Object.assign(new Error('Lost.'), { code: 'lost' });
  const detail = { retryAt: 12_000 };
  assert.match(
    said({ connection: 'waiting', detail: { ...detail, error: refused } }),
    /^Not connected: AppSync refused/,
  );
  assert.match(said({ connection: 'waiting', detail: { ...detail, error: lost } }), /^Offline:/);
});
