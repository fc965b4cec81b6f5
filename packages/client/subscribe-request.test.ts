import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextSubscribeState, type SubscribeState, type SubscribeTrigger } from './subscribe-request.ts';

const TRIGGERS: SubscribeTrigger[] = ['accepted', 'refused', 'stop', 'lost'];

const ROWS: [state: SubscribeState, ...next: SubscribeState[]][] = [
  // state, accepted, refused, stop, lost
  ['subscribing', 'live', 'refused', 'stopping', 'ended'],
  ['live', 'live', 'live', 'ended', 'ended'],
  ['refused', 'refused', 'refused', 'ended', 'ended'],
  ['stopping', 'ended', 'ended', 'stopping', 'ended'],
  ['ended', 'ended', 'ended', 'ended', 'ended'],
];

for (const [state, ...next] of ROWS)
  test(`a subscribe request that is ${state} follows the transition table`, () => {
    assert.deepEqual(
      TRIGGERS.map((trigger) => nextSubscribeState(state, trigger)),
      next,
    );
  });
