import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConnectionState, type ConnectionTrigger, nextConnectionState } from './connection-state.ts';

const TRIGGERS: ConnectionTrigger[] = [
  'needed',
  'opened',
  'acknowledged',
  'unauthorized',
  'lost',
  'unneeded',
  'retry',
  'close',
];

const ROWS: [state: ConnectionState, ...next: ConnectionState[]][] = [
  // state, needed, opened, acknowledged, unauthorized, lost, unneeded, retry, close
  ['idle', 'connecting', 'idle', 'idle', 'idle', 'idle', 'idle', 'connecting', 'closed'],
  ['connecting', 'connecting', 'handshaking', 'connecting', 'waiting', 'waiting', 'idle', 'connecting', 'closed'],
  ['handshaking', 'handshaking', 'handshaking', 'live', 'connecting', 'waiting', 'idle', 'handshaking', 'closed'],
  ['live', 'live', 'live', 'live', 'connecting', 'waiting', 'idle', 'live', 'closed'],
  ['waiting', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting', 'idle', 'connecting', 'closed'],
  ['closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed'],
];

for (const [state, ...next] of ROWS)
  test(`a connection that is ${state} follows the transition table`, () => {
    assert.deepEqual(
      TRIGGERS.map((trigger) => nextConnectionState(state, trigger)),
      next,
    );
  });

test('only close leads to closed, and no trigger leads away from it', () => {
  for (const [state] of ROWS)
    for (const trigger of TRIGGERS)
      assert.equal(nextConnectionState(state, trigger) === 'closed', trigger === 'close' || state === 'closed');
});

test('a connection is live only after the acknowledgement', () => {
  for (const [state] of ROWS)
    for (const trigger of TRIGGERS)
      if (nextConnectionState(state, trigger) === 'live') assert.ok(state === 'live' || trigger === 'acknowledged');
});
