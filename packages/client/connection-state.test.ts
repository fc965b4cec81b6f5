import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConnectionState, type Happening, NEXT } from './connection-state.ts';

const HAPPENINGS: Happening[] = ['needed', 'opened', 'acknowledged', 'stale', 'lost', 'unneeded', 'due', 'close'];

const ROWS: [state: ConnectionState, ...next: ConnectionState[]][] = [
  // state      needed      opened      acknowledged stale       lost       unneeded due         close
  ['idle', 'dialling', 'idle', 'idle', 'idle', 'idle', 'idle', 'idle', 'closed'],
  ['dialling', 'dialling', 'greeting', 'dialling', 'waiting', 'waiting', 'idle', 'dialling', 'closed'],
  ['greeting', 'greeting', 'greeting', 'live', 'dialling', 'waiting', 'idle', 'greeting', 'closed'],
  ['live', 'live', 'live', 'live', 'dialling', 'waiting', 'idle', 'live', 'closed'],
  ['waiting', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting', 'idle', 'dialling', 'closed'],
  ['closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'closed'],
];

for (const [state, ...next] of ROWS)
  test(`a connection that is ${state} goes where the table says`, () => {
    assert.deepEqual(
      HAPPENINGS.map((happening) => NEXT[state][happening]),
      next,
    );
  });

test('nothing but a close leads to closed, and nothing leads away from it', () => {
  for (const state of Object.keys(NEXT) as ConnectionState[])
    for (const happening of HAPPENINGS)
      assert.equal(NEXT[state][happening] === 'closed', happening === 'close' || state === 'closed');
});

test('a connection is live only after it was acknowledged', () => {
  for (const state of Object.keys(NEXT) as ConnectionState[])
    for (const happening of HAPPENINGS)
      if (NEXT[state][happening] === 'live') assert.ok(state === 'live' || happening === 'acknowledged');
});
