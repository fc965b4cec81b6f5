// Sign-in by redirect: the proof, the state, the tokens and their refresh.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { challengeOf } from './pkce.ts';
import { RENEW_BEFORE_MS, Session } from './session.ts';

const HOME = 'http://localhost:3000/';
const NOW = Date.UTC(2026, 0, 1);

function token(username: string, expiresAt = NOW + 3_600_000, more: object = {}): string {
  const claims = { username, sub: `sub-${username}`, exp: expiresAt / 1000, ...more };
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
}

type Answer = { status: number; body: unknown } | Error;

/** A browser: what its tabs share, and how each is told of a change by another one. */
function newBrowser(stored: Record<string, string> = {}) {
  const tabs: (() => void)[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const request = (_name: string, work: () => Promise<unknown>) => {
    last = last.then(work, work);
    return last;
  };
  return { stored, tabs, locks: { request } as unknown as LockManager };
}

function storageOf(stored: Record<string, string>, changed = () => {}) {
  return {
    getItem: (key: string) => stored[key] ?? null,
    setItem: (key: string, value: string) => {
      stored[key] = value;
      changed();
    },
    removeItem: (key: string) => {
      delete stored[key];
      changed();
    },
  };
}

function setUp(browser = newBrowser()) {
  const { stored, tabs, locks } = browser;
  const pending: Record<string, string> = {};
  const redirects: string[] = [];
  const requests: string[] = [];
  const grants: Record<string, string>[] = [];
  const answers: (Answer | Promise<Answer>)[] = [];
  const time = { now: NOW };
  let changed = () => {};
  const tellOthers = () => {
    for (const tell of tabs) if (tell !== changed) tell();
  };
  const session = new Session({
    signIn: {
      authorize: 'http://127.0.0.1:1/oauth2/authorize',
      token: 'http://127.0.0.1:1/oauth2/token',
      logout: 'http://127.0.0.1:1/logout',
      clientId: 'client-1',
      revoke: 'http://127.0.0.1:1/oauth2/revoke',
      guests: 'http://127.0.0.1:2',
    },
    home: HOME,
    storage: storageOf(stored, tellOthers),
    tabStorage: storageOf(pending),
    onStorageChange: (listener) => {
      changed = listener;
      tabs.push(listener);
    },
    locks,
    fetch: async (input, init) => {
      requests.push(String(input));
      grants.push(
        typeof init?.body === 'string' ? JSON.parse(init.body) : Object.fromEntries(init?.body as URLSearchParams),
      );
      const answer = await answers.shift();
      if (!answer || answer instanceof Error) throw answer;
      return Response.json(answer.body, { status: answer.status });
    },
    now: () => time.now,
    go: (address) => redirects.push(address),
  });
  return { session, redirects, requests, grants, answers, browser, stored, pending, time };
}

async function signedIn(expiresAt?: number, refresh: string | undefined = 'refresh-1') {
  const setup = setUp();
  await setup.session.signIn('#general');
  const state = new URL(setup.redirects[0] ?? '').searchParams.get('state');
  setup.answers.push({ status: 200, body: { access_token: token('Ann', expiresAt), refresh_token: refresh } });
  const hash = await setup.session.complete(`${HOME}?code=code-1&state=${state}`);
  return { ...setup, hash };
}

test('the challenge is the one of RFC 7636, appendix B', async () => {
  const challenge = await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');
  assert.equal(challenge, 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
});

test('a user is redirected to the sign-in page with a proof and a state, and returns to the same channel', async () => {
  const { session, redirects, grants, hash, pending } = await signedIn();
  const requests = Object.fromEntries(new URL(redirects[0] ?? '').searchParams);
  assert.deepEqual(
    [requests.response_type, requests.client_id, requests.redirect_uri, requests.scope, requests.code_challenge_method],
    ['code', 'client-1', HOME, 'openid profile', 'S256'],
  );
  const { code_verifier: verifier = '', ...grant } = grants[0] ?? {};
  assert.deepEqual(grant, {
    grant_type: 'authorization_code',
    code: 'code-1',
    redirect_uri: HOME,
    client_id: 'client-1',
  });
  assert.equal(createHash('sha256').update(verifier).digest('base64url'), requests.code_challenge);
  assert.equal(hash, '#general');
  assert.deepEqual(session.user.value, { username: 'Ann', userId: 'sub-Ann' });
  assert.deepEqual(pending, {});
});

test('a sign-in that this window did not request is rejected', async () => {
  const { session } = setUp();
  await session.signIn('');
  await assert.rejects(session.complete(`${HOME}?code=stolen&state=another`), { code: 'sign-in-refused' });
  assert.equal(session.user.value, undefined);
});

test('a rejected sign-in shows the reason', async () => {
  const { session } = setUp();
  await assert.rejects(session.complete(`${HOME}?error=access_denied&error_description=Not+on+the+list.`), {
    message: 'Not on the list.',
  });
});

test('an ordinary visit is not a sign-in', async () => {
  assert.equal(await setUp().session.complete(`${HOME}#tech`), undefined);
});

test('a reload, a new tab and the next start of the browser keep the user', async () => {
  const { stored } = await signedIn();
  assert.equal(setUp(newBrowser(stored)).session.user.value?.username, 'Ann');
  assert.equal(setUp().session.user.value, undefined);
  assert.equal(setUp(newBrowser({ 'parley.tokens': '{"access":"damaged"}' })).session.user.value, undefined);
});

test('two tabs whose token is about to expire refresh it once, so that a refresh token is used once', async () => {
  const one = await signedIn(NOW + 3_600_000);
  const two = setUp(one.browser);
  one.time.now = two.time.now = NOW + 3_600_000 - RENEW_BEFORE_MS;
  const fresh = token('Ann', NOW + 7_200_000);
  one.answers.push({ status: 200, body: { access_token: fresh, refresh_token: 'refresh-2' } });
  const both = await Promise.all([one.session.bearer(), two.session.bearer()]);
  assert.deepEqual(both, [{ Authorization: `Bearer ${fresh}` }, { Authorization: `Bearer ${fresh}` }]);
  assert.deepEqual(two.requests, []);
  assert.equal(JSON.parse(one.stored['parley.tokens'] ?? '').refresh, 'refresh-2');
});

test('a user who signs in in one tab is signed in in the others', async () => {
  const other = setUp();
  const { session, answers } = setUp(other.browser);
  answers.push({ status: 201, body: { access_token: token('Bob'), refresh_token: 'refresh-2' } });
  await session.signInAsGuest();
  assert.equal(other.session.user.value?.username, 'Bob');
});

test('a token is refreshed shortly before it expires, once for all requests', async () => {
  const { session, answers, grants, time } = await signedIn(NOW + 3_600_000);
  assert.deepEqual(await session.bearer(), { Authorization: `Bearer ${token('Ann')}` });
  time.now = NOW + 3_600_000 - RENEW_BEFORE_MS;
  const fresh = token('Ann', NOW + 7_200_000);
  answers.push({ status: 200, body: { access_token: fresh } });
  const both = await Promise.all([session.authorization(), session.bearer()]);
  assert.deepEqual(both, [{ Authorization: fresh, expiresAt: NOW + 7_200_000 }, { Authorization: `Bearer ${fresh}` }]);
  assert.equal(grants.length, 2);
  assert.deepEqual(grants[1], { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'client-1' });
});

test('a rejected refresh ends the session with a message', async () => {
  const { session, answers, stored, time } = await signedIn();
  time.now = NOW + 4_000_000;
  answers.push({ status: 400, body: { error: 'invalid_grant' } });
  await assert.rejects(session.bearer(), { code: 'signed-out' });
  assert.equal(session.user.value, undefined);
  assert.equal(session.ended.value, 'Your session has expired. Sign in again.');
  assert.equal(stored['parley.tokens'], undefined);
});

test('a refresh that fails because of the network does not sign the user out', async () => {
  const { session, answers, time } = await signedIn();
  time.now = NOW + 4_000_000;
  answers.push(new TypeError('Failed to fetch'), { status: 503, body: {} });
  await assert.rejects(session.bearer(), { code: 'unreachable', retryable: true });
  await assert.rejects(session.bearer(), { code: 'failing', retryable: true });
  assert.equal(session.user.value?.username, 'Ann');
});

test('signing out deletes the tokens, ends the session of the sign-in page, and revokes the refresh token', async () => {
  const { session, redirects, stored, requests, grants } = await signedIn();
  session.signOut();
  assert.equal(requests.at(-1), 'http://127.0.0.1:1/oauth2/revoke');
  assert.deepEqual(grants.at(-1), { token: 'refresh-1', client_id: 'client-1' });
  assert.equal(session.user.value, undefined);
  assert.deepEqual(stored, {});
  assert.equal(redirects[1], `http://127.0.0.1:1/logout?client_id=client-1&logout_uri=${encodeURIComponent(HOME)}`);
});

test('signing out in one tab signs out the others, and revokes their refresh token once', async () => {
  const { session, browser, requests } = await signedIn();
  const other = setUp(browser);
  session.signOut();
  assert.equal(other.session.user.value, undefined);
  assert.equal(other.session.ended.value, 'You signed out in another window.');
  assert.equal(requests.filter((address) => address.endsWith('/revoke')).length, 1);
  assert.deepEqual([browser.stored, other.requests], [{}, []]);
});

test('a refresh that completes after the user has signed out does not sign the user in again', async () => {
  const { session, answers, requests, time, stored } = await signedIn();
  time.now = NOW + 4_000_000;
  const late = Promise.withResolvers<Answer>();
  answers.push(late.promise);
  const renewed = session.bearer();
  while (requests.length < 2) await new Promise(setImmediate);
  session.signOut();
  late.resolve({ status: 200, body: { access_token: token('Ann', NOW + 8_000_000) } });
  await renewed;
  assert.deepEqual([session.user.value, stored], [undefined, {}]);
});

const guest = (expiresAt?: number) => token('guest-1', expiresAt, { 'cognito:groups': ['guests'] });

async function signedInAsGuest() {
  const setup = setUp();
  setup.answers.push({ status: 201, body: { access_token: guest(), refresh_token: 'refresh-1' } });
  await setup.session.signInAsGuest();
  return setup;
}

test('a guest signs in with one request, and is refreshed by the same API', async () => {
  const { session, answers, requests, grants, time } = await signedInAsGuest();
  assert.deepEqual(session.user.value, { username: 'guest-1', userId: 'sub-guest-1', guest: true });
  time.now = NOW + 3_600_000;
  const fresh = guest(NOW + 7_200_000);
  answers.push({ status: 200, body: { access_token: fresh } });
  assert.deepEqual(await session.bearer(), { Authorization: `Bearer ${fresh}` });
  assert.deepEqual(requests, ['http://127.0.0.1:2/guests', 'http://127.0.0.1:2/guests/refresh']);
  assert.deepEqual(grants, [{}, { refresh_token: 'refresh-1' }]);
});

test('a guest who signs out stays on the page, as the sign-in page knows no guests, and the account is deleted', async () => {
  const { session, answers, redirects, stored, requests, grants } = await signedInAsGuest();
  answers.push({ status: 200, body: {} });
  session.signOut();
  assert.deepEqual([session.user.value, redirects, stored], [undefined, [], {}]);
  assert.deepEqual(
    [requests.at(-1), grants.at(-1)],
    ['http://127.0.0.1:2/guests/sign-out', { refresh_token: 'refresh-1' }],
  );
});

test('a guest who signs out without a network is signed out', async () => {
  const { session, answers, stored } = await signedInAsGuest();
  answers.push(new TypeError('Failed to fetch'));
  session.signOut();
  await new Promise(setImmediate);
  assert.deepEqual([session.user.value, stored], [undefined, {}]);
});

test('a guest who is rejected sees the reason', async () => {
  const { session, answers } = setUp();
  answers.push({
    status: 409,
    body: { code: 'too-many-guests', message: 'There are as many guests as there can be.' },
  });
  await assert.rejects(session.signInAsGuest(), { message: 'There are as many guests as there can be.' });
  answers.push({ status: 429, body: { message: 'Too Many Requests' } });
  await assert.rejects(session.signInAsGuest(), { code: 'failing', retryable: true });
});
