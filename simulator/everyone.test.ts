// Mentions of everyone: who is mentioned, and that the counts are exact after edits, deletions and marks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERYONE_BY_MEMBERS_MAX, EVERYONE_MAX, type Everyone, type NewEntry, newId } from '@parley/chat';
import type { AuthenticatedUser } from '../packages/cloud/authenticated-user.ts';
import { channelOf } from '../packages/cloud/channels/channel-list.ts';
import { type FunctionScenario, withFunctions } from './backend/function-scenario.ts';

const user = (name: string): AuthenticatedUser => ({
  userId: `sub-${name}`,
  requestedName: name,
  username: name,
  groups: [],
});
const [ANN, BOB, CY] = [user('ann'), user('bob'), user('cy')];

/** A public channel of Ann's with some other members. */
async function scene({ newServices, settle, advance }: FunctionScenario, others: readonly AuthenticatedUser[]) {
  const services = newServices();
  for (const one of [ANN, ...others]) await settle(services.members.rowsOf(one));
  const { name } = await settle(services.channels.create({ kind: 'public', name: 'team', topic: '' }, ANN));
  for (const one of others) {
    await settle(services.joinLeave.join(name, one));
    // Joining and posting are limited to so many a minute.
    await advance(1_500);
  }
  const post = async (author: AuthenticatedUser, entry: Omit<NewEntry, 'id'>) => {
    const { seq: after } = await settle(services.log.head(name));
    const newEntry = { id: newId(), ...entry } as NewEntry;
    return (await settle(services.posts.create(name, { newEntry, after }, author))).entry;
  };
  const says = (author: AuthenticatedUser, message: string, everyone?: Everyone) =>
    post(author, { kind: 'message', message, ...(everyone && { everyone }) } as Omit<NewEntry, 'id'>);
  const mentions = async (...users: AuthenticatedUser[]) =>
    Promise.all(users.map(async (one) => (await settle(services.members.rowsOf(one))).mentions.get(name) ?? 0));
  return { services, name, post, says, mentions };
}

test('@channel mentions each member but its author, once; edits that keep it change nothing, and the others end it', () =>
  withFunctions(async (functions) => {
    const { says, post, mentions, services, name } = await scene(functions, [BOB, CY]);
    const { settle } = functions;
    const { seq: target } = await says(ANN, 'look @channel and @bob', 'channel');
    assert.deepEqual(await mentions(ANN, BOB, CY), [0, 1, 1]);
    await post(ANN, { kind: 'edit', target, message: 'look @channel' } as Omit<NewEntry, 'id'>);
    assert.deepEqual(await mentions(ANN, BOB, CY), [0, 1, 1]);
    await post(ANN, { kind: 'edit', target, message: 'look @cy' } as Omit<NewEntry, 'id'>);
    assert.deepEqual(await mentions(ANN, BOB, CY), [0, 0, 1]);
    // An edit makes no new one.
    await post(ANN, { kind: 'edit', target, message: 'look @channel @cy' } as Omit<NewEntry, 'id'>);
    assert.deepEqual(await mentions(ANN, BOB, CY), [0, 0, 1]);
    const second = await says(ANN, '@channel', 'channel');
    await settle(services.readState.markUnread(BOB, name, { seq: second.seq, version: 0 }));
    assert.deepEqual(await mentions(ANN, BOB, CY), [0, 1, 2]);
    await post(ANN, { kind: 'deletion', target: second.seq } as Omit<NewEntry, 'id'>);
    assert.deepEqual(await mentions(ANN, BOB, CY), [0, 0, 1]);
    // Without the field the word is text, as in a quotation.
    await says(ANN, 'do not write @channel');
    assert.deepEqual(await mentions(ANN, BOB, CY), [0, 0, 1]);
  }));

test('@here mentions the members who are online', () =>
  withFunctions(async (functions) => {
    const { says, mentions, services } = await scene(functions, [BOB, CY]);
    const { settle, advance } = functions;
    const ask = (asking: AuthenticatedUser, ...userIds: string[]) =>
      settle(services.presences.exchange(asking, { userIds, active: true }));
    await ask(ANN, BOB.userId, CY.userId);
    await advance(10_000);
    await ask(BOB);
    await advance(10_000);
    await says(ANN, '@here lunch?', 'here');
    assert.deepEqual(await mentions(ANN, BOB, CY), [0, 1, 0]);
  }));

test('members may mention everyone in a small channel only, owners up to a limit, and guests never', () =>
  withFunctions(async (functions) => {
    const many = Array.from({ length: EVERYONE_BY_MEMBERS_MAX }, (_, index) => user(`user-${index}`));
    const { says, services, name, mentions } = await scene(functions, many);
    const may = async (one: AuthenticatedUser) =>
      (await settle(channelOf(name, one, services))).mayMentionEveryone === true;
    const { settle, advance } = functions;
    const [member] = many as [AuthenticatedUser];
    assert.deepEqual([await may(ANN), await may(member)], [true, false]);
    await assert.rejects(says(member, '@channel', 'channel'), /permission/);
    await says(ANN, '@channel', 'channel');
    assert.deepEqual(await mentions(member), [1]);
    await settle(services.joinLeave.leave(name, many.at(-1) as AuthenticatedUser));
    assert.equal(await may(member), true);
    await says(member, '@channel', 'channel');
    assert.deepEqual(await mentions(ANN, member), [1, 1]);
    for (let index = many.length; index <= EVERYONE_MAX; index += 1) {
      const one = user(`user-${index}`);
      await settle(services.members.rowsOf(one));
      await settle(services.joinLeave.join(name, one));
      await advance(1_500);
    }
    assert.equal(await may(ANN), false);
    await assert.rejects(says(ANN, '@channel', 'channel'), /permission/);
  }));
