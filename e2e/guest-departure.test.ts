// Guests who sign out, expire or are deleted: what they leave behind disappears, and their messages remain.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Channel, Invitation, JoinableChannel, Members } from '@parley/chat';
import { decodeJwt } from 'jose';
import { fillBlocks, type Item, scanTable } from '../harness/dynamodb-tables.ts';
import { sampled } from '../harness/exhaustive.ts';
import type { Laptop } from '../harness/laptop.ts';
import { signInUsers, TestUser, textsOf } from '../harness/test-user.ts';
import { until } from '../harness/until.ts';
import { DAY, openWithGuests } from './guest-scene.ts';

const keyOf = ({ pk, sk }: Item) => `${pk?.S} ${sk?.S}`;

/** The keys of the rows that contain a user's id, without the audit trail and the counts of actions, which expire. */
async function rowsOf(laptop: Laptop, { userId }: TestUser): Promise<string[]> {
  const items = await scanTable(laptop, 'Chat');
  const own = items.filter((item) => JSON.stringify(item).includes(userId)).map(keyOf);
  return own.filter((key) => !/^rate#| audit#/.test(key)).map((key) => key.replaceAll(userId, 'GUEST'));
}

/** What a departed guest has left: the mark, which expires. */
const MARK = 'user#GUEST member#';

/** The number of members in a channel's row, and of its rows of members. */
async function membersOf(laptop: Laptop, channel: string): Promise<{ counted: number; rows: number }> {
  const items = (await scanTable(laptop, 'Chat')).filter(({ pk }) => pk?.S === `channel#${channel}`);
  const counted = Number(items.find(({ sk }) => sk?.S === 'settings')?.['members']?.N);
  return { counted, rows: items.filter(({ sk }) => sk?.S?.startsWith('member#')).length };
}

async function inviteTo(host: TestUser, channel: string): Promise<string> {
  return (await host.requests<Invitation>('POST', `/channels/${channel}/invitations`, { hours: 1 })).body.code;
}

// Where no day passes, the tests share one engine.
const shared = await openWithGuests(9);
after(() => shared[Symbol.asyncDispose]());

test('a guest who signs out is no longer a member, is not found by name, and their messages keep their author', async () => {
  const { laptop } = shared;
  laptop.clock.advance(5_000);
  const [ann, bob] = await signInUsers(laptop, 'ann', 'bob');
  const { user: guest, refresh_token } = await shared.createGuest();
  const channel = await ann.createsChannel('bob');
  await guest.joins(channel);
  const { username } = (await guest.says(channel, 'hello from a guest')).body;
  const { name: room } = (await ann.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' })).body;
  assert.equal((await guest.requests('POST', `/invitations/${await inviteTo(ann, room)}`, {})).status, 200);
  const direct = { kind: 'direct', userIds: [guest.userId] };
  const { name: talk } = (await ann.requests<Channel>('POST', '/channels', direct)).body;
  const { name: closed } = (await bob.requests<Channel>('POST', '/channels', direct)).body;
  await guest.requests('DELETE', `/channels/${closed}/members/${guest.userId}`);
  await guest.requests('PATCH', '/users/me', { displayName: 'Passing by' });
  await guest.requests('PUT', `/users/me/blocks/${bob.userId}`);
  await ann.says(channel, `for @${username}`);
  assert.ok((await rowsOf(laptop, guest)).length > 15);

  assert.equal((await shared.signOut(refresh_token)).status, 200);
  const rows = await rowsOf(laptop, guest);
  // The settings of a conversation name its participants. Of a closed one the row of the participant remains, too.
  const left = [
    'user#GUEST profile',
    `channel#${talk} settings`,
    `channel#${closed} settings`,
    `channel#${closed} member#GUEST`,
  ];
  assert.deepEqual(rows.sort(), [...left, `channel#${room} departure#GUEST`, MARK].sort());
  for (const name of [channel, room, 'general']) {
    const { members } = (await ann.requests<Members>('GET', `/channels/${name}/members`)).body;
    assert.ok(members.every(({ userId }) => userId !== guest.userId));
  }
  assert.deepEqual(await membersOf(laptop, channel), { counted: 2, rows: 2 });
  assert.deepEqual(await membersOf(laptop, room), { counted: 1, rows: 1 });
  const found = (await bob.requests<{ users: unknown[] }>('GET', `/users?name=${username}`)).body.users;
  assert.deepEqual(found, []);
  const profiles = await ann.requests('POST', '/users/profiles', { userIds: [guest.userId] });
  assert.deepEqual(profiles.body, { profiles: [{ userId: guest.userId, displayName: 'Passing by' }] });
  const [first] = await ann.readsAll(channel);
  assert.deepEqual([first?.username, first?.userId], [username, guest.userId]);
  for (const [one, name] of [
    [ann, talk],
    [bob, closed],
  ] as const)
    assert.equal((await one.says(name, 'are you there?')).status, 201);
  assert.deepEqual((await rowsOf(laptop, guest)).sort(), rows);
  const joinable = (await guest.requests<{ joinable: JoinableChannel[] }>('GET', '/channels')).status;
  assert.equal(joinable, 401);
});

test('attack: with the token that is still valid, a departed guest adds no row to any list', async () => {
  const { laptop } = shared;
  laptop.clock.advance(5_000);
  const ann = await TestUser.signsIn(laptop, 'ann');
  const channel = await ann.createsChannel();
  const { name: room } = (await ann.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' })).body;
  const code = await inviteTo(ann, room);
  for (const isEnrolled of [true, false]) {
    const { user: guest, refresh_token } = await shared.createGuest();
    if (isEnrolled) await guest.joins(channel);
    assert.equal((await shared.signOut(refresh_token)).status, 200);
    for (const [method, path, body] of [
      ['POST', `/channels/${channel}/members`, {}],
      ['POST', `/invitations/${code}`, {}],
      ['PUT', `/users/me/blocks/${ann.userId}`, undefined],
      ['PATCH', '/users/me', { displayName: 'Back again' }],
      ['GET', '/channels', undefined],
      ['POST', '/sync', { channels: {} }],
    ] as const)
      assert.equal((await guest.requests(method, path, body)).status, 401, `${method} ${path}`);
    const direct = { kind: 'direct', userIds: [guest.userId] };
    assert.equal((await ann.requests('POST', '/channels', direct)).status, 404);
    assert.deepEqual(await rowsOf(laptop, guest), [MARK]);
    laptop.clock.advance(2_000);
  }
});

test('attack: guests who are created, join and leave in a loop leave nothing that grows', async () => {
  await using scene = await openWithGuests(3);
  const { laptop } = scene;
  const ann = await TestUser.signsIn(laptop, 'ann');
  const channel = await ann.createsChannel();
  const { name: room } = (await ann.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' })).body;
  const code = await inviteTo(ann, room);
  const permanent = async () => (await scanTable(laptop, 'Chat')).filter((item) => !item['expiresAt']).map(keyOf);
  const isAudit = (key: string) => key.includes(' audit#');
  const before = (await permanent()).filter((key) => !isAudit(key));
  for (let round = 0; round < sampled(4, 8); round += 1) {
    const { user: guest, refresh_token } = await scene.createGuest();
    await guest.joins(channel);
    await guest.requests('PATCH', '/users/me', { displayName: `Guest ${round}` });
    assert.equal((await guest.requests('POST', `/invitations/${code}`, {})).status, 200);
    assert.equal((await scene.signOut(refresh_token)).status, 200);
    laptop.clock.advance(2_000);
  }
  assert.deepEqual(
    (await permanent()).filter((key) => !isAudit(key)),
    before,
  );
  for (const name of [channel, room]) assert.deepEqual(await membersOf(laptop, name), { counted: 1, rows: 1 });
  await laptop.stop();
  laptop.clock.advance(366 * DAY);
  await laptop.start();
  const expiring = async () => (await scanTable(laptop, 'Chat')).filter((item) => item['expiresAt']).map(keyOf);
  assert.ok((await expiring()).length > 0);
  // The table deletes what has expired once the clock has shown it for ten minutes.
  laptop.clock.advance(20 * 60_000);
  await until('what expires is deleted', async () => (await expiring()).length === 0);
});

test('a removal that is interrupted is completed by the next day, with more rows than a transaction or a page holds', async () => {
  await using scene = await openWithGuests(3);
  const { laptop } = scene;
  const [ann, bob] = await signInUsers(laptop, 'ann', 'bob');
  const { user: guest, refresh_token } = await scene.createGuest();
  const { username } = (await guest.says('general', 'hello')).body;
  const channels: string[] = [];
  for (let index = 0; index < 30; index += 1) {
    const channel = await (index < 20 ? ann : bob).createsChannel();
    channels.push(channel);
    await guest.joins(channel);
    await (index < 20 ? ann : bob).says(channel, `@${username} hello`);
  }
  await fillBlocks(laptop, guest, 110);

  const { iam } = laptop.services;
  const decide = iam.decide.bind(iam);
  let deletions = 0;
  iam.decide = (roleArn, action, ...more) => {
    if (/GuestsDelete/.test(roleArn) && action === 'dynamodb:DeleteItem') deletions += 1;
    return deletions > 40 ? { effect: 'not allowed' } : decide(roleArn, action, ...more);
  };
  assert.equal((await scene.signOut(refresh_token)).status, 503);
  iam.decide = decide;
  const rest = await rowsOf(laptop, guest);
  assert.ok(rest.length > 50 && rest.length < 200, `${rest.length} rows are left`);
  assert.equal((await scene.signOut(refresh_token)).status, 401, 'the user is deleted');
  assert.equal((await guest.requests('POST', `/channels/${channels[0]}/members`, {})).status, 401);

  assert.ok((await scene.runDaily()).done);
  assert.deepEqual(await rowsOf(laptop, guest), [MARK]);
  for (const channel of channels) assert.deepEqual(await membersOf(laptop, channel), { counted: 1, rows: 1 });
});

test('a guest whose user an operator has deleted is removed by the daily function, others are not', async () => {
  await using scene = await openWithGuests(3);
  const { laptop } = scene;
  const [{ user: deleted }, { user: other }] = [await scene.createGuest(), await scene.createGuest()];
  for (const guest of [deleted, other]) assert.equal((await guest.says('general', 'hello')).status, 201);
  const { username: Username } = decodeJwt(deleted.token);
  const UserPoolId = laptop.addresses.outputs['Issuer']?.split('/').at(-1);
  await laptop.requests('cognito-idp', 'AWSCognitoIdentityProviderService.AdminDeleteUser', { UserPoolId, Username });
  assert.ok((await scene.runDaily()).done);
  assert.ok((await rowsOf(laptop, deleted)).length > 1, 'the list of the pool may be late');
  laptop.clock.advance(2 * DAY);
  assert.ok((await scene.runDaily()).done);
  assert.deepEqual(await rowsOf(laptop, deleted), [MARK]);
  assert.ok((await rowsOf(laptop, other)).length > 5);
});

test('a guest who is banned, or joins, at the moment of leaving is counted once, and stays banned', async () => {
  const { laptop } = shared;
  laptop.clock.advance(5_000);
  const ann = await TestUser.signsIn(laptop, 'ann');
  const channel = await ann.createsChannel();
  const { name: room } = (await ann.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' })).body;
  for (let round = 0; round < sampled(3, 6); round += 1) {
    const code = await inviteTo(ann, room);
    const { user: guest, refresh_token } = await shared.createGuest();
    await guest.joins(channel);
    await guest.requests('POST', `/invitations/${code}`, {});
    const ban = (name: string) => ann.requests('PATCH', `/channels/${name}/members/${guest.userId}`, { banned: true });
    const join = () => guest.requests('POST', `/channels/${channel}/members`, {});
    const accept = () => guest.requests('POST', `/invitations/${code}`, {});
    const [signedOut, ...bans] = await Promise.all([
      shared.signOut(refresh_token),
      ban(channel),
      ban(room),
      join(),
      accept(),
      join(),
    ]);
    assert.equal(signedOut.status, 200);
    for (const { status } of bans.slice(0, 2)) assert.equal(status, 200);
    const rows = await rowsOf(laptop, guest);
    for (const name of [channel, room]) {
      assert.ok(rows.includes(`channel#${name} ban#GUEST`));
      assert.deepEqual(await membersOf(laptop, name), { counted: 1, rows: 1 });
    }
    assert.deepEqual(
      rows.filter((key) => key.startsWith('user')),
      [MARK],
    );
    laptop.clock.advance(2_000);
  }
  assert.deepEqual(textsOf(await ann.readsAll(channel)), []);
});
