// Channel membership and moderation: invitations, removal, roles, mutes, bans and the audit trail.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  type AuditRecord,
  type Channel,
  type Invitation,
  type InvitationPreview,
  logPath,
  type Members,
  newId,
  signalPath,
} from '@parley/chat';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { TestSubscription, TestUser, textsOf } from '../harness/test-user.ts';

const { laptop, users } = await openLaptopSuite(['ann', 'bob', 'cat']);
let [ann, bob, cat] = users;
for (const one of users) await one.requests('GET', '/channels');
/** The channel path of Ann's private channel, in which Bob is a member. */
let board: string;

beforeEach(async () => {
  const { status, body } = await ann.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Board' });
  assert.equal(status, 201);
  board = body.name;
  assert.equal((await joinByInvitation(bob)).status, 200);
});

/** Creates an invitation to the board. */
async function invite(host = ann, hours = 1): Promise<Invitation> {
  const { status, body } = await host.requests<Invitation>('POST', `/channels/${board}/invitations`, { hours });
  assert.equal(status, 201);
  return body;
}

async function joinByInvitation(who: TestUser) {
  return who.requests<Channel>('POST', `/invitations/${(await invite()).code}`, {});
}

const removes = (who: TestUser, whom: TestUser) => who.requests('DELETE', `/channels/${board}/members/${whom.userId}`);
const changes = (who: TestUser, whom: TestUser, change: object) =>
  who.requests<{ code: string }>('PATCH', `/channels/${board}/members/${whom.userId}`, change);
const sets = (who: TestUser, change: object) => who.requests<{ code: string }>('PATCH', `/channels/${board}`, change);
const audit = async () => (await ann.requests<{ audit: AuditRecord[] }>('GET', `/channels/${board}/audit`)).body.audit;

/** The status and body of every route of a channel. */
async function tryAllRoutes(who: TestUser, channel = board): Promise<unknown[]> {
  const asked = await Promise.all([
    who.reads(channel),
    who.says(channel, 'hello'),
    who.saw(channel, 1),
    who.requests('GET', `/channels/${channel}/members`),
    who.requests('POST', `/channels/${channel}/members`, {}),
    who.requests('GET', `/channels/${channel}/audit`),
    who.requests('POST', `/channels/${channel}/invitations`, { hours: 1 }),
    who.requests('PATCH', `/channels/${channel}`, { topic: 'mine' }),
    who.requests('DELETE', `/channels/${channel}/members/${ann.userId}`),
  ]);
  return asked.map(({ status, body }) => [status, JSON.stringify(body).replaceAll(channel, 'x')]);
}

test('an invitation shows its channel, admits a user once, and earlier messages do not count as unread', async () => {
  await ann.says(board, 'before');
  const { code } = await invite();
  const { body } = await cat.requests<InvitationPreview>('GET', `/invitations/${code}`);
  assert.deepEqual(body, { channel: board, title: 'Board', topic: '', members: 2, by: 'ann' });
  for (let time = 0; time < 2; time += 1) {
    const come = await cat.requests<Channel>('POST', `/invitations/${code}`, {});
    assert.equal(come.status, 200);
    assert.equal(come.body.count - come.body.readCount, 0);
  }
  assert.equal(
    (await cat.reads(board)).body.entries.filter(({ kind }) => kind === 'notice').length,
    2,
    'bob and cat, once',
  );
  assert.deepEqual(
    (await ann.requests<Members>('GET', `/channels/${board}/members`)).body.members
      .map(({ username }) => username)
      .sort(),
    ['ann', 'bob', 'cat'],
  );
});

test('an expired, a revoked and an unknown invitation are rejected with the same response', async () => {
  const short = await invite();
  const taken = await invite();
  assert.equal((await ann.requests('DELETE', `/channels/${board}/invitations/${taken.code}`)).status, 200);
  laptop.clock.advance(3_601_000);
  [ann, bob, cat] = await Promise.all([
    TestUser.signsIn(laptop, 'ann'),
    TestUser.signsIn(laptop, 'bob'),
    TestUser.signsIn(laptop, 'cat'),
  ]);
  for (const code of [short.code, taken.code, 'A'.repeat(22)])
    for (const method of ['GET', 'POST'])
      assert.deepEqual(await cat.requests(method, `/invitations/${code}`, method === 'POST' ? {} : undefined), {
        status: 404,
        body: { code: 'no-invitation', message: 'This invitation is no longer valid. Ask for a new one.' },
      });
});

test('a removed member receives the notice and no later event; other members continue to receive events', async (t) => {
  using out = await bob.subscribes(board);
  using signals = await TestSubscription.open(laptop, bob.token, signalPath(board));
  assert.equal((await removes(ann, bob)).status, 200);
  const answered = performance.now();
  await laptop.advanceUntil('it is delivered', () => laptop.pipe.waiting === 0);
  const notice = (await out.receives(1))[0];
  t.diagnostic(`the removal was delivered ${Math.round(performance.now() - answered)} ms after its response`);
  assert.deepEqual(notice?.kind === 'notice' && [notice.notice, notice.user?.userId, notice.epoch], [
    'removed',
    bob.userId,
    1,
  ]);
  using subscription = await TestSubscription.open(laptop, ann.token, logPath(board, 1));
  const said = await ann.says(board, 'without bob');
  assert.equal(said.status, 201);
  await laptop.advanceUntil('it is delivered', () => laptop.pipe.waiting === 0);
  assert.deepEqual(textsOf(await subscription.receives(1)), ['without bob']);
  assert.equal(out.events.length, 1);
  assert.equal(signals.events.length, 0);
  // No user may subscribe to the old path, and only members to the new one.
  for (const epoch of [0, 1, 2]) await assert.rejects(TestSubscription.open(laptop, bob.token, logPath(board, epoch)));
  await assert.rejects(TestSubscription.open(laptop, ann.token, logPath(board, 0)));
  await assert.rejects(
    TestSubscription.open(laptop, ann.token, logPath(board, 2)),
    'the path of a future epoch is rejected',
  );
  assert.equal(await bob.sees(board), undefined);
  assert.deepEqual((await bob.syncs({ [board]: 0 })).body.missed, {});
});

test('to a non-member a private channel does not exist: every route gives the same response', async () => {
  await removes(ann, bob);
  assert.deepEqual(await tryAllRoutes(bob), await tryAllRoutes(bob, 'p-00000000000000000000'));
  assert.deepEqual(await tryAllRoutes(cat), await tryAllRoutes(cat, 'p-00000000000000000000'));
});

test('a member who leaves a private channel receives no further events, and the last owner cannot leave', async () => {
  assert.equal((await removes(bob, bob)).status, 200);
  await assert.rejects(TestSubscription.open(laptop, bob.token, logPath(board, 1)));
  assert.equal(await bob.sees(board), undefined);
  for (const refused of [await removes(ann, ann), await changes(ann, ann, { role: 'member' })])
    assert.deepEqual([refused.status, (refused.body as { code: string }).code], [409, 'last-owner']);
  await joinByInvitation(bob);
  assert.equal((await changes(ann, bob, { role: 'owner' })).status, 200);
  assert.equal((await removes(ann, ann)).status, 200);
  assert.equal((await bob.sees(board))?.effectiveRole, 'owner');
});

test('of two owners who leave at the same moment one remains', async () => {
  await changes(ann, bob, { role: 'owner' });
  const answers = await Promise.all([removes(ann, ann), removes(bob, bob)]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
});

test('a removed member returns by no earlier invitation, and members see only their own invitations', async () => {
  const listed = async (who: TestUser) =>
    (await who.requests<{ invitations: Invitation[] }>('GET', `/channels/${board}/invitations`)).body.invitations;
  const [own, owners] = [await invite(bob), await invite()];
  assert.deepEqual(await listed(bob), [own]);
  await bob.requests('DELETE', `/channels/${board}/invitations/${owners.code}`);
  assert.ok((await listed(ann)).some(({ code }) => code === owners.code));
  await removes(ann, bob);
  for (const { code } of [own, owners])
    for (const who of [bob, cat]) assert.equal((await who.requests('POST', `/invitations/${code}`, {})).status, 404);
  assert.deepEqual(await listed(ann), []);
  assert.equal((await joinByInvitation(bob)).status, 200);
  for (let count = 0; count < 10; count += 1) await invite(bob);
  const { status, body } = await bob.requests<{ code: string }>('POST', `/channels/${board}/invitations`, { hours: 1 });
  assert.deepEqual([status, body.code], [409, 'too-many-invitations']);
});

test('moderators moderate members but not each other; members moderate no user', async () => {
  await joinByInvitation(cat);
  await changes(ann, bob, { role: 'moderator' });
  assert.equal((await changes(bob, ann, { mutedMinutes: 5 })).status, 403);
  assert.equal((await removes(bob, ann)).status, 403);
  assert.equal((await changes(bob, cat, { role: 'owner' })).status, 403);
  assert.equal((await removes(cat, bob)).status, 403);
  const { seq } = (await cat.says(board, 'rude')).body;
  laptop.clock.advance(1_000);
  assert.equal((await bob.deletes(board, seq)).status, 201);
  laptop.clock.advance(1_000);
  assert.equal((await removes(bob, cat)).status, 200);
  assert.deepEqual(
    (await audit()).slice(0, 2).map(({ action, by, user }) => [action, by.username, user?.username]),
    [
      ['removed', 'bob', 'cat'],
      ['deleted', 'bob', 'cat'],
    ],
  );
});

test('a muted member receives and reads, but cannot post, edit or react until the mute ends', async () => {
  const { seq } = (await bob.says(board, 'one')).body;
  assert.equal((await changes(ann, bob, { mutedMinutes: 2 })).status, 200);
  const refused = [
    await bob.says(board, 'two'),
    await bob.edits(board, seq, 'three'),
    await bob.reacts(board, seq, '👍'),
  ];
  assert.deepEqual(
    refused.map(({ status, body }) => [status, body.code]),
    [
      [403, 'muted'],
      [403, 'muted'],
      [403, 'muted'],
    ],
  );
  assert.equal((await bob.reads(board)).status, 200);
  assert.equal((await bob.sees(board))?.effectiveRole, 'muted');
  laptop.clock.advance(121_000);
  assert.equal((await bob.says(board, 'two')).status, 201);
  for (const mutedMinutes of [2, 0]) assert.equal((await changes(ann, bob, { mutedMinutes })).status, 200);
  assert.equal((await bob.says(board, 'three')).status, 201);
});

test('a mute is not evaded by leaving, by an invitation or by a removal, and only moderators see it', async () => {
  await joinByInvitation(cat);
  const mute = await changes(ann, bob, { mutedMinutes: 60 });
  assert.equal(mute.status, 200);
  const muted = async (who: TestUser) => {
    const { members, muted } = (await who.requests<Members>('GET', `/channels/${board}/members`)).body;
    return [...members, ...muted].filter((one) => 'mutedUntil' in one).map(({ username }) => username);
  };
  assert.deepEqual([await muted(ann), await muted(bob), await muted(cat)], [['bob'], ['bob'], []]);
  const entry = (await cat.readsAll(board)).at(-1);
  assert.deepEqual([entry?.kind, entry?.userId, entry?.username], ['other', '', ''], 'the entry discloses nothing');
  for (const remover of [bob, ann]) {
    assert.equal((await removes(remover, bob)).status, 200);
    assert.deepEqual(await muted(ann), ['bob']);
    assert.equal((await joinByInvitation(bob)).body.effectiveRole, 'muted');
    assert.deepEqual((await bob.says(board, 'evaded')).body.code, 'muted');
  }
  await removes(bob, bob);
  assert.equal((await changes(ann, bob, { mutedMinutes: 0 })).status, 200);
  assert.equal((await joinByInvitation(bob)).body.effectiveRole, 'member');
});

test('a user who has left, or never joined, is banned and muted; an id of no user is an error', async () => {
  await removes(bob, bob);
  for (const target of [bob, cat]) {
    for (const change of [{ banned: true }, { mutedMinutes: 60 }])
      assert.equal((await changes(ann, target, change)).status, 200);
    assert.equal((await joinByInvitation(target)).status, 404);
    await changes(ann, target, { banned: false });
    assert.equal((await joinByInvitation(target)).body.effectiveRole, 'muted');
  }
  const nobody = `/channels/${board}/members/00000000-0000-4000-8000-000000000000`;
  for (const change of [{ banned: true }, { mutedMinutes: 60 }]) {
    const { status, body } = await ann.requests<{ code: string }>('PATCH', nobody, change);
    assert.deepEqual([status, body.code], [404, 'no-user']);
  }
});

test('a user who spams a public channel and leaves is banned, also from its events', async () => {
  const channel = await ann.createsChannel('bob');
  await bob.says(channel, 'spam');
  assert.equal((await bob.requests('DELETE', `/channels/${channel}/members/${bob.userId}`)).status, 200);
  board = channel;
  assert.equal((await changes(ann, bob, { banned: true })).status, 200);
  const join = await bob.requests<{ code: string }>('POST', `/channels/${channel}/members`, {});
  assert.deepEqual([join.status, join.body.code], [403, 'banned']);
  assert.equal((await bob.says(channel, 'more spam')).status, 403);
  assert.equal((await ann.sees(channel))?.epoch, 1);
});

test('a banned user cannot rejoin by any invitation until the ban is lifted', async () => {
  laptop.clock.advance(1_000);
  assert.equal((await changes(ann, bob, { banned: true })).status, 200);
  assert.equal((await joinByInvitation(bob)).status, 404);
  assert.deepEqual((await ann.requests<Members>('GET', `/channels/${board}/members`)).body.banned, [
    { userId: bob.userId, username: 'bob' },
  ]);
  laptop.clock.advance(1_000);
  assert.equal((await changes(ann, bob, { banned: false })).status, 200);
  laptop.clock.advance(1_000);
  assert.equal((await joinByInvitation(bob)).status, 200);
  assert.deepEqual((await audit()).map(({ action }) => action).slice(0, 3), ['joined', 'ban lifted', 'banned']);
});

test('all members are notified of a title, a topic and slow mode, and an archived channel is read-only', async () => {
  for (const change of [{ title: 'Directors' }, { topic: 'Money' }, { slowModeSeconds: 5 }, { topic: 'Money' }])
    assert.equal((await sets(ann, change)).status, 200);
  assert.partialDeepStrictEqual(await bob.sees(board), { title: 'Directors', topic: 'Money', slowModeSeconds: 5 });
  assert.equal((await sets(bob, { title: 'Mine' })).status, 403);
  assert.equal((await sets(ann, { archived: true })).status, 200);
  assert.deepEqual((await ann.says(board, 'late')).body.code, 'archived');
  assert.equal((await bob.reads(board)).status, 200);
  assert.equal((await sets(ann, { archived: false })).status, 200);
  assert.equal((await ann.says(board, 'again')).status, 201);
  const notices = (await ann.readsAll(board)).flatMap((entry) => (entry.kind === 'notice' ? [entry.notice] : []));
  assert.deepEqual(notices, ['joined', 'renamed', 'topic', 'slow', 'archived', 'restored']);
});

test('the same participants always get the same conversation, which has no joining and no moderation', async () => {
  const begun = await ann.requests<Channel>('POST', '/channels', { kind: 'direct', userIds: [bob.userId] });
  assert.equal(begun.status, 201);
  const again = await bob.requests<Channel>('POST', '/channels', { kind: 'direct', userIds: [ann.userId] });
  assert.deepEqual([again.status, again.body.name], [200, begun.body.name]);
  board = begun.body.name;
  assert.equal((await bob.says(board, 'only us')).status, 201);
  assert.equal((await cat.reads(board)).status, 404);
  assert.equal((await removes(ann, bob)).status, 403);
  assert.equal((await ann.requests('POST', `/channels/${board}/invitations`, { hours: 1 })).status, 403);
  await assert.rejects(cat.subscribes(board));
});

test('a blocked user cannot start a conversation with the user who blocked them', async () => {
  await cat.requests('PUT', `/users/me/blocks/${ann.userId}`);
  const refused = await ann.requests<{ code: string }>('POST', '/channels', { kind: 'direct', userIds: [cat.userId] });
  assert.deepEqual([refused.status, refused.body.code], [403, 'not-possible']);
  await cat.requests('DELETE', `/users/me/blocks/${ann.userId}`);
});

test('users are found by the beginning of their username', async () => {
  const { body } = await ann.requests<{ users: unknown[] }>('GET', '/users?name=BO');
  assert.deepEqual(body.users, [{ userId: bob.userId, username: 'bob' }]);
  assert.equal((await ann.requests('GET', '/users?name=')).status, 400);
});

test('in slow mode members wait between two messages or edits, and the owner does not', async () => {
  await sets(ann, { slowModeSeconds: 30 });
  const first = await bob.says(board, 'one');
  assert.equal(first.status, 201);
  const answers = await Promise.all(
    ['two', 'three'].map((words) =>
      bob.sendsRequest('POST', `/channels/${board}/messages`, { id: newId(), after: 0, message: words }),
    ),
  );
  for (const answer of answers) {
    assert.equal(answer.status, 429);
    assert.match(answer.headers.get('retry-after') ?? '', /^(?:29|30)$/);
  }
  const early = await bob.edits(board, first.body.seq, 'something new');
  assert.deepEqual([early.status, early.body.code], [429, 'rate-limited']);
  assert.match(
    early.body.message,
    /^Slow mode: one message or edit every 30 seconds\. Try again in (?:29|30) seconds\.$/,
  );
  assert.equal((await bob.reacts(board, first.body.seq, '👍')).status, 201);
  for (const words of ['a', 'b']) assert.equal((await ann.says(board, words)).status, 201);
  laptop.clock.advance(31_000);
  assert.equal((await bob.edits(board, first.body.seq, 'One')).status, 201);
  assert.equal((await bob.says(board, 'two')).status, 429);
  laptop.clock.advance(31_000);
  assert.equal((await bob.deletes(board, first.body.seq)).status, 201);
  assert.equal((await bob.says(board, 'two')).status, 201);
});
