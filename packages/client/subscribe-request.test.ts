import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AskHappening, type AskState, NEXT_OF_ASK } from './subscribe-request-state.ts';

const HAPPENINGS: AskHappening[] = ['accepted', 'refused', 'stop', 'lost'];

const ROWS: [state: AskState, ...next: AskState[]][] = [
  // state    accepted   refused    stop       lost
  ['asking', 'live', 'refused', 'leaving', 'gone'],
  ['live', 'live', 'live', 'gone', 'gone'],
  ['refused', 'refused', 'refused', 'gone', 'gone'],
  ['leaving', 'gone', 'gone', 'leaving', 'gone'],
  ['gone', 'gone', 'gone', 'gone', 'gone'],
];

for (const [state, ...next] of ROWS)
  test(`an ask that is ${state} goes where the table says`, () => {
    assert.deepEqual(
      HAPPENINGS.map((happening) => NEXT_OF_ASK[state][happening]),
      next,
    );
  });
