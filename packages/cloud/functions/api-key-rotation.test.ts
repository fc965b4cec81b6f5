import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CONNECTION_OF_PIPE,
  connectionWith,
  KEY_OF_PIPE,
  type Key,
  keyMade,
  nextStep,
  type Step,
} from './api-key-rotation.ts';

const DAY = 24 * 3_600_000;
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 23);

/** The template's key, and one that the repair made, each with so many days to live. */
function ofTemplate(days: number, id = 'da2-template'): Key {
  return { id, description: KEY_OF_PIPE, expires: (NOW + days * DAY) / 1_000 };
}
function made(days: number, minutesAgo: number, id = 'da2-made'): Key {
  return { id, description: keyMade(NOW - minutesAgo * MINUTE), expires: (NOW + days * DAY) / 1_000 };
}

/** A connection that holds the template's key, or one that the repair gave it. */
function connected(state = 'AUTHORIZED', held?: Key, minutesAgo = 60) {
  const description = held ? connectionWith(held) : CONNECTION_OF_PIPE;
  return { state, description, authorizedAt: new Date(NOW - minutesAgo * MINUTE) };
}

const LOST = 'DEAUTHORIZED';
const OLD = made(5, 1_000, 'da2-old');
const NEW = made(365, 20, 'da2-new');

const STEPS: readonly [what: string, connection: ReturnType<typeof connected>, keys: Key[], step: Step][] = [
  ['a young key is left alone', connected(), [ofTemplate(200)], { does: 'nothing', forget: [] }],
  ['a key with less than thirty days gets a successor', connected(), [ofTemplate(29)], { does: 'make' }],
  [
    'the successor rests before it is used',
    connected(),
    [ofTemplate(29), made(365, 5)],
    { does: 'nothing', forget: [] },
  ],
  ['and is then given to the connection', connected(), [ofTemplate(29), NEW], { does: 'give', key: NEW }],
  [
    'the key before is deleted once the new one is in use',
    connected('AUTHORIZED', NEW),
    [OLD, NEW],
    { does: 'nothing', forget: [OLD] },
  ],
  [
    'but not while calls with it may be under way',
    connected('AUTHORIZED', NEW, 1),
    [OLD, NEW],
    { does: 'nothing', forget: [] },
  ],
  [
    "the template's own key is CloudFormation's to delete",
    connected('AUTHORIZED', NEW),
    [ofTemplate(5), NEW],
    { does: 'nothing', forget: [] },
  ],
  [
    "a key of somebody else is not the pipe's",
    connected(LOST),
    [{ ...ofTemplate(300), description: 'browsers' }],
    { does: 'give', key: undefined },
  ],
  [
    "after a deploy the template's key counts, and the one made before it goes",
    connected(),
    [ofTemplate(330), NEW],
    { does: 'nothing', forget: [NEW] },
  ],
  [
    'of two deploys the younger key counts',
    connected(),
    [ofTemplate(20, 'da2-before'), ofTemplate(330)],
    { does: 'nothing', forget: [] },
  ],
  [
    'a lost connection gets its key again while that lives',
    connected(LOST, OLD),
    [ofTemplate(300), OLD],
    { does: 'give', key: OLD },
  ],
  [
    'a lost connection whose key expired gets the one that lives longest',
    connected(LOST, OLD),
    [made(-1, 1_000, 'da2-old'), ofTemplate(300), NEW],
    { does: 'give', key: NEW },
  ],
  [
    'a lost connection whose key was deleted gets another',
    connected(LOST, OLD),
    [ofTemplate(300)],
    { does: 'give', key: ofTemplate(300) },
  ],
  [
    'a lost connection with no living key gets a new one',
    connected(LOST),
    [ofTemplate(-1)],
    { does: 'give', key: undefined },
  ],
  ['a key that died unnoticed is replaced at once', connected(), [ofTemplate(-1)], { does: 'give', key: undefined }],
  [
    'a connection that is on its way is left alone',
    connected('UPDATING'),
    [ofTemplate(-1)],
    { does: 'nothing', forget: [] },
  ],
];

for (const [what, connection, keys, step] of STEPS)
  test(what, () => {
    assert.deepEqual(nextStep(connection, keys, NOW), step);
  });

test('a connection that is refused again at once waits a minute: no circle', () => {
  assert.throws(() => nextStep(connected(LOST, OLD, 0.5), [OLD], NOW), /refused 30 s after it was put back/);
  assert.deepEqual(nextStep(connected(LOST, OLD, 1), [OLD], NOW), { does: 'give', key: OLD });
});

test('the description of a connection tells which key it holds, and not the key', () => {
  assert.match(connectionWith(OLD), /^AppSync Events, with the key of the pipe \([0-9a-f]{8}\)$/);
});
