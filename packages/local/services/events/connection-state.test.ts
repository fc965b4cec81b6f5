import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ConnectionHappening,
  type ConnectionState,
  DESTINATION_STATE,
  isRejection,
  NEXT,
} from './connection-state.ts';

const ROWS: readonly [ConnectionState, ConnectionHappening, ConnectionState, 'ACTIVE' | 'INACTIVE'][] = [
  ['AUTHORIZED', 'credentials-given', 'AUTHORIZED', 'ACTIVE'],
  ['AUTHORIZED', 'rejected', 'DEAUTHORIZED', 'INACTIVE'],
  ['AUTHORIZED', 'de-authorized', 'DEAUTHORIZED', 'INACTIVE'],
  ['DEAUTHORIZED', 'credentials-given', 'AUTHORIZED', 'ACTIVE'],
  ['DEAUTHORIZED', 'rejected', 'DEAUTHORIZED', 'INACTIVE'],
  ['DEAUTHORIZED', 'de-authorized', 'DEAUTHORIZED', 'INACTIVE'],
];

for (const [state, happening, next, destination] of ROWS) {
  test(`a connection that is ${state} becomes ${next} when ${happening}, and its destinations ${destination}`, () => {
    assert.equal(NEXT[state][happening], next);
    assert.equal(DESTINATION_STATE[next], destination);
  });
}

test('401 and 407 are rejections; 403 and every other answer are not', () => {
  const rejections = Array.from({ length: 500 }, (_, index) => index + 100).filter(isRejection);
  assert.deepEqual(rejections, [401, 407]);
});
