// The sign-out of all devices: refresh tokens are revoked, pages are told, and what an access token can still do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Hint, userPath } from '@parley/chat';
import { requestTokens } from '../harness/sign-in.ts';
import { openEngineSuite } from '../harness/test-suite.ts';
import { TestSubscription, TestUser } from '../harness/test-user.ts';
import { until } from '../harness/until.ts';

const { parley } = await openEngineSuite(['bob'], '--guests', '5');
const { outputs, page, api } = parley.addresses;
const addresses = { signIn: outputs['SignIn'] ?? '', clientId: outputs['ClientId'] ?? '', page };

/** Refreshes a session; returns the new refresh token, or undefined if the session has ended. */
async function refreshed(refresh: string | undefined): Promise<string | undefined> {
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refresh ?? '',
    client_id: addresses.clientId,
  });
  const response = await fetch(`${addresses.signIn}/oauth2/token`, { method: 'POST', body });
  return response.ok ? ((await response.json()) as { refresh_token: string }).refresh_token : undefined;
}

/** Tokens have whole seconds, and those of the same second as a sign-out may be new ones: waits for the next second. */
function secondPasses(): Promise<void> {
  const second = Math.floor(Date.now() / 1_000);
  return until('the second is over', () => Date.now() >= (second + 1) * 1_000);
}

test('signing out of all devices ends the sessions of this user alone, and the pages are told at once', async () => {
  const [laptop, phone, other] = await Promise.all(['ann', 'ann', 'bob'].map((name) => requestTokens(addresses, name)));
  const ann = TestUser.with(parley, laptop?.access ?? '');
  await ann.sees('general');
  using hints = await TestSubscription.open(parley, phone?.access ?? '', userPath(ann.userId));
  await secondPasses();
  const { status } = await ann.requests('DELETE', '/users/me/sessions');
  assert.equal(status, 200);
  assert.deepEqual(
    [await refreshed(laptop?.refresh), await refreshed(phone?.refresh)],
    [undefined, undefined],
    'no device can refresh its session',
  );
  assert.ok(await refreshed(other?.refresh), 'another user keeps the session');
  const isSignOut = ({ about }: Hint) => about === 'sign-out';
  await until('the page of the phone has the hint', () => (hints.events as unknown as Hint[]).some(isSignOut));
});

test('an access token from before is refused by syncs and lists at once, and a new sign-in is not', async () => {
  const old = TestUser.with(parley, (await requestTokens(addresses, 'cy')).access);
  await old.sees('general');
  await secondPasses();
  await old.requests('DELETE', '/users/me/sessions');
  const sync = await old.requests<{ code: string }>('POST', '/sync', { channels: {} });
  assert.deepEqual([sync.status, sync.body.code], [401, 'signed-out']);
  assert.equal((await old.requests('GET', '/channels')).status, 401);
  // What docs and SECURITY.md say: until it expires, the token still serves requests that read no list.
  assert.equal((await old.reads('general')).status, 200);
  const again = await TestUser.signsIn(parley, 'cy');
  assert.ok(await again.sees('general'));
});

test('a guest cannot sign out of all devices, and a request without a token signs no user out', async () => {
  const guest = (await (await fetch(`${api}/guests`, { method: 'POST', body: '{}' })).json()) as {
    access_token: string;
  };
  const { status, body } = await TestUser.with(parley, guest.access_token).requests<{ code: string }>(
    'DELETE',
    '/users/me/sessions',
  );
  assert.deepEqual([status, body.code], [403, 'guest']);
  assert.equal((await fetch(`${api}/users/me/sessions`, { method: 'DELETE' })).status, 401);
});
