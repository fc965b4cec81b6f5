// Tokens that people with bad intent show, at every door of a running Parley: HTTP and WebSocket alike.
import assert from 'node:assert/strict';
import type { JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, before, type TestContext, test } from 'node:test';
import { logPath, newId, signalPath, userPath } from '@parley/chat';
import { EventsClient } from '@parley/client';
import type { Peer } from '@parley/wire/conformance';
import { Laptop } from '../harness/laptop.ts';
import { TestUser } from '../harness/test-user.ts';
import { type SigningKey, signingKey } from '../packages/local/services/cognito-idp/signing-key.ts';
import { Store } from '../packages/local/storage/store.ts';
import { type Forgeries, forgedTokens, misusedTokens } from '../packages/local/testing/forged-tokens.ts';
import { RENEW_BEFORE_MS } from '../packages/web/auth/session.ts';
import { connectedWith, type Door, doors, type Reception } from './token-entry-points.ts';

/** What stands in the channel, and must be in no answer to a token that is not good. */
const SECRET = 'the key is under the mat';
const HOUR = 3_600_000;
const STEP_MS = 20_000;

const laptop = new Laptop();
let key: SigningKey;
let ann: TestUser;
let channel: string;
let all: Door[];

before(async () => {
  // The key of the user pool is made before the laptop starts, so that the test can sign whatever it wants to try.
  const store = await Store.open(laptop.data);
  key = await signingKey(store);
  await store.close();
  await laptop.start();
  ann = await TestUser.signsIn(laptop, 'ann');
  channel = await ann.createsChannel('bob');
  assert.equal((await ann.says(channel, SECRET)).status, 201);
  all = await doors(laptop, channel, ann.userId, () => ann.token);
});
after(() => laptop[Symbol.asyncDispose]());

/** Shows a token at every door; the answers by the doors' names. Nothing of what is inside may be among them. */
async function shown(token: string): Promise<Record<string, string>> {
  const received = await Promise.all(
    all.map(async (door): Promise<[Door, Reception]> => [door, await door.knocks(token)]),
  );
  for (const [{ name }, { told }] of received) {
    assert.ok(!told.includes(SECRET), `${name} tells what is inside`);
    for (const part of [ann.userId, channel, 'entries', 'channels'])
      assert.ok(!told.includes(`"${part}"`), `${name} tells ${part}: ${told}`);
  }
  return Object.fromEntries(received.map(([{ name }, { answer }]) => [name, answer]));
}

const inSeconds = () => Math.floor(laptop.clock.now() / 1000);
const refusals = () => Object.fromEntries(all.map(({ name, refuses }) => [name, refuses]));

test('a valid token is accepted everywhere, so that every rejection is due to the token', async () => {
  for (const { name, lets, knocks } of all) assert.match((await knocks(ann.token)).answer, lets, name);
});

test('a token that the pool has not signed is rejected everywhere, however it was made', (t) =>
  openNothing(t, forgedTokens(ann.token, key.published as JsonWebKey)));

test('a token that the pool has signed for another use or time is rejected everywhere', async (t) =>
  openNothing(t, await misusedTokens(ann.token, key, laptop.clock.now())));

async function openNothing(t: TestContext, made: Forgeries): Promise<void> {
  for (const [attack, tokens] of Object.entries(made))
    await t.test(attack, async () => {
      for (const token of tokens) {
        // Longer than what AWS takes as headers: refused before anybody looks at it.
        if (token.length > 9_000) await tooLong(token);
        else assert.deepEqual(await shown(token), refusals(), `${token.slice(0, 60)}…`);
      }
    });
}

async function tooLong(token: string): Promise<void> {
  for (const { name, kind, refuses, knocks } of all) {
    const { answer, told } = await knocks(token);
    assert.ok(!told.includes(SECRET), name);
    if (answer !== refuses) assert.match(answer, kind === 'connect' ? /431|closed/ : /^431/, name);
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
  const answers = await shown(idToken);
  for (const { name, kind, lets } of all) {
    const answer = answers[name] ?? '';
    if (kind === 'http') assert.equal(answer, '403 {"message":"Forbidden"}', name);
    // AWS takes both kinds at the connect (AppSync Developer Guide, "Understanding the Event API WebSocket protocol").
    else if (kind === 'connect') assert.match(answer, lets, name);
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

/** The status of a request with a header field as often as it is given; `fetch` would join them. */
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
  using peer = await connectedWith(laptop, eve.token);
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

/** Time passes in steps short enough for every connection to answer its keep-alive. */
async function passes(ms: number): Promise<void> {
  // A call of the pipe that time passes over is made again, and what it carries is heard twice.
  await laptop.until('the pipe has nothing under way', () => laptop.pipe.waiting === 0);
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    laptop.clock.advance(STEP_MS);
    // Whatever was sent over the loopback meanwhile has come when this answer has.
    await (await fetch(laptop.addresses.page)).text();
  }
}

/** The next frame that is no keep-alive. */
async function answerOf(peer: Peer): Promise<Record<string, unknown>> {
  const frame = await peer.next();
  return frame['type'] === 'ka' ? answerOf(peer) : frame;
}

test('an expired token is rejected, and its existing subscriptions stay open, as on AWS', async () => {
  const bob = await TestUser.signsIn(laptop, 'bob');
  using peer = await connectedWith(laptop, bob.token);
  const subscribes = (id: string) =>
    JSON.stringify({ type: 'subscribe', id, channel: logPath(channel), authorization: { Authorization: bob.token } });
  peer.send(subscribes('before'));
  await peer.receives({ id: 'before', type: 'subscribe_success' });
  await passes(HOUR);
  ann = await TestUser.signsIn(laptop, 'ann');
  assert.deepEqual(await shown(bob.token), refusals());
  peer.send(subscribes('after'));
  assert.deepEqual(await answerOf(peer), {
    id: 'after',
    type: 'subscribe_error',
    errors: [{ errorType: 'UnauthorizedException', message: 'Token has expired.' }],
  });
  // AppSync looks at a token when something is asked, not while a subscription lives; docs/faults.md says what follows.
  await ann.says(channel, 'said an hour later');
  const { type, id } = await answerOf(peer);
  assert.deepEqual([type, id], ['data', 'before']);
});

test('a page renews its token and connection before they expire, and misses nothing in three hours', async () => {
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
  const heard: string[] = [];
  const states: string[] = [];
  client.subscribe(
    logPath(channel),
    (event) => heard.push((event as { message: string }).message),
    (state) => states.push(state),
  );
  await laptop.until('the page listens', () => states.at(-1) === 'live');
  const said: string[] = [];
  for (let minute = 1; minute <= 180; minute += 1) {
    for (let third = 0; third < 3; third += 1) {
      await passes(STEP_MS);
      // However busy the machine is, a new connection is ready before time passes.
      await laptop.until('the page listens', () => renewing === renewed && opened === subscribed);
    }
    if (minute % 10 !== 0) continue;
    ann = await TestUser.signsIn(laptop, 'ann');
    said.push(`minute ${minute}`);
    assert.equal((await ann.says(channel, `minute ${minute}`)).status, 201);
    await laptop.until(`minute ${minute} is heard`, () => heard.length >= said.length);
  }
  assert.deepEqual(heard, said);
  assert.deepEqual([...new Set(states.slice(states.indexOf('live')))], ['live'], 'nobody saw a change');
  client.close();
  assert.ok(renewed >= 3 && opened >= 3, `${renewed} tokens, ${opened} connections`);
});
