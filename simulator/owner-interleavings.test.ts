// A channel always has an owner who can act: every pair of changes of its members, interleaved at every call of the tables.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Role } from '@parley/chat';
import { sampled } from '../harness/exhaustive.ts';
import type { AuthenticatedUser } from '../packages/cloud/authenticated-user.ts';
import { channelKey, newSettings } from '../packages/cloud/db/channel-row.ts';
import { readRows, transact } from '../packages/cloud/db/chat-table.ts';
import { addMemberWrites, memberKey, parseMember } from '../packages/cloud/db/member-rows.ts';
import type { Services } from './backend/function-routes.ts';
import { withFunctions } from './backend/function-scenario.ts';

const user = (username: string, ...groups: string[]): AuthenticatedUser => ({
  userId: `sub-${username}`,
  username,
  requestedName: username,
  groups,
});
const [ANN, BOB, GUS] = [user('ann'), user('bob'), user('gus', 'guests')];

/** A change, or several, one after the other, by one user. */
type Action = (services: Services, channel: string) => Promise<void>;

const leaves =
  (who: AuthenticatedUser): Action =>
  ({ joinLeave }, channel) =>
    joinLeave.leave(channel, who);
const makes =
  (who: AuthenticatedUser, whom: AuthenticatedUser, role: Role): Action =>
  ({ moderation }, channel) =>
    moderation.changeMember(channel, whom.userId, { role }, who);
const mutes =
  (who: AuthenticatedUser, whom: AuthenticatedUser): Action =>
  ({ moderation }, channel) =>
    moderation.changeMember(channel, whom.userId, { mutedMinutes: 60 }, who);
const removes =
  (who: AuthenticatedUser, whom: AuthenticatedUser): Action =>
  ({ moderation }, channel) =>
    moderation.removeMember(channel, whom.userId, who);
const bans =
  (who: AuthenticatedUser, whom: AuthenticatedUser): Action =>
  ({ moderation }, channel) =>
    moderation.changeMember(channel, whom.userId, { banned: true }, who);
const inOrder =
  (...actions: Action[]): Action =>
  async (services, channel) => {
    for (const action of actions) await action(services, channel);
  };

/** What a user may try, who is one of two that are owners or become it. */
function actionsOf(one: AuthenticatedUser, other: AuthenticatedUser): Readonly<Record<string, Action>> {
  return {
    leaves: leaves(one),
    promotes: makes(one, other, 'owner'),
    demotes: makes(one, other, 'member'),
    'steps down': makes(one, one, 'member'),
    'hands over and leaves': inOrder(makes(one, other, 'owner'), leaves(one)),
    'hands over to a guest and leaves': inOrder(makes(one, GUS, 'owner'), leaves(one)),
    mutes: mutes(one, other),
    'mutes themselves': mutes(one, one),
    'mutes and leaves': inOrder(mutes(one, other), leaves(one)),
    removes: removes(one, other),
    bans: bans(one, other),
  };
}

/** A public channel with Ann as its owner, Bob, and Gus, a guest. */
async function createChannel({ rows }: Services, name: string, bobsRole: Role): Promise<void> {
  const { chatTable } = rows;
  const roles: readonly (readonly [AuthenticatedUser, Role])[] = [
    [ANN, 'owner'],
    [BOB, bobsRole],
    [GUS, 'member'],
  ];
  const settings = { ...newSettings(name), members: 3, owners: bobsRole === 'owner' ? 2 : 1 };
  const failed = await transact({ ...rows, random: () => 0, wait: async () => {} }, [
    { Put: { TableName: chatTable, Item: { ...channelKey(name), ...settings } } },
    ...roles.flatMap(([{ userId, username }, role]) =>
      addMemberWrites(chatTable, name, { userId, username, role, joinedAt: '' }),
    ),
  ]);
  assert.deepEqual(failed, []);
}

/** Throws when no user is an owner, with an account, who is not muted; or when the channel counts its owners wrongly. */
async function assertAbleOwner({ rows, members }: Services, channel: string, label: string): Promise<void> {
  const found = await readRows(
    rows,
    [ANN, BOB, GUS].map(({ userId }) => memberKey(channel, userId)),
  );
  const owners = found.map(parseMember).filter(({ role }) => role === 'owner');
  const access = await Promise.all([ANN, BOB].map((one) => members.access(channel, one)));
  assert.ok(
    access.some((one) => one?.effectiveRole === 'owner'),
    `${label}: ${JSON.stringify(found)}`,
  );
  assert.equal(access[0]?.settings.owners, owners.length, label);
}

/** After how many calls the first action is interrupted, and how many the second makes before the first goes on. */
const INTERRUPTIONS = sampled(
  // Everything is read and nothing is written yet.
  [[3, 100] as const],
  [1, 2, 3, 4, 5, 6, 7, 8].flatMap((before) => [1, 2, 3, 4, 5, 100].map((between) => [before, between] as const)),
);

for (const bobsRole of ['owner', 'moderator', 'member'] as const)
  test(`a channel of Ann, its owner, and Bob (${bobsRole}) keeps an owner who can act, whatever both change at once`, () =>
    withFunctions(async (functions) => {
      const { settle, newServices, interleave } = functions;
      const services = newServices();
      for (const one of [ANN, BOB, GUS]) await settle(services.members.identify(one));
      let count = 0;
      for (const [annDoes, ann] of Object.entries(actionsOf(ANN, BOB)))
        for (const [bobDoes, bob] of Object.entries(actionsOf(BOB, ANN)))
          for (const [order, [first, second]] of Object.entries({ Ann: [ann, bob], Bob: [bob, ann] } as const))
            for (const interruption of INTERRUPTIONS) {
              count += 1;
              const channel = `room-${count}`;
              await settle(createChannel(services, channel, bobsRole));
              await interleave([(one) => first(one, channel), (one) => second(one, channel)], interruption);
              const label = `Ann ${annDoes}, Bob ${bobDoes}, ${order} first, interrupted ${interruption}`;
              await settle(assertAbleOwner(services, channel, label));
            }
    }));
