// Signing in by redirect: the proof, the state, the tokens and their renewal.
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

function story(kept: Record<string, string> = {}) {
  const gone: string[] = [];
  const asked: string[] = [];
  const grants: Record<string, string>[] = [];
  const answers: Answer[] = [];
  const time = { now: NOW };
  const told: unknown[] = [];
  const hear: ((event: { data: unknown }) => void)[] = [];
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
    storage: {
      getItem: (key) => kept[key] ?? null,
      setItem: (key, value) => {
        kept[key] = value;
      },
      removeItem: (key) => {
        delete kept[key];
      },
    },
    fetch: async (input, init) => {
      asked.push(String(input));
      grants.push(
        typeof init?.body === 'string' ? JSON.parse(init.body) : Object.fromEntries(init?.body as URLSearchParams),
      );
      const answer = answers.shift();
      if (!answer || answer instanceof Error) throw answer;
      return Response.json(answer.body, { status: answer.status });
    },
    now: () => time.now,
    go: (address) => gone.push(address),
    tabs: {
      postMessage: (data) => told.push(data),
      addEventListener: (_: string, listener: unknown) => hear.push(listener as (typeof hear)[number]),
    },
  });
  const heard = (data: unknown) => hear[0]?.({ data });
  return { session, gone, asked, grants, answers, kept, time, told, heard };
}

async function signedIn(expiresAt?: number, refresh: string | undefined = 'refresh-1') {
  const told = story();
  await told.session.signIn('#general');
  const state = new URL(told.gone[0] ?? '').searchParams.get('state');
  told.answers.push({ status: 200, body: { access_token: token('Ann', expiresAt), refresh_token: refresh } });
  const hash = await told.session.complete(`${HOME}?code=code-1&state=${state}`);
  return { ...told, hash };
}

test('the challenge is the one of RFC 7636, appendix B', async () => {
  const challenge = await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');
  assert.equal(challenge, 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
});

test('a user is sent to the sign-in with a proof and a state, and comes back to the same channel', async () => {
  const { session, gone, grants, hash, kept } = await signedIn();
  const asked = Object.fromEntries(new URL(gone[0] ?? '').searchParams);
  assert.deepEqual(
    [asked.response_type, asked.client_id, asked.redirect_uri, asked.scope, asked.code_challenge_method],
    ['code', 'client-1', HOME, 'openid profile', 'S256'],
  );
  const { code_verifier: verifier = '', ...grant } = grants[0] ?? {};
  assert.deepEqual(grant, {
    grant_type: 'authorization_code',
    code: 'code-1',
    redirect_uri: HOME,
    client_id: 'client-1',
  });
  assert.equal(createHash('sha256').update(verifier).digest('base64url'), asked.code_challenge);
  assert.equal(hash, '#general');
  assert.deepEqual(session.user.value, { username: 'Ann', userId: 'sub-Ann' });
  assert.equal(kept['parley.pending'], undefined);
});

test('a sign-in that this window did not ask for is refused', async () => {
  const { session } = story();
  await session.signIn('');
  await assert.rejects(session.complete(`${HOME}?code=stolen&state=another`), { code: 'sign-in-refused' });
  assert.equal(session.user.value, undefined);
});

test('a refused sign-in says why', async () => {
  const { session } = story();
  await assert.rejects(session.complete(`${HOME}?error=access_denied&error_description=Not+on+the+list.`), {
    message: 'Not on the list.',
  });
});

test('an ordinary visit is no sign-in', async () => {
  assert.equal(await story().session.complete(`${HOME}#tech`), undefined);
});

test('a reload keeps the user, a new window does not', async () => {
  const { kept } = await signedIn();
  assert.equal(story(kept).session.user.value?.username, 'Ann');
  assert.equal(story({}).session.user.value, undefined);
  assert.equal(story({ 'parley.tokens': '{"access":"damaged"}' }).session.user.value, undefined);
});

test('a token is renewed shortly before it ends, once for all who ask', async () => {
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

test('a refused renewal ends the session with a sentence', async () => {
  const { session, answers, kept, time } = await signedIn();
  time.now = NOW + 4_000_000;
  answers.push({ status: 400, body: { error: 'invalid_grant' } });
  await assert.rejects(session.bearer(), { code: 'signed-out' });
  assert.equal(session.user.value, undefined);
  assert.equal(session.ended.value, 'Your session has expired. Sign in again.');
  assert.equal(kept['parley.tokens'], undefined);
});

test('a renewal that only the network stopped does not sign anybody out', async () => {
  const { session, answers, time } = await signedIn();
  time.now = NOW + 4_000_000;
  answers.push(new TypeError('Failed to fetch'), { status: 503, body: {} });
  await assert.rejects(session.bearer(), { code: 'unreachable', retryable: true });
  await assert.rejects(session.bearer(), { code: 'failing', retryable: true });
  assert.equal(session.user.value?.username, 'Ann');
});

test('signing out forgets the tokens here and at the sign-in, and gives the refresh token back', async () => {
  const { session, gone, kept, asked, grants } = await signedIn();
  session.signOut();
  assert.equal(asked.at(-1), 'http://127.0.0.1:1/oauth2/revoke');
  assert.deepEqual(grants.at(-1), { token: 'refresh-1', client_id: 'client-1' });
  assert.equal(session.user.value, undefined);
  assert.deepEqual(kept, {});
  assert.equal(gone[1], `http://127.0.0.1:1/logout?client_id=client-1&logout_uri=${encodeURIComponent(HOME)}`);
});

test('signing out in one window signs out the others of the same user, and nobody else', async () => {
  const { session, told } = await signedIn();
  const [other, bobs] = [await signedIn(), story()];
  bobs.answers.push({ status: 201, body: { access_token: token('Bob'), refresh_token: 'refresh-2' } });
  await bobs.session.signInAsGuest();
  session.signOut();
  for (const data of [...told, 'noise', null, { signedOut: undefined }]) {
    other.heard(data);
    bobs.heard(data);
  }
  assert.equal(other.session.user.value, undefined);
  assert.equal(other.session.ended.value, 'You signed out in another window.');
  assert.deepEqual([other.kept, other.told], [{}, []]);
  // Each window has a refresh token of its own.
  assert.equal(other.asked.at(-1), 'http://127.0.0.1:1/oauth2/revoke');
  assert.equal(bobs.session.user.value?.username, 'Bob');
});

test('a renewal that comes back after the user has signed out signs nobody in again', async () => {
  const { session, answers, time, kept } = await signedIn();
  time.now = NOW + 4_000_000;
  answers.push({ status: 200, body: { access_token: token('Ann', NOW + 8_000_000) } });
  const renewed = session.bearer();
  session.signOut();
  await renewed;
  assert.deepEqual([session.user.value, kept], [undefined, {}]);
});

const guest = (expiresAt?: number) => token('guest-1', expiresAt, { 'cognito:groups': ['guests'] });

async function comeIn() {
  const told = story();
  told.answers.push({ status: 201, body: { access_token: guest(), refresh_token: 'refresh-1' } });
  await told.session.signInAsGuest();
  return told;
}

test('a guest comes in by one request, and is renewed at the same door', async () => {
  const { session, answers, asked, grants, time } = await comeIn();
  assert.deepEqual(session.user.value, { username: 'guest-1', userId: 'sub-guest-1', guest: true });
  time.now = NOW + 3_600_000;
  const fresh = guest(NOW + 7_200_000);
  answers.push({ status: 200, body: { access_token: fresh } });
  assert.deepEqual(await session.bearer(), { Authorization: `Bearer ${fresh}` });
  assert.deepEqual(asked, ['http://127.0.0.1:2/guests', 'http://127.0.0.1:2/guests/refresh']);
  assert.deepEqual(grants, [{}, { refresh_token: 'refresh-1' }]);
});

test('a guest who signs out stays on the page, as the sign-in knows no guests, and makes room for another', async () => {
  const { session, answers, gone, kept, asked, grants } = await comeIn();
  answers.push({ status: 200, body: {} });
  session.signOut();
  assert.deepEqual([session.user.value, gone, kept], [undefined, [], {}]);
  assert.deepEqual(
    [asked.at(-1), grants.at(-1)],
    ['http://127.0.0.1:2/guests/sign-out', { refresh_token: 'refresh-1' }],
  );
});

test('a guest who signs out without a network is signed out all the same', async () => {
  const { session, answers, kept } = await comeIn();
  answers.push(new TypeError('Failed to fetch'));
  session.signOut();
  await new Promise(setImmediate);
  assert.deepEqual([session.user.value, kept], [undefined, {}]);
});

test('a guest who is not let in reads why', async () => {
  const { session, answers } = story();
  answers.push({
    status: 409,
    body: { code: 'too-many-guests', message: 'There are as many guests as there can be.' },
  });
  await assert.rejects(session.signInAsGuest(), { message: 'There are as many guests as there can be.' });
  answers.push({ status: 429, body: { message: 'Too Many Requests' } });
  await assert.rejects(session.signInAsGuest(), { code: 'failing', retryable: true });
});
