// Two devices of one user at the same time: every interleaving of what one marks as unread or read with what the other reads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '@parley/chat';
import { type FunctionAction, withFunctions } from './backend/function-scenario.ts';

const ANN = { userId: 'sub-ann', requestedName: 'ann', groups: [] };
const BOB = { userId: 'sub-bob', requestedName: 'bob', groups: [] };

/** The most calls of a table that one of the actions makes. */
const CALLS_MAX = 7;

const says = (message: string) => ({ newEntry: { id: newId(), kind: 'message' as const, message }, after: 0 });

/** A read cursor as a device moves it that knows of no mark. */
const reads =
  (seq: number): FunctionAction =>
  async ({ log, readCursors }) => {
    const position = await log.position('general', seq);
    assert.ok(position);
    await readCursors.move(BOB, 'general', position, 0);
  };
const marksUnread =
  (seq: number): FunctionAction =>
  ({ readState }) =>
    readState.markUnread(BOB, 'general', { seq, version: 0 });
const marksAllRead =
  (seq: number): FunctionAction =>
  ({ readState }) =>
    readState.markAllRead(BOB, new Map([['general', { seq, version: 0 }]]));

/** The seqs and versions at which Bob's cursor can be after two actions, over their interleavings. */
async function outcomes(one: FunctionAction, other: FunctionAction): Promise<Set<string>> {
  const found = new Set<string>();
  for (let before = 0; before <= CALLS_MAX; before += 1)
    for (let between = 0; between <= CALLS_MAX; between += 1)
      await withFunctions(async ({ newServices, settle, interleave }) => {
        const services = newServices();
        await settle(services.members.rowsOf(BOB));
        for (const text of ['one', 'two', 'three', 'four'])
          await settle(services.posts.create('general', says(text), ANN));
        await settle(reads(2)(services));
        await interleave([one, other], [before, between]);
        const { cursors } = await settle(services.members.rowsOf(BOB));
        const { seq, version = 0 } = cursors.get('general') ?? {};
        found.add(`${seq}/${version}`);
      });
  return found;
}

test('a cursor that moves forward at the same time never undoes a mark as unread', async () => {
  assert.deepEqual(await outcomes(marksUnread(2), reads(4)), new Set(['1/1']));
  assert.deepEqual(await outcomes(reads(4), marksUnread(2)), new Set(['1/1']));
});

test('marking all as read never undoes a mark as unread, nor moves a cursor back', async () => {
  assert.deepEqual(await outcomes(marksAllRead(4), marksUnread(2)), new Set(['1/1']));
  assert.deepEqual(await outcomes(marksAllRead(3), reads(4)), new Set(['4/0']));
});
