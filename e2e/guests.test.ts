// Guests: users without an account, who can return for thirty days and are then deleted.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { type Channel, type Invitation, MEMBERS_WITH_GUESTS_MAX } from '@parley/chat';
import { decodeJwt } from 'jose';
import { setMembers } from '../harness/dynamodb-tables.ts';
import { Laptop } from '../harness/laptop.ts';
import { signInUsers, TestUser, textsOf } from '../harness/test-user.ts';
import { DAY, openWithGuests, type Tokens } from './guest-scene.ts';

// Where neither the limit nor the time matters, the tests share one engine.
const shared = await openWithGuests(12);
after(() => shared[Symbol.asyncDispose]());
// A few guests a second are accepted.
beforeEach(() => shared.laptop.clock.advance(5_000));

test('a guest without an account signs in and posts a message that members receive', async () => {
  const { user, access_token, expires_in } = await shared.createGuest();
  assert.equal(expires_in, 3600);
  const { username, 'cognito:groups': groups } = decodeJwt(access_token);
  assert.deepEqual(groups, ['guests']);
  const ann = await TestUser.signsIn(shared.laptop, 'ann');
  using subscription = await ann.subscribes('general');
  assert.equal((await user.says('general', 'hello, may I?')).status, 201);
  const [received] = await subscription.receives(1);
  assert.deepEqual([received?.username, received?.userId], [username, user.userId]);
});

test('each guest is a user of their own, and none can choose their userId or username', async () => {
  const [one, other] = [await shared.createGuest(), await shared.createGuest()];
  assert.notEqual(one.user.userId, other.user.userId);
  const forged = await fetch(`${shared.laptop.addresses.api}/guests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ann', groups: ['owners'], sub: one.user.userId }),
  });
  const { username, sub, 'cognito:groups': groups } = decodeJwt(((await forged.json()) as Tokens).access_token);
  assert.match(String(username), /^guest-[0-9a-f]{10}$/);
  assert.notEqual(sub, one.user.userId);
  assert.deepEqual(groups, ['guests']);
});

test('no more guests are created than the limit, until expired guests are deleted', async () => {
  await using scene = await openWithGuests(2);
  await scene.createGuest();
  await scene.createGuest();
  const { status, body } = await scene.create();
  assert.deepEqual([status, body.code], [409, 'too-many-guests']);
  await scene.suspendFor(31);
  await scene.createGuest();
});

test('a guest who signs out makes room for another, and their tokens are rejected afterwards', async () => {
  await using scene = await openWithGuests(1);
  const { user, refresh_token } = await scene.createGuest();
  assert.equal((await user.says('general', 'my only message')).status, 201);
  assert.equal((await scene.create()).status, 409);
  assert.equal((await scene.signOut(refresh_token)).status, 200);
  for (const again of [await scene.refresh(refresh_token), await scene.signOut(refresh_token)])
    assert.deepEqual([again.status, again.body.code], [401, 'guest-expired']);
  const { user: next } = await scene.createGuest();
  assert.notEqual(next.userId, user.userId);
  assert.deepEqual(textsOf(await next.readsAll('general')), ['my only message']);
});

test('the guest sign-out deletes guests only', async () => {
  const { cognito } = shared.laptop.services;
  const ann = await TestUser.signsIn(shared.laptop, 'ann');
  const client = cognito.client(shared.laptop.addresses.outputs.ClientId ?? '') ?? assert.fail();
  const { refresh_token } = await cognito.startSession(client, { sub: ann.userId, username: 'ann' }, 'openid profile');
  for (const token of [refresh_token, ann.token]) assert.equal((await shared.signOut(token)).status, 401);
  assert.equal((await TestUser.signsIn(shared.laptop, 'ann')).userId, ann.userId);
});

test('a guest keeps their userId for thirty days, and must then sign in again', async () => {
  await using scene = await openWithGuests(2);
  const { user, refresh_token } = await scene.createGuest();
  await scene.laptop.stop();
  scene.laptop.clock.advance(29 * DAY);
  await scene.laptop.start();
  assert.equal((await user.requests('GET', '/channels')).status, 401, 'the old token has expired');
  const { status, body } = await scene.refresh(refresh_token);
  const renewed = TestUser.with(scene.laptop, body.access_token);
  assert.deepEqual([status, renewed.userId], [200, user.userId]);
  assert.equal((await renewed.requests('GET', '/channels')).status, 200);
  await scene.suspendFor(2);
  const late = await scene.refresh(refresh_token);
  assert.deepEqual([late.status, late.body.code], [401, 'guest-expired']);
});

test('too many new guests at once are rejected with Retry-After, while existing guests continue', async () => {
  await using scene = await openWithGuests(9);
  const { user, refresh_token } = await scene.createGuest();
  const statuses = await Promise.all(Array.from({ length: 10 }, () => scene.create().then(({ status }) => status)));
  assert.equal(statuses.filter((status) => status === 201).length, 4);
  assert.equal(statuses.filter((status) => status === 429).length, 6);
  assert.equal((await scene.refresh(refresh_token)).status, 200);
  assert.equal((await user.says('general', 'still here')).status, 201);
});

test('a guest’s refresh token is accepted by the guest routes only, and no other token is accepted there', async () => {
  const { refresh_token, access_token } = await shared.createGuest();
  const { SignIn, ClientId = '' } = shared.laptop.addresses.outputs;
  const asPage = await fetch(`${SignIn}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token, client_id: ClientId }),
  });
  assert.equal(asPage.status, 400);
  for (const other of [access_token, 'guess', '', 7, undefined, 'x'.repeat(9_000)])
    assert.ok([400, 401].includes((await shared.refresh(other)).status), String(other).slice(0, 20));
});

test('attack: guests cannot fill a public or a private channel, so that users with an account find no place', async () => {
  const { laptop } = shared;
  const [ann, bob] = await signInUsers(laptop, 'ann', 'bob');
  const { user: guest } = await shared.createGuest();
  const open = await ann.createsChannel();
  const { name: room } = (await ann.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Room' })).body;
  const invitation = await ann.requests<Invitation>('POST', `/channels/${room}/invitations`, { hours: 1 });
  for (const [channel, path] of [
    [open, `/channels/${open}/members`],
    [room, `/invitations/${invitation.body.code}`],
  ] as const) {
    await setMembers(laptop, channel, MEMBERS_WITH_GUESTS_MAX);
    const { status, body } = await guest.requests<{ code: string }>('POST', path, {});
    assert.deepEqual([status, body.code], [409, 'full']);
    assert.equal((await bob.requests('POST', path, {})).status, 200);
    await setMembers(laptop, channel, MEMBERS_WITH_GUESTS_MAX - 1);
    assert.equal((await guest.requests('POST', path, {})).status, 200);
  }
});

test('without the guests option there are no guest routes', async () => {
  await using laptop = await Laptop.open();
  assert.equal((await fetch(`${laptop.addresses.api}/guests`, { method: 'POST' })).status, 404);
});
