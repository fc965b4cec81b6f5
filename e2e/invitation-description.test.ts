// What an invitation shows before the sign-in: who invites to what, and nothing to a reader whose code opens nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Channel, type Invitation, newId } from '@parley/chat';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers, TestUser } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const [ann, bob] = await signInUsers(parley, 'ann', 'bob');
const reader = TestUser.with(parley, '');
const { name } = (await ann.requests<Channel>('POST', '/channels', { kind: 'private', title: 'Plans & <b>Co</b>' }))
  .body;
await bob.sees('general');
await ann.requests('PUT', `/channels/${name}/members/${bob.userId}`);

const invite = async (by = ann) =>
  (await by.requests<Invitation>('POST', `/channels/${name}/invitations`, { hours: 1 })).body.code;
const describe = (code: string) => reader.requests<object>('GET', `/invitations/${code}/description`);

test('a reader without a token learns who invites to what, and no id of either', async () => {
  const { status, body } = await describe(await invite());
  assert.deepEqual([status, body], [200, { title: 'Plans & <b>Co</b>', members: 2, by: 'ann' }]);
});

test('an attacker who guesses codes, or has a revoked one, learns nothing, and the code alone opens no other route', async () => {
  const revoked = await invite(bob);
  assert.equal((await ann.requests('DELETE', `/channels/${name}/invitations/${revoked}`)).status, 200);
  const open = await invite(bob);
  const guessed = await describe(newId());
  assert.deepEqual([guessed.status, (guessed.body as { code?: string }).code], [404, 'no-invitation']);
  assert.deepEqual(await describe(revoked), guessed);
  for (const [method, path] of [
    ['GET', `/invitations/${open}`],
    ['POST', `/invitations/${open}`],
    ['GET', `/channels/${name}/invitations`],
  ] as const)
    assert.equal((await reader.requests(method, path)).status, 401, path);
  for (const code of ['x', `${open}x`, '..%2F..%2Fchannels', encodeURIComponent(`${open.slice(1)}*`)])
    assert.ok([400, 404].includes((await describe(code)).status), code);
  // The removal of a member revokes all invitations.
  assert.equal((await ann.requests('DELETE', `/channels/${name}/members/${bob.userId}`)).status, 200);
  assert.deepEqual(await describe(open), guessed);
});

for (const { locale, width, dark, invites, signIn } of [
  { locale: 'en-GB', width: 1280, dark: false, invites: 'ann invites you to', signIn: 'Sign in' },
  { locale: 'ar-EG', width: 390, dark: true, invites: 'ann', signIn: 'تسجيل الدخول' },
])
  test(`the sign-in screen shows the invitation in ${locale} at ${width} pixels`, async () => {
    const options = { viewport: { width, height: 800 }, locale, colorScheme: dark ? 'dark' : 'light' } as const;
    const context = await browser.newContext(options);
    const window = BrowserWindow.at(await context.newPage());
    await using _ = window;
    await window.page.goto(`${parley.addresses.page}#join=${await invite()}`);
    const card = window.page.locator('.invitation-card');
    await card.getByText(invites).waitFor();
    // Text, never markup.
    await card.getByRole('heading', { name: 'Plans & <b>Co</b>' }).waitFor();
    await window.page.getByRole('button', { name: signIn }).waitFor();
    assert.deepEqual(await accessibilityViolations(window.page), []);
    const box = await card.boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= width);
    if (process.env['SHOTS']) await window.page.screenshot({ path: `/tmp/emo/invite-${width}.png` });
    await window.page.goto(`${parley.addresses.page}#join=${newId()}`);
    await window.page.getByRole('alert').waitFor();
    assert.deepEqual(window.errors, []);
  });
