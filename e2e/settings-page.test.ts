// The settings screen: appearance, blocked users, by keyboard, at both widths, light and dark.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const bob = await TestUser.signsIn(parley, 'bob');

/** The height of the button of the first setting's row, which follows the density. */
const sidebarRowHeight = (window: BrowserWindow) =>
  window.page
    .locator('.channels a')
    .first()
    .evaluate((link) => link.clientHeight);

const colourScheme = (window: BrowserWindow) =>
  window.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);

test('theme and density apply at once, to the other tabs and after a reload, by keyboard', async () => {
  await using ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  const other = await ann.anotherTab(parley);
  await ann.page.getByRole('link', { name: 'Settings' }).press('Enter');
  await ann.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  await ann.page.getByRole('radio', { name: 'Like this device' }).press('ArrowUp');
  await ann.page.getByRole('radio', { name: 'Dark' }).and(ann.page.locator(':checked')).waitFor();
  for (const window of [ann, other]) {
    await window.page.locator('html[data-theme=dark]').waitFor();
    assert.equal(await colourScheme(window), 'dark');
  }
  const comfortable = await sidebarRowHeight(ann);
  await ann.page.getByRole('radio', { name: 'Compact' }).check();
  assert.ok((await sidebarRowHeight(ann)) < comfortable);
  await ann.reloads();
  await ann.page.getByRole('radio', { name: 'Compact' }).and(ann.page.locator(':checked')).waitFor();
  assert.equal(await colourScheme(ann), 'dark');
  await ann.page.goBack();
  await ann.page.getByRole('heading', { name: '#general', level: 1 }).waitFor();
});

test('a blocked user is listed by name on every device, and can be unblocked there', async () => {
  await using ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  await bob.says('general', 'Hello from Bob');
  await ann.message('Hello from Bob').hover();
  await ann
    .message('Hello from Bob')
    .getByRole('button', { name: /^More actions/ })
    .click();
  await ann.page.getByRole('button', { name: 'Block bob' }).click();
  await ann.page.getByText('Message from a blocked user.').waitFor();
  await using phone = await BrowserWindow.signedIn(browser, parley, 'ann', { width: 390, height: 844, dark: true });
  await phone.page.getByRole('button', { name: /^Channels/ }).click();
  await phone.page.getByRole('link', { name: 'Settings' }).click();
  const row = phone.page.getByRole('listitem').filter({ hasText: 'bob' });
  await row.waitFor();
  assert.deepEqual(await accessibilityViolations(phone.page), []);
  await row.getByRole('button', { name: 'Unblock bob' }).click();
  await phone.page.getByText('You haven’t blocked anyone.').waitFor();
  await phone.page.getByRole('button', { name: 'Close settings' }).click();
  await phone.page.getByText('Hello from Bob').waitFor();
  await ann.page.goto(`${parley.addresses.page}/#/settings`);
  await ann.page.getByRole('heading', { name: 'Blocked users' }).waitFor();
  assert.deepEqual(await accessibilityViolations(ann.page), []);
  for (const window of [ann, phone]) assert.deepEqual(window.errors, []);
});
