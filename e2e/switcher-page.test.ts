// The switcher in a real browser: by keyboard alone, to a channel, and to a conversation that begins.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const [ann, bob, dave] = await signInUsers(parley, 'ann', 'bob', 'dave');
await bob.sees('general');
await dave.requests('PATCH', '/users/me', { displayName: 'Dave Ó' });
await ann.requests('POST', '/channels', { kind: 'private', title: 'Secret Plans & Co', topic: '' });
const [desktop, phone] = await Promise.all([
  BrowserWindow.signedIn(browser, parley, 'ann'),
  BrowserWindow.signedIn(browser, parley, 'ann', { width: 390, height: 844, dark: true }),
]);
const heading = ({ page }: BrowserWindow, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();

test('a channel is found by parts of its title, and opened by keyboard', async () => {
  const { page } = desktop;
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Find a channel or person' });
  await field.waitFor();
  await page.locator('[role=combobox]:focus').waitFor();
  await page.keyboard.type('secr plns');
  await page.getByRole('option', { name: 'Secret Plans & Co', selected: true }).waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await page.keyboard.press('Enter');
  await heading(desktop, 'Secret Plans & Co');
  await field.waitFor({ state: 'detached' });
});

test('the channels that were opened last come first', async () => {
  const { page } = desktop;
  for (const name of ['tech', 'random']) await desktop.goesTo(name);
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { selected: true }).getByText('#tech').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: 'Secret Plans & Co', selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await heading(desktop, 'Secret Plans & Co');
});

test('a user is found by a part of the display name, which is shown with the username', async () => {
  const { page } = desktop;
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('ave o');
  await page.getByRole('option', { name: 'Dave Ó @dave · Start a conversation' }).click();
  await heading(desktop, 'Dave Ó');
});

test('a user is found, and a conversation begins, on a phone too', async () => {
  const { page } = phone;
  await page
    .locator('.channel-header')
    .getByRole('button', { name: /^Channels/ })
    .click();
  await page.getByRole('button', { name: 'Jump to…' }).click();
  await page.getByRole('combobox').fill('bo');
  assert.deepEqual(await accessibilityViolations(page), []);
  await page.getByRole('option', { name: /bob.*Start a conversation/ }).click();
  await heading(phone, 'bob');
  await page
    .locator('.channel-header')
    .getByRole('button', { name: /^Channels/ })
    .click();
  await page.getByRole('button', { name: 'Jump to…' }).click();
  await page.getByRole('combobox').fill('xyzzy');
  await page.getByText('Nothing found.').waitFor();
  assert.deepEqual([...desktop.errors, ...phone.errors], []);
});
