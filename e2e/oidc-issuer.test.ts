// A configured OpenID Connect issuer: only the tokens of the application that embeds the chat are accepted.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseTypingSignal, signalPath, usernameFrom, userPath } from '@parley/chat';
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

test('attack: a user whose issuer gives them the name of another user is called otherwise, and has none of the mentions', async () => {
  const ann = await userWith({ sub: 'ann-1', preferred_username: 'Ann' });
  const others = [
    await userWith({ sub: 'ann-2', preferred_username: 'ann' }),
    await userWith({ sub: 'ann-3', preferred_username: '\uff21nn' }),
    await userWith({ sub: 'ann-4', preferred_username: 'an\u200bn' }),
  ];
  assert.equal((await ann.says('general', 'I am Ann')).body.username, 'Ann');
  const names = [];
  for (const other of others) names.push((await other.says('general', 'me too')).body.username);
  assert.deepEqual(names, ['ann-2', 'Ann-3', 'ann-4']);
  const { seq } = (await (await userWith({})).says('general', 'hello @ann')).body;
  for (const other of others) {
    assert.equal((await other.sees('general'))?.mentions, 0);
    assert.equal((await other.saw('general', seq)).status, 200);
  }
  assert.equal((await ann.sees('general'))?.mentions, 1);
  assert.equal((await ann.syncs({})).body.username, 'Ann');
  assert.equal((await others[0]?.syncs({}))?.body.username, 'ann-2');
});

test('attack: simultaneous first requests with one name end with one owner of the name', async () => {
  const claims = ['e-1', 'e-2', 'e-3', 'e-4', 'e-5', 'e-6'].map((sub) => ({ sub, preferred_username: 'eve' }));
  const users = await Promise.all([...claims, ...claims].map((one) => userWith(one)));
  const names = await Promise.all(users.map(async (one) => (await one.syncs({})).body.username));
  assert.equal(new Set(names).size, 6);
  assert.deepEqual(names.slice(0, 6), names.slice(6), 'a user has one name');
  assert.ok(names.includes('eve'));
});

test('attack: names that are long, empty, invisible or turn the text around are bounded and displayable', async () => {
  const names = ['x'.repeat(2_000), '', '\u202egro.live', 'a\u0000b\n', '\u3164', '\ud83d', '#/*@|'];
  for (const [index, preferred_username] of names.entries()) {
    const user = await userWith({ sub: `odd-${index}`, preferred_username });
    const { status, body } = await user.says('general', 'hi');
    assert.equal(status, 201, JSON.stringify(preferred_username.slice(0, 20)));
    assert.equal(usernameFrom(body.username, ''), body.username);
    assert.equal((await user.requests('GET', '/channels')).status, 200);
  }
});

test('attack: a sub that is a wildcard or a path is rejected by both APIs', async () => {
  for (const sub of ['*', 'a/b', 'users/ann-1', '', 'a b', 'a#b', 'x'.repeat(129)]) {
    const user = await userWith({ sub });
    const [api, events] = await tryBothApis(user);
    assert.ok(api >= 400 && api < 500 && events >= 400 && events < 500, `${JSON.stringify(sub)} ${api} ${events}`);
    await assert.rejects(TestSubscription.open(parley, user.token, userPath(sub)), sub);
  }
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
