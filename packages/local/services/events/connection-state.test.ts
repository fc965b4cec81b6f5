import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ConnectionState,
  type ConnectionTransition,
  DESTINATION_STATE,
  isRejection,
  NEXT,
} from './connection-state.ts';

const ROWS: readonly [ConnectionState, ConnectionTransition, ConnectionState, 'ACTIVE' | 'INACTIVE'][] = [
  ['AUTHORIZED', 'credentials-given', 'AUTHORIZED', 'ACTIVE'],
  ['AUTHORIZED', 'rejected', 'DEAUTHORIZED', 'INACTIVE'],
  ['AUTHORIZED', 'deauthorized', 'DEAUTHORIZED', 'INACTIVE'],
  ['DEAUTHORIZED', 'credentials-given', 'AUTHORIZED', 'ACTIVE'],
  ['DEAUTHORIZED', 'rejected', 'DEAUTHORIZED', 'INACTIVE'],
  ['DEAUTHORIZED', 'deauthorized', 'DEAUTHORIZED', 'INACTIVE'],
];

for (const [state, transition, next, destination] of ROWS) {
  test(`an ${state} connection becomes ${next} when ${transition}, and its destinations ${destination}`, () => {
    assert.equal(NEXT[state][transition], next);
    assert.equal(DESTINATION_STATE[next], destination);
  });
}

test('401 and 407 are rejections; 403 and every other answer are not', () => {
  const rejections = Array.from({ length: 500 }, (_, index) => index + 100).filter(isRejection);
  assert.deepEqual(rejections, [401, 407]);
});
