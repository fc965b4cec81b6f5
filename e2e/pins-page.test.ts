// Pinned and saved messages on the page: a desktop and a phone with two users, and a second device, in light and dark.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { accessibilityViolations, BrowserWindow, saveScreenshot } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const [ann, bob] = await signInUsers(parley, 'ann', 'bob');
for (const user of [ann, bob]) await user.sees('general');
const channel = await ann.createsChannel('bob');
for (const text of ['Room **4711**', 'Lunch at 12']) await bob.says(channel, text);
const desktop = await BrowserWindow.signedIn(browser, parley, 'ann');
const phone = await BrowserWindow.signedIn(browser, parley, 'bob', { width: 390, height: 844, dark: true });
after(async () => {
  for (const window of [desktop, phone]) await window[Symbol.asyncDispose]();
});
for (const window of [desktop, phone]) await window.goesTo(channel);

const kept = ({ page }: BrowserWindow) => page.locator('.kept-message');
const pinsButton = ({ page }: BrowserWindow) => page.locator('.pins-button');
const marks = (window: BrowserWindow, text: string) => window.message(text).locator('.message-marks');

/** Chooses an action of the menu of a message. */
async function chooses(window: BrowserWindow, text: string, action: string): Promise<void> {
  await window.message(text).hover();
  await window.message(text).locator('.message-actions > .more').click();
  await window.page.getByRole('button', { name: action, exact: true }).click();
}

test('a pin of one user is shown to the other one at once, with who has pinned it, and jumps to the message', async () => {
  await chooses(desktop, 'Room 4711', 'Pin to channel');
  await marks(desktop, 'Room 4711').getByText('Pinned by you').waitFor();
  await marks(phone, 'Room 4711').getByText('Pinned by ann').waitFor();
  await pinsButton(phone).click();
  await kept(phone).getByText('Room 4711', { exact: true }).waitFor();
  assert.deepEqual(await accessibilityViolations(phone.page), []);
  await saveScreenshot(phone.page, 'pins-phone');
  await bob.pins(channel, 2);
  await kept(phone).nth(1).waitFor();
  assert.match((await kept(phone).first().textContent()) ?? '', /Lunch at 12/, 'the newest pin first');
  await kept(phone).getByText('Jump to message').last().click();
  await phone.message('Room 4711').and(phone.page.locator(':focus')).waitFor();
});

test('a message that is deleted or unpinned disappears from the list that another user has open', async () => {
  const { page } = desktop;
  await pinsButton(desktop).click();
  await kept(desktop).nth(1).waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await saveScreenshot(page, 'pins-desktop');
  await bob.deletes(channel, 2);
  await kept(desktop).nth(1).waitFor({ state: 'detached' });
  await kept(desktop).getByRole('button', { name: 'Unpin' }).click();
  await page.getByText('No message is pinned here.').waitFor();
  await pinsButton(phone).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
});

test('a saved message is listed on another device of the user, and is removed on both', async () => {
  await using second = await BrowserWindow.signedIn(browser, parley, 'ann', { width: 320, height: 640, locale: 'ar' });
  await chooses(desktop, 'Room 4711', 'Save for later');
  await marks(desktop, 'Room 4711').getByText('Saved for later').waitFor();
  await second.page.goto(`${new URL(second.page.url()).origin}/#/saved`);
  await kept(second).getByText('Room 4711', { exact: true }).waitFor();
  assert.deepEqual(await accessibilityViolations(second.page), []);
  await saveScreenshot(second.page, 'saved-narrow');
  await desktop.page.keyboard.press('Control+Shift+S');
  await kept(desktop).getByText('Room 4711', { exact: true }).waitFor();
  await saveScreenshot(desktop.page, 'saved-desktop');
  await kept(second).getByRole('button').click();
  await kept(second).waitFor({ state: 'detached' });
  await kept(desktop).waitFor({ state: 'detached' });
});
