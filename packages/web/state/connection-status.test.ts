// The status line, in which the most severe problem comes first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Facts, status } from './connection-status.ts';

const fine: Facts = {
  connection: 'live',
  detail: {},
  subscription: { state: 'live' },
  loadState: { state: 'complete' },
  completeTo: 1842,
  online: true,
  now: 10_000,
};

function said(facts: Partial<Facts>): string {
  const { text, countdown } = status({ ...fine, ...facts });
  return countdown ? `${text} · ${countdown}` : text;
}

test('each state has its text', () => {
  assert.equal(said({}), 'Connected');
  assert.equal(status(fine).tooltip, 'Up to date, 1,842 entries');
  assert.equal(status({ ...fine, completeTo: 0 }).tooltip, '');
  assert.equal(said({ connection: 'connecting' }), 'Connecting…');
  assert.equal(said({ connection: 'waiting', detail: { retryAt: 13_200 } }), 'Offline · retrying in 4 s');
  assert.equal(said({ connection: 'waiting', detail: { retryAt: 9_000 } }), 'Offline · retrying now');
  assert.equal(said({ connection: 'closed' }), 'Disconnected');
  assert.equal(said({ loadState: { state: 'loading' } }), 'Catching up…');
  assert.equal(said({ subscription: { state: 'subscribing' } }), 'Catching up…');
  assert.equal(
    said({ loadState: { state: 'failed', problem: 'Down.', retryAt: 12_000 } }),
    'Couldn’t load messages: Down. · retrying in 2 s',
  );
  assert.equal(
    said({ subscription: { state: 'refused', problem: 'Not a member.' } }),
    'Can’t receive messages in this channel: Not a member.',
  );
});

test('a live connection does not hide a lost subscription or missing messages', () => {
  for (const facts of [
    { subscription: { state: 'disconnected' } },
    { loadState: { state: 'loading' } },
    { online: false },
  ] as Partial<Facts>[])
    assert.notEqual(status({ ...fine, ...facts }).tone, 'good');
});

test('a rejected token is shown with its reason, a lost connection only as offline', () => {
  const refused = Object.assign(new Error('AppSync refused the token.'), { code: 'unauthorized' });
  const lost = Object.assign(new Error('Lost.'), { code: 'lost' });
  const detail = { retryAt: 12_000 };
  assert.match(
    said({ connection: 'waiting', detail: { ...detail, error: refused } }),
    /^Not connected: AppSync refused/,
  );
  assert.match(said({ connection: 'waiting', detail: { ...detail, error: lost } }), /^Offline · /);
});
