// The sign-out of all devices from the settings: by keyboard, with a confirmation, and what the other devices show.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';

const { parley, browser } = await openBrowserSuite();

test('a user signs out of all devices from the settings, and each of them is signed out at once', async () => {
  await using desktop = await BrowserWindow.signedIn(browser, parley, 'ann');
  await using phone = await BrowserWindow.signedIn(browser, parley, 'ann', { width: 390, height: 844, dark: true });
  await using other = await BrowserWindow.signedIn(browser, parley, 'bob');
  await phone.page.getByRole('button', { name: /^Channels/ }).click();
  await phone.page.getByRole('link', { name: 'Settings' }).click();
  const ask = phone.page.getByRole('button', { name: 'Sign out of all devices…' });
  const confirmation = phone.page.getByRole('alertdialog', { name: 'Sign out of all devices' });
  await ask.press('Enter');
  await confirmation.waitFor();
  assert.deepEqual(await accessibilityViolations(phone.page), []);
  await phone.page.keyboard.press('Enter');
  await confirmation.waitFor({ state: 'detached' });
  assert.ok(await ask.evaluate((button) => button === document.activeElement), 'cancelling returns the focus');
  await ask.press('Enter');
  await confirmation.getByRole('button', { name: 'Sign out of all devices' }).click();
  for (const window of [phone, desktop])
    await window.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await desktop.page.getByText('Your session has expired.').waitFor();
  await other.connected();
  assert.deepEqual([...desktop.errors, ...phone.errors], []);
});
