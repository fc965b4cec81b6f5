// Two warm functions on one channel, one of which has cached a head of the log that is outdated.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@parley/chat';
import { withFunctions } from './function-scenario.ts';

// A function that has written twice in a row caches the head of the channel.
const ANN = { userId: 'sub-ann', requestedName: 'ann', groups: [] };

const says = (message: string) => ({ newEntry: { id: newId(), kind: 'message' as const, message }, after: 0 });
const edits = (target: number, message: string) => ({
  newEntry: { id: newId(), kind: 'edit' as const, target, message },
  after: 0,
});

test('a message is edited through a function whose cached head is older', () =>
  withFunctions(async ({ newServices, settle }) => {
    const [one, other] = [newServices().posts, newServices().posts];
    for (const text of ['first', 'second']) await settle(one.create('general', says(text), ANN));
    await settle(other.create('general', says('third'), ANN));
    const { entry } = await settle(one.create('general', edits(3, 'changed'), ANN));
    assert.equal(entry.seq, 4);
  }));

test('a message is edited again through a function whose cached head is older than the first edit', () =>
  withFunctions(async ({ newServices, settle }) => {
    const [one, other] = [newServices().posts, newServices().posts];
    for (const text of ['first', 'second']) await settle(one.create('general', says(text), ANN));
    await settle(other.create('general', edits(1, 'changed'), ANN));
    const { entry } = await settle(one.create('general', edits(1, 'changed again'), ANN));
    assert.equal(entry.seq, 4);
  }));
