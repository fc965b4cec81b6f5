// Attacks with forged, misused and expired tokens, at every entry point of HTTP and WebSocket.
import assert from 'node:assert/strict';
import type { JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, before, type TestContext, test } from 'node:test';
import { logPath, newId, signalPath, userPath } from '@parley/chat';
import { EventsClient } from '@parley/client';
import type { Peer } from '@parley/wire/conformance';
import { sampled } from '../harness/exhaustive.ts';
import { Laptop } from '../harness/laptop.ts';
import { TestUser } from '../harness/test-user.ts';
import { type SigningKey, signingKey } from '../packages/local/services/cognito-idp/signing-key.ts';
import { Store } from '../packages/local/storage/store.ts';
import { type Forgeries, forgedTokens, misusedTokens } from '../packages/local/testing/forged-tokens.ts';
import { RENEW_BEFORE_MS } from '../packages/web/auth/session.ts';
import { connectWith, type EntryPoint, entryPoints, type TokenResult } from './token-entry-points.ts';

/** The content of the channel, which no response to an invalid token may contain. */
const SECRET = 'the key is under the mat';
const HOUR = 3_600_000;
const STEP_MS = 20_000;
/** The time for which a page is open. */
const OPEN_MINUTES = sampled(70, 190);

const laptop = new Laptop();
let key: SigningKey;
let ann: TestUser;
let channel: string;
let all: EntryPoint[];

before(async () => {
  // The user pool's key is created before the engine starts, so that the test can sign tokens of its own.
  const store = await Store.open(laptop.data);
  key = await signingKey(store);
  await store.close();
  await laptop.start();
  ann = await TestUser.signsIn(laptop, 'ann');
  channel = await ann.createsChannel('bob');
  assert.equal((await ann.says(channel, SECRET)).status, 201);
  all = await entryPoints(laptop, channel, ann.userId, () => ann.token);
});
after(() => laptop[Symbol.asyncDispose]());

/** Tries a token at entry points; returns the responses by name, and checks that they contain no data. */
async function tryAt(entryPoints: readonly EntryPoint[], token: string): Promise<Record<string, string>> {
  const received = await Promise.all(
    entryPoints.map(
      async (entryPoint): Promise<[EntryPoint, TokenResult]> => [entryPoint, await entryPoint.tryToken(token)],
    ),
  );
  for (const [{ name }, { body }] of received) {
    assert.ok(!body.includes(SECRET), `${name} returns the content of the channel`);
    for (const part of [ann.userId, channel, 'entries', 'channels'])
      assert.ok(!body.includes(`"${part}"`), `${name} returns ${part}: ${body}`);
  }
  return Object.fromEntries(received.map(([{ name }, { answer }]) => [name, answer]));
}

const inSeconds = () => Math.floor(laptop.clock.now() / 1000);
const rejectionsOf = (entryPoints: readonly EntryPoint[]) =>
  Object.fromEntries(entryPoints.map(({ name, rejection }) => [name, rejection]));

test('a valid token is accepted everywhere, so that every rejection is due to the token', async () => {
  for (const { name, accepted, tryToken } of all) assert.match((await tryToken(ann.token)).answer, accepted, name);
});

test('a token that the pool has not signed is rejected everywhere, however it was made', (t) =>
  assertRejected(t, forgedTokens(ann.token, key.published as JsonWebKey)));

test('a token that the pool has signed for another use or time is rejected everywhere', async (t) =>
  assertRejected(t, await misusedTokens(ann.token, key, laptop.clock.now())));

async function assertRejected(t: TestContext, made: Forgeries): Promise<void> {
  for (const [attack, tokens] of Object.entries(made))
    await t.test(attack, async () => {
      for (const [index, token] of tokens.entries()) {
        const tried = entryPointsFor(index);
        // Longer than AWS's limit for headers: rejected before the token is checked.
        if (token.length > 9_000) await assertTooLong(token);
        else assert.deepEqual(await tryAt(tried, token), rejectionsOf(tried), `${token.slice(0, 60)}…`);
      }
    });
}

/** All entry points for the first token of each attack and in an exhaustive run; for the other tokens, one of each kind in turn. */
function entryPointsFor(index: number): EntryPoint[] {
  const inTurn = [...Map.groupBy(all, ({ kind }) => kind).values()].flatMap((ofKind) =>
    ofKind.filter((_, at) => at === index % ofKind.length),
  );
  return index === 0 ? all : sampled(inTurn, all);
}

async function assertTooLong(token: string): Promise<void> {
  for (const { name, kind, rejection, tryToken } of all) {
    const { answer, body } = await tryToken(token);
    assert.ok(!body.includes(SECRET), name);
    if (answer !== rejection) assert.match(answer, kind === 'connect' ? /431|closed/ : /^431/, name);
  }
}

test('an id token is rejected everywhere; AppSync lets it connect, but not subscribe or publish', async () => {
  const { outputs } = laptop.addresses;
  const { idToken } = await laptop.services.cognito.tokens.issue({
    userPoolId: outputs['Issuer']?.split('/').at(-1) ?? '',
    clientId: outputs['ClientId'] ?? '',
    user: { sub: ann.userId, username: 'ann' },
    scope: 'openid profile',
    authTime: inSeconds(),
    seconds: 3_600,
  });
  const answers = await tryAt(all, idToken);
  for (const { name, kind, accepted } of all) {
    const answer = answers[name] ?? '';
    if (kind === 'http') assert.equal(answer, '403 {"message":"Forbidden"}', name);
    // AWS accepts both kinds of token at the connect (AppSync Developer Guide, "Understanding the Event API WebSocket protocol").
    else if (kind === 'connect') assert.match(answer, accepted, name);
    else assert.match(answer, /^(?:subscribe_error|publish_error|401) Unauthorized(?:Exception)?$/, name);
  }
});

test('a request with two Authorization fields is rejected, in either order', async () => {
  const [forged = ''] = forgedTokens(ann.token, key.published as JsonWebKey)['the right kid and another key'] ?? [];
  const body = JSON.stringify({ channel: signalPath(channel), events: ['{"kind":"typing"}'] });
  for (const both of [
    [ann.token, forged],
    [forged, ann.token],
    [ann.token, ann.token],
  ]) {
    assert.equal(
      await statusOf(
        'GET',
        `${laptop.addresses.api}/channels`,
        both.map((token) => `Bearer ${token}`),
      ),
      401,
    );
    assert.equal(await statusOf('POST', laptop.addresses.eventsHttp, both, body), 401);
  }
  assert.equal(await statusOf('GET', `${laptop.addresses.api}/channels`, [`Bearer ${ann.token}`]), 200);
});

/** The status of a request with a repeated header field; `fetch` would join the values. */
async function statusOf(method: string, url: string, authorization: string[], body = ''): Promise<number> {
  const sent = request(url, {
    method,
    headers: { Authorization: authorization, 'content-type': 'application/json' },
  }).end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? 0;
}

test('a user whose subscription was rejected receives no later events', async () => {
  const eve = await TestUser.signsIn(laptop, 'eve');
  using peer = await connectWith(laptop, eve.token);
  const forged = Object.values(forgedTokens(ann.token, key.published as JsonWebKey)).flatMap(([one = '']) => one);
  for (const path of [logPath(channel), signalPath(channel), userPath(ann.userId)])
    for (const token of forged) {
      const id = newId();
      peer.send(JSON.stringify({ type: 'subscribe', id, channel: path, authorization: { Authorization: token } }));
      const { type, id: answered } = await peer.next();
      assert.deepEqual([type, answered], ['subscribe_error', id]);
    }
  using subscription = await ann.subscribes(channel);
  await ann.says(channel, SECRET);
  await subscription.receives(1);
  await peer.receivesNothing();
});

/** Advances time in steps that are short enough for every connection to send its keep-alive. */
async function advance(ms: number): Promise<void> {
  // A request of the pipe would time out and be retried, which would deliver its events twice.
  await laptop.until('the pipe has no pending request', () => laptop.pipe.waiting === 0);
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    laptop.clock.advance(STEP_MS);
    // Everything that was sent over the loopback before has arrived when this response has.
    await (await fetch(laptop.addresses.page)).text();
  }
}

/** The next frame that is not a keep-alive. */
async function nextResponse(peer: Peer): Promise<Record<string, unknown>> {
  const frame = await peer.next();
  return frame['type'] === 'ka' ? nextResponse(peer) : frame;
}

test('an expired token is rejected, and its existing subscriptions stay open, as on AWS', async () => {
  const bob = await TestUser.signsIn(laptop, 'bob');
  using peer = await connectWith(laptop, bob.token);
  const subscribes = (id: string) =>
    JSON.stringify({ type: 'subscribe', id, channel: logPath(channel), authorization: { Authorization: bob.token } });
  peer.send(subscribes('before'));
  await peer.receives({ id: 'before', type: 'subscribe_success' });
  await advance(HOUR);
  ann = await TestUser.signsIn(laptop, 'ann');
  assert.deepEqual(await tryAt(all, bob.token), rejectionsOf(all));
  peer.send(subscribes('after'));
  assert.deepEqual(await nextResponse(peer), {
    id: 'after',
    type: 'subscribe_error',
    errors: [{ errorType: 'UnauthorizedException', message: 'Token has expired.' }],
  });
  // AppSync checks a token per operation, not during a subscription; docs/faults.md describes the consequence.
  await ann.says(channel, 'said an hour later');
  const { type, id } = await nextResponse(peer);
  assert.deepEqual([type, id], ['data', 'before']);
});

test('a page renews its token and connection before they expire, and misses nothing meanwhile', async () => {
  const { eventsHttp: http, eventsRealtime: realtime } = laptop.addresses;
  const { clock } = laptop;
  let opened = 0;
  let subscribed = 0;
  class Counted extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      opened += 1;
      this.addEventListener('message', ({ data }) => {
        if (String(data).includes('subscribe_success')) subscribed += 1;
      });
    }
  }
  let renewed = 0;
  let renewing = 0;
  let current = { Authorization: '', expiresAt: 0 };
  const authorization = async () => {
    if (current.expiresAt - clock.now() > RENEW_BEFORE_MS) return current;
    renewing += 1;
    const { token } = await TestUser.signsIn(laptop, 'bob');
    renewed += 1;
    current = { Authorization: token, expiresAt: clock.now() + HOUR };
    return current;
  };
  const client = new EventsClient({ http, realtime, authorization, clock, WebSocket: Counted });
  const received: string[] = [];
  const states: string[] = [];
  client.subscribe(
    logPath(channel),
    (event) => received.push((event as { message: string }).message),
    (state) => states.push(state),
  );
  await laptop.until('the page is subscribed', () => states.at(-1) === 'live');
  const said: string[] = [];
  for (let minute = 1; minute <= OPEN_MINUTES; minute += 1) {
    for (let third = 0; third < 3; third += 1) {
      await advance(STEP_MS);
      // On a busy machine too, a new connection is ready before time advances.
      await laptop.until('the page is subscribed', () => renewing === renewed && opened === subscribed);
    }
    if (minute % 10 !== 0) continue;
    ann = await TestUser.signsIn(laptop, 'ann');
    said.push(`minute ${minute}`);
    assert.equal((await ann.says(channel, `minute ${minute}`)).status, 201);
    await laptop.until(`minute ${minute} is received`, () => received.length >= said.length);
  }
  assert.deepEqual(received, said);
  assert.deepEqual([...new Set(states.slice(states.indexOf('live')))], ['live'], 'the state never changes');
  client.close();
  const expected = 1 + Math.floor(OPEN_MINUTES / 60);
  assert.ok(renewed >= expected && opened >= expected, `${renewed} tokens, ${opened} connections`);
});
