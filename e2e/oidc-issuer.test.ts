// A configured OpenID Connect issuer: only the tokens of the application that embeds the chat are accepted.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseTypingSignal, signalPath } from '@parley/chat';
import { EventsClient } from '@parley/client';
import type { JWTPayload } from 'jose';
import { BrowserWindow, launchBrowser } from '../harness/browser-window.ts';
import { OidcIssuer } from '../harness/oidc-issuer.ts';
import { Parley } from '../harness/parley-process.ts';
import { TestSubscription, TestUser } from '../harness/test-user.ts';

const parley = new Parley();
let issuer: OidcIssuer;

before(async () => {
  issuer = await OidcIssuer.start();
  const file = join(parley.data, 'oidc.json');
  const { address } = issuer;
  const signIn = { authorize: `${address}/authorize?audience=chat`, token: `${address}/token`, clientId: 'page' };
  writeFileSync(file, JSON.stringify({ issuer: address, audience: 'chat', signIn }));
  await parley.start('--oidc', file);
});
after(async () => {
  await parley[Symbol.asyncDispose]();
  issuer[Symbol.dispose]();
});

const userWith = async (claims: JWTPayload, from = issuer) => TestUser.with(parley, await from.token(claims));

/** The responses of the HTTP API and of AppSync. */
async function tryBothApis(person: TestUser): Promise<[api: number, events: number]> {
  const { status } = await person.requests('GET', '/channels');
  const body = JSON.stringify({ channel: signalPath('general'), events: ['{"kind":"typing"}'] });
  const headers = { authorization: person.token };
  const published = await fetch(parley.addresses.eventsHttp, { method: 'POST', headers, body });
  return [status, published.status];
}

test('a token of the application is accepted by the HTTP API and by AppSync', async () => {
  const olga = await userWith({});
  const pavel = await userWith({ sub: 'auth0|2', preferred_username: undefined, name: 'Pavel P' });
  using subscription = await olga.subscribes('general');
  assert.equal((await pavel.says('general', 'hello')).status, 201);
  const [received] = await subscription.receives(1);
  assert.deepEqual([received?.username, received?.userId], ['Pavel-P', 'auth0|2']);
  const nameless = await userWith({ sub: 'user-3', preferred_username: undefined });
  assert.equal((await nameless.says('general', 'hi')).body.username, 'user-3');
});

test('a signal carries the author from the claims of the token', async () => {
  const [olga, pavel] = [await userWith({}), await userWith({ sub: 'user-2', preferred_username: 'pavel' })];
  const channel = signalPath('general');
  // A new user becomes a member of the default channels with the first request.
  await Promise.all([olga, pavel].map((one) => one.requests('GET', '/channels')));
  using subscription = await TestSubscription.open(parley, olga.token, channel);
  const { eventsHttp: http, eventsRealtime: realtime } = parley.addresses;
  const client = new EventsClient({ http, realtime, authorization: () => ({ Authorization: pavel.token }) });
  await client.publish(channel, [{ kind: 'typing', username: 'olga', userId: 'user-1' }]);
  const [event] = await subscription.receives(1);
  assert.deepEqual(parseTypingSignal(event), { kind: 'typing', username: 'pavel', userId: 'user-2' });
  client.close();
});

test('a token with another audience, issuer or key, or an expired one, is rejected by both APIs', async () => {
  using foreign = await OidcIssuer.start();
  const past = Math.floor(Date.now() / 1000) - 10;
  const refused: [string, TestUser][] = [
    ['audience', await userWith({ aud: 'another-app' })],
    ['audience that only holds the right one', await userWith({ aud: 'chat2' })],
    ['issuer', await userWith({}, foreign)],
    ['key', await userWith({ iss: issuer.address }, foreign)],
    ['time', await userWith({ exp: past })],
    ['no token', TestUser.with(parley, 'nonsense')],
  ];
  for (const [what, person] of refused) assert.deepEqual([what, ...(await tryBothApis(person))], [what, 401, 401]);
  assert.deepEqual(await tryBothApis(await userWith({ aud: ['another-app', 'chat'] })), [200, 200]);
});

test('there is no user pool, and a token whose sub is not a valid userId is rejected', async () => {
  const { outputs } = parley.addresses;
  assert.deepEqual([outputs['SignIn'], outputs['Issuer']], [undefined, issuer.address]);
  const forged = await userWith({ sub: 'a b' });
  assert.equal((await forged.requests('GET', '/channels')).status, 403);
});

test('users sign in on the page at the configured issuer', async () => {
  const browser = await launchBrowser();
  const context = await browser.newContext();
  const olga = BrowserWindow.at(await context.newPage());
  await olga.page.goto(parley.addresses.page);
  await olga.page.getByRole('button', { name: 'Sign in' }).click();
  await olga.connected();
  await olga.goesTo('random');
  await olga.says('I am here');
  await olga.message('I am here').getByText('olga', { exact: true }).waitFor();
  await olga.hasSentAll();
  // The issuer has no sign-out endpoint: the page only deletes its session.
  await olga.page.getByRole('button', { name: 'Sign out' }).click();
  await olga.page.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.deepEqual(olga.errors, []);
  await browser.close();
});
