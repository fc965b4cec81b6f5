// @channel and @here on the page: offered to those who may, confirmed with the number of users, and counted as mentions of the others.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { accessibilityViolations, BrowserWindow, saveScreenshot } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const [ann, bob, cy] = await signInUsers(parley, 'ann', 'bob', 'cy');
for (const user of [ann, bob, cy]) await user.sees('general');
const channel = await ann.createsChannel('bob', 'cy');
const desktop = await BrowserWindow.signedIn(browser, parley, 'ann');
const look = { width: 390, height: 844, dark: true, locale: 'ar' };
const phone = await BrowserWindow.signedIn(browser, parley, 'bob', look);
after(async () => {
  for (const window of [desktop, phone]) await window[Symbol.asyncDispose]();
});
await desktop.goesTo(channel);

const mentionsOf = async (user: typeof bob) => (await user.sees(channel))?.mentions;

test('a message that mentions everyone is confirmed by keyboard, and counted by each other member', async () => {
  const { page } = desktop;
  await desktop.composer.pressSequentially('@chan');
  await page.getByRole('option', { name: /@channel.*everyone in this channel/ }).waitFor();
  await desktop.composer.press('Enter');
  await desktop.composer.pressSequentially('lunch?');
  await desktop.composer.press('Enter');
  const dialog = page.getByRole('dialog', { name: `Notify everyone in #${channel}?` });
  await dialog.getByText('2 other members are notified.').waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await saveScreenshot(page, 'everyone');
  await dialog.getByRole('button', { name: 'Send and notify' }).press('Enter');
  await desktop.sees('@channel lunch?');
  await desktop.hasSentAll();
  assert.deepEqual(await Promise.all([ann, bob, cy].map(mentionsOf)), [0, 1, 1]);
  await phone.page.locator('.channel-header button').first().click();
  await phone.page
    .getByRole('link', { name: new RegExp(`^${channel}`) })
    .locator('.badge.mentions')
    .waitFor();
  await phone.page.getByRole('link', { name: new RegExp(`^${channel}`) }).click();
  await phone.sees('@channel lunch?');
  await phone.page.locator('.message.mentions-me .mention.me').waitFor();
  await phone.page.locator('.composer').waitFor();
  assert.deepEqual(await accessibilityViolations(phone.page), []);
  await saveScreenshot(phone.page, 'everyone-phone');
});

test('@here reaches those who are online, and a word that is sent without notifying mentions nobody and looks like text', async () => {
  const { page } = desktop;
  await desktop.says('@here now?');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('1 other member is online and notified.').waitFor();
  await dialog.getByRole('button', { name: 'Send and notify' }).click();
  await desktop.sees('@here now?');
  await desktop.hasSentAll();
  assert.equal(await mentionsOf(cy), 1);
  await desktop.says('not @channel');
  await dialog.getByRole('button', { name: 'Send without notifying' }).click();
  await desktop.sees('not @channel');
  await desktop.hasSentAll();
  assert.equal(await desktop.message('not @channel').locator('.mention').count(), 0);
  assert.equal(await mentionsOf(cy), 1);
  assert.deepEqual([...desktop.errors, ...phone.errors], []);
});
