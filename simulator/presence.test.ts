// Presence: who is shown as online to whom, what is written for it, and that no interleaving shows a user who does not want it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AWAY_MS, ONLINE_MS, PRESENCE_USERS_MAX } from '@parley/chat';
import type { TokenUser } from '../packages/cloud/authenticated-user.ts';
import { readRows } from '../packages/cloud/db/chat-table.ts';
import { presenceKey } from '../packages/cloud/db/presence-rows.ts';
import { type FunctionAction, type FunctionScenario, withFunctions } from './backend/function-scenario.ts';

const ANN = { userId: 'sub-ann', requestedName: 'ann', groups: [] };
const BOB = { userId: 'sub-bob', requestedName: 'bob', groups: [] };
const GUEST = { userId: 'sub-vera', requestedName: 'vera', groups: ['guests'] };

/** The most calls of a table that each of the two actions makes. */
const HIDING_CALLS_MAX = 1;
const CALLS_MAX = 4;

const asks =
  (user: TokenUser, ...userIds: string[]): FunctionAction =>
  ({ presences }) =>
    presences.exchange(user, { userIds, active: true });
const hides: FunctionAction = ({ presences }) => presences.change(BOB, { shown: false });

/** Functions whose writes are counted, with Ann and Bob enrolled. */
async function story({ newServices, settle, advance }: FunctionScenario) {
  const writes: string[] = [];
  const services = newServices(async (operation) => {
    if (!/Get|Query/.test(operation)) writes.push(operation);
  });
  const { presences } = services;
  for (const user of [ANN, BOB, GUEST]) await settle(services.members.rowsOf(user));
  // Reads that need not be consistent are up to seconds old.
  const later = () => advance(60_000);
  const ask = async (user: TokenUser, ...userIds: string[]) => {
    await later();
    writes.length = 0;
    const { users, wanted } = await settle(presences.exchange(user, { userIds, active: true }));
    return { users, wanted, writes: [...writes] };
  };
  return { services, presences, ask, settle, later };
}

test('a user is online while active, then away, then offline, and nothing is written of users at whom nobody looks', () =>
  withFunctions(async (functions) => {
    const { ask } = await story(functions);
    assert.deepEqual(await ask(BOB), { users: {}, wanted: false, writes: [] });
    // The limit, the interest and the hint.
    const interest = ['UpdateItem', 'UpdateItem', 'PutItem'];
    assert.deepEqual(await ask(ANN, BOB.userId), { users: {}, wanted: false, writes: interest });
    assert.deepEqual(await ask(BOB), { users: {}, wanted: true, writes: ['UpdateItem'] });
    const online = { users: { [BOB.userId]: 'online' }, wanted: false, writes: [] };
    assert.deepEqual(await ask(ANN, BOB.userId, 'sub-nobody', ANN.userId), online);
    await functions.advance(ONLINE_MS);
    assert.deepEqual((await ask(ANN, BOB.userId)).users, { [BOB.userId]: 'away' });
    await functions.advance(AWAY_MS - ONLINE_MS);
    assert.deepEqual((await ask(ANN, BOB.userId)).users, {});
    await functions.advance(AWAY_MS);
    assert.deepEqual(await ask(BOB), { users: {}, wanted: false, writes: [] });
  }));

test('users see nothing of those who have blocked them or hide, nor do those who hide, or guests, of others', () =>
  withFunctions(async (functions) => {
    const { services, presences, ask, settle, later } = await story(functions);
    await ask(ANN, BOB.userId);
    await ask(BOB, ANN.userId);
    assert.deepEqual((await ask(ANN, BOB.userId)).users, { [BOB.userId]: 'online' });
    assert.deepEqual((await ask(GUEST, BOB.userId)).users, {});
    await settle(services.blocks.add(BOB, ANN.userId));
    assert.deepEqual(await ask(ANN, BOB.userId), { users: {}, wanted: true, writes: ['UpdateItem'] });
    assert.deepEqual((await ask(BOB, ANN.userId)).users, { [ANN.userId]: 'online' });
    await settle(services.blocks.remove(BOB, ANN.userId));
    await settle(presences.change(BOB, { shown: false }));
    for (const [user, other] of [
      [ANN, BOB],
      [BOB, ANN],
    ] as const)
      assert.deepEqual((await ask(user, other.userId)).users, {}, user.userId);
    await settle(presences.change(BOB, { shown: true }));
    await later();
    await ask(ANN, BOB.userId);
    assert.deepEqual((await ask(BOB, ANN.userId)).users, { [ANN.userId]: 'online' });
    assert.deepEqual((await ask(ANN, BOB.userId)).users, { [BOB.userId]: 'online' });
    await assert.rejects(settle(presences.change(GUEST, { shown: false })), /account/);
  }));

test('a user who looks at more users than the limit causes no further hints, and learns what is known', () =>
  withFunctions(async (functions) => {
    const { services, presences, ask, settle } = await story(functions);
    const many = Array.from({ length: PRESENCE_USERS_MAX }, (_, index) => ({ ...BOB, userId: `sub-${index}` }));
    for (const user of many) await settle(services.members.rowsOf(user));
    let hints = 0;
    for (let hour = 0; hour < 13; hour += 1) {
      const { writes } = await ask(ANN, ...many.map(({ userId }) => userId));
      hints += writes.filter((one) => one === 'PutItem').length;
      // The interest is forgotten before the hour of the limit ends.
      for (const user of many) await settle(presences.change(user, { shown: false }));
      for (const user of many) await settle(presences.change(user, { shown: true }));
    }
    assert.equal(hints, 480);
  }));

test('in no interleaving does an interest or a sign of activity end that a user hides, not even after days', async () => {
  for (const other of [asks(ANN, BOB.userId), asks(BOB, ANN.userId)])
    for (let before = 0; before <= HIDING_CALLS_MAX; before += 1)
      for (let between = 0; between <= CALLS_MAX; between += 1)
        await withFunctions(async (functions) => {
          const { ask, services, settle } = await story(functions);
          await ask(ANN, BOB.userId);
          await ask(BOB, ANN.userId);
          await functions.advance(ONLINE_MS);
          await functions.interleave([hides, other], [before, between]);
          const hidden = { ...presenceKey(BOB.userId), isHidden: true };
          // A row with a time to live would be deleted, and the user visible again.
          assert.deepEqual(
            await settle(readRows(services.rows, [presenceKey(BOB.userId)])),
            [hidden],
            `${before} ${between}`,
          );
          assert.deepEqual(await ask(BOB, ANN.userId), { users: {}, wanted: false, writes: [] });
        });
});
