// Presence on the page: two users see each other online within seconds, and not if one of them does not want it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Channel } from '@parley/chat';
import type { Page } from 'playwright-core';
import { accessibilityViolations, BrowserWindow, saveScreenshot } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const [ann, bob, cy] = await signInUsers(parley, 'ann', 'bob', 'cy');
for (const user of [ann, bob, cy]) await user.sees('general');
for (const other of [bob, cy]) {
  const { body } = await ann.requests<Channel>('POST', '/channels', { kind: 'direct', userIds: [other.userId] });
  for (const user of [ann, other]) await user.says(body.name, 'hi');
}
const phone = await BrowserWindow.signedIn(browser, parley, 'bob', {
  width: 390,
  height: 844,
  dark: true,
  locale: 'ar',
});
const desktop = await BrowserWindow.signedIn(browser, parley, 'ann');
after(async () => {
  for (const window of [desktop, phone]) await window[Symbol.asyncDispose]();
});

const conversation = (page: Page, name: RegExp) => page.getByRole('link', { name });

test('users who are online have a mark with a text, in the sidebar, in the header, on the profile card and among the members', async () => {
  const { page } = desktop;
  await conversation(page, /^bob Online/).waitFor();
  assert.equal(await conversation(page, /^cy Online/).count(), 0);
  await saveScreenshot(page, 'sidebar');
  await conversation(page, /^bob Online/).click();
  await page.locator('.channel-heading .presence.online').waitFor();
  await desktop.goesTo('general');
  await page.getByRole('button', { name: 'Channel details' }).last().click();
  await page.getByRole('tab', { name: /Members/ }).click();
  await page.getByRole('button', { name: /bob\s+Online/ }).click();
  const card = page.getByRole('dialog', { name: 'bob' });
  await card.getByText('Online').waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await saveScreenshot(page, 'card');
  await page.keyboard.press('Escape');
  // On a phone the drawer shows them, in the language of the page.
  await phone.page.locator('.channel-header button').first().click();
  await conversation(phone.page, /^ann متصل/).waitFor();
  assert.deepEqual(await accessibilityViolations(phone.page), []);
  await saveScreenshot(phone.page, 'phone');
});

test('a user who switches presence off in the settings, by keyboard, is shown to nobody, and nobody to the user', async () => {
  const { page } = desktop;
  await page.goto(`${parley.addresses.page}/#/settings`);
  const box = page.getByRole('checkbox', { name: 'Show others when I’m online' });
  await box.and(page.locator(':enabled')).waitFor();
  await box.focus();
  await page.waitForFunction(() => (document.activeElement as HTMLInputElement).checked);
  await page.keyboard.press('Space');
  await conversation(page, /^bob Online/).waitFor({ state: 'detached' });
  assert.deepEqual(await accessibilityViolations(page), []);
  await saveScreenshot(page, 'settings');
  await phone.reloads();
  await phone.page.locator('.channel-header button').first().click();
  await conversation(phone.page, /^cy/).waitFor({ state: 'detached' });
  const answered = phone.page.waitForResponse(/\/users\/presence$/);
  await phone.page.reload();
  await phone.page.locator('.channel-header button').first().click();
  await answered;
  assert.equal(await conversation(phone.page, /^ann متصل/).count(), 0);
  assert.deepEqual([...desktop.errors, ...phone.errors], []);
});
