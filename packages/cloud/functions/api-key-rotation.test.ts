// The rotation of the pipe's API key, step by step.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONNECTION_DESCRIPTION, PIPE_KEY_DESCRIPTION } from '../environment.ts';
import {
  type ApiKey,
  connectionDescription,
  createdKeyDescription,
  nextStep,
  type RotationStep,
} from './api-key-rotation.ts';

const DAY = 24 * 3_600_000;
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 23);

/** The template's key, and one that the function has created, each valid for so many days. */
function ofTemplate(days: number, id = 'da2-template'): ApiKey {
  return { id, description: PIPE_KEY_DESCRIPTION, expires: (NOW + days * DAY) / 1_000 };
}
function created(days: number, minutesAgo: number, id = 'da2-created'): ApiKey {
  return { id, description: createdKeyDescription(NOW - minutesAgo * MINUTE), expires: (NOW + days * DAY) / 1_000 };
}

/** A connection with the template's key, or with one that the function has set. */
function connected(state = 'AUTHORIZED', key?: ApiKey, minutesAgo = 60) {
  const description = key ? connectionDescription(key) : CONNECTION_DESCRIPTION;
  return { state, description, authorizedAt: new Date(NOW - minutesAgo * MINUTE) };
}

const DEAUTHORIZED = 'DEAUTHORIZED';
const OLD = created(5, 1_000, 'da2-old');
const NEW = created(365, 20, 'da2-new');

const STEPS: readonly [title: string, connection: ReturnType<typeof connected>, keys: ApiKey[], step: RotationStep][] =
  [
    [
      'a key that is valid for more than thirty days is kept',
      connected(),
      [ofTemplate(200)],
      { action: 'none', obsolete: [] },
    ],
    [
      'a successor is created for a key that expires within thirty days',
      connected(),
      [ofTemplate(29)],
      { action: 'create' },
    ],
    [
      'a new key is not used for ten minutes',
      connected(),
      [ofTemplate(29), created(365, 5)],
      { action: 'none', obsolete: [] },
    ],
    ['a settled successor is set in the connection', connected(), [ofTemplate(29), NEW], { action: 'set', key: NEW }],
    [
      'the previous key is deleted once the new one is in use',
      connected('AUTHORIZED', NEW),
      [OLD, NEW],
      { action: 'none', obsolete: [OLD] },
    ],
    [
      'the previous key is kept while requests with it may be in flight',
      connected('AUTHORIZED', NEW, 1),
      [OLD, NEW],
      { action: 'none', obsolete: [] },
    ],
    [
      "the template's key is not deleted",
      connected('AUTHORIZED', NEW),
      [ofTemplate(5), NEW],
      { action: 'none', obsolete: [] },
    ],
    [
      'a key with another description is not used',
      connected(DEAUTHORIZED),
      [{ ...ofTemplate(300), description: 'browsers' }],
      { action: 'set', key: undefined },
    ],
    [
      "after a deploy the template's key counts, and a key that was created before is deleted",
      connected(),
      [ofTemplate(330), NEW],
      { action: 'none', obsolete: [NEW] },
    ],
    [
      'of the keys of two deploys the one that expires later counts',
      connected(),
      [ofTemplate(20, 'da2-before'), ofTemplate(330)],
      { action: 'none', obsolete: [] },
    ],
    [
      'the key of an earlier template is deleted a day after the next one was set',
      connected('AUTHORIZED', undefined, 24 * 60),
      [ofTemplate(150, 'da2-before'), ofTemplate(330)],
      { action: 'none', obsolete: [ofTemplate(150, 'da2-before')] },
    ],
    [
      'the key of an earlier template is kept while its deploy may be rolled back',
      connected('AUTHORIZED', undefined, 23 * 60),
      [ofTemplate(150, 'da2-before'), ofTemplate(330)],
      { action: 'none', obsolete: [] },
    ],
    [
      'a de-authorized connection is given its own key while that is valid',
      connected(DEAUTHORIZED, OLD),
      [ofTemplate(300), OLD],
      { action: 'set', key: OLD },
    ],
    [
      'a de-authorized connection with an expired key is given the key that expires last',
      connected(DEAUTHORIZED, OLD),
      [created(-1, 1_000, 'da2-old'), ofTemplate(300), NEW],
      { action: 'set', key: NEW },
    ],
    [
      'a de-authorized connection whose key was deleted is given another',
      connected(DEAUTHORIZED, OLD),
      [ofTemplate(300)],
      { action: 'set', key: ofTemplate(300) },
    ],
    [
      'a de-authorized connection without a valid key is given a new one',
      connected(DEAUTHORIZED),
      [ofTemplate(-1)],
      { action: 'set', key: undefined },
    ],
    ['an expired key is replaced at once', connected(), [ofTemplate(-1)], { action: 'set', key: undefined }],
    [
      'a connection that is changing its state is not changed',
      connected('UPDATING'),
      [ofTemplate(-1)],
      { action: 'none', obsolete: [] },
    ],
  ];

for (const [title, connection, keys, step] of STEPS)
  test(title, () => {
    assert.deepEqual(nextStep(connection, keys, NOW), step);
  });

test('a connection that is de-authorized again within a minute is not changed at once', () => {
  assert.throws(
    () => nextStep(connected(DEAUTHORIZED, OLD, 0.5), [OLD], NOW),
    /de-authorized 30 s after its last authorization/,
  );
  assert.deepEqual(nextStep(connected(DEAUTHORIZED, OLD, 1), [OLD], NOW), { action: 'set', key: OLD });
});

test('the description of a connection identifies its key without containing it', () => {
  assert.match(connectionDescription(OLD), /^AppSync Events, with the key of the pipe \([0-9a-f]{8}\)$/);
});
