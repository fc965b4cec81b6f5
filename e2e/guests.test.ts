// People without an account: they come in, talk, come back for thirty days, and are gone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { Laptop } from '../harness/laptop.ts';
import { TestUser, textsOf } from '../harness/test-user.ts';

const DAY = 24 * 3_600_000;

type Tokens = { access_token: string; refresh_token: string; expires_in: number; code?: string; message?: string };

async function opened(guests: number) {
  const laptop = await Laptop.open({ guests });
  const asks = async (path: string, body: unknown = {}) => {
    const answer = await fetch(laptop.addresses.api + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Tokens };
  };
  const knocks = () => asks('/guests');
  const renews = (refresh_token: unknown) => asks('/guests/refresh', { refresh_token });
  const leaves = (refresh_token: unknown) => asks('/guests/sign-out', { refresh_token });
  const comesIn = async () => {
    const { status, body } = await knocks();
    assert.equal(status, 201);
    return { ...body, person: TestUser.with(laptop, body.access_token) };
  };
  /** The laptop is shut for some days and opened again, and then a day goes by on it. */
  const shutFor = async (days: number) => {
    await laptop.stop();
    laptop.clock.advance(days * DAY);
    await laptop.start();
    laptop.clock.advance(DAY);
    await laptop.until('old guests were seen off', () => /\d guests deleted/.test(laptop.log));
  };
  const dispose = () => laptop[Symbol.asyncDispose]();
  return { laptop, knocks, renews, leaves, comesIn, shutFor, [Symbol.asyncDispose]: dispose };
}

test('a guest without an account signs in and posts a message that members receive', async () => {
  await using scene = await opened(3);
  const { person, access_token, expires_in } = await scene.comesIn();
  assert.equal(expires_in, 3600);
  const { username, 'cognito:groups': groups } = decodeJwt(access_token);
  assert.deepEqual(groups, ['guests']);
  const ann = await TestUser.signsIn(scene.laptop, 'ann');
  using subscription = await ann.subscribes('general');
  assert.equal((await person.says('general', 'hello, may I?')).status, 201);
  const [heard] = await subscription.receives(1);
  assert.deepEqual([heard?.username, heard?.userId], [username, person.userId]);
});

test('each guest is a user of their own, and none can choose their userId or username', async () => {
  await using scene = await opened(3);
  const [one, other] = [await scene.comesIn(), await scene.comesIn()];
  assert.notEqual(one.person.userId, other.person.userId);
  const forged = await fetch(`${scene.laptop.addresses.api}/guests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ann', groups: ['owners'], sub: one.person.userId }),
  });
  const { username, sub, 'cognito:groups': groups } = decodeJwt(((await forged.json()) as Tokens).access_token);
  assert.match(String(username), /^guest-[0-9a-f]{10}$/);
  assert.notEqual(sub, one.person.userId);
  assert.deepEqual(groups, ['guests']);
});

test('no more guests are created than the limit, until expired guests are deleted', async () => {
  await using scene = await opened(2);
  await scene.comesIn();
  await scene.comesIn();
  const { status, body } = await scene.knocks();
  assert.deepEqual([status, body.code], [409, 'too-many-guests']);
  await scene.shutFor(30);
  await scene.comesIn();
});

test('a guest who signs out makes room for another, and their tokens are rejected afterwards', async () => {
  await using scene = await opened(1);
  const { person, refresh_token } = await scene.comesIn();
  assert.equal((await person.says('general', 'and I was never heard of again')).status, 201);
  assert.equal((await scene.knocks()).status, 409);
  assert.equal((await scene.leaves(refresh_token)).status, 200);
  for (const again of [await scene.renews(refresh_token), await scene.leaves(refresh_token)])
    assert.deepEqual([again.status, again.body.code], [401, 'guest-expired']);
  const { person: next } = await scene.comesIn();
  assert.notEqual(next.userId, person.userId);
  assert.deepEqual(textsOf(await next.readsAll('general')), ['and I was never heard of again']);
});

test('the guest sign-out deletes guests only', async () => {
  await using scene = await opened(1);
  const { cognito } = scene.laptop.services;
  const ann = await TestUser.signsIn(scene.laptop, 'ann');
  const client = cognito.client(scene.laptop.addresses.outputs.ClientId ?? '') ?? assert.fail();
  const { refresh_token } = await cognito.startSession(client, { sub: ann.userId, username: 'ann' }, 'openid profile');
  for (const token of [refresh_token, ann.token]) assert.equal((await scene.leaves(token)).status, 401);
  assert.equal((await TestUser.signsIn(scene.laptop, 'ann')).userId, ann.userId);
});

test('a guest keeps their userId for thirty days, and must then sign in again', async () => {
  await using scene = await opened(2);
  const { person, refresh_token } = await scene.comesIn();
  await scene.laptop.stop();
  scene.laptop.clock.advance(29 * DAY);
  await scene.laptop.start();
  assert.equal((await person.requests('GET', '/channels')).status, 401, 'the old token has ended');
  const { status, body } = await scene.renews(refresh_token);
  const renewed = TestUser.with(scene.laptop, body.access_token);
  assert.deepEqual([status, renewed.userId], [200, person.userId]);
  assert.equal((await renewed.requests('GET', '/channels')).status, 200);
  await scene.shutFor(2);
  const late = await scene.renews(refresh_token);
  assert.deepEqual([late.status, late.body.code], [401, 'guest-expired']);
});

test('too many new guests at once are rejected with Retry-After, while existing guests continue', async () => {
  await using scene = await opened(9);
  const { person, refresh_token } = await scene.comesIn();
  const statuses = await Promise.all(Array.from({ length: 10 }, () => scene.knocks().then(({ status }) => status)));
  assert.equal(statuses.filter((status) => status === 201).length, 4);
  assert.equal(statuses.filter((status) => status === 429).length, 6);
  assert.equal((await scene.renews(refresh_token)).status, 200);
  assert.equal((await person.says('general', 'still here')).status, 201);
});

test('a guest’s refresh token is accepted by the guest routes only, and no other token is accepted there', async () => {
  await using scene = await opened(2);
  const { refresh_token, access_token } = await scene.comesIn();
  const { SignIn, ClientId = '' } = scene.laptop.addresses.outputs;
  const asPage = await fetch(`${SignIn}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token, client_id: ClientId }),
  });
  assert.equal(asPage.status, 400);
  for (const other of [access_token, 'guess', '', 7, undefined, 'x'.repeat(9_000)])
    assert.ok([400, 401].includes((await scene.renews(other)).status), String(other).slice(0, 20));
});

test('without the guests option there are no guest routes', async () => {
  await using laptop = await Laptop.open();
  assert.equal((await fetch(`${laptop.addresses.api}/guests`, { method: 'POST' })).status, 404);
});
