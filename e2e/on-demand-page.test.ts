// Views on demand: what users see while the code of a dialog is downloaded, and when it cannot be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';

const { parley, browser } = await openBrowserSuite();

test('a dialog that cannot be downloaded offers another try and a reload, which keeps what was typed', async () => {
  const ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  const { page } = ann;
  await ann.composer.fill('half a sentence');
  const details = page.getByRole('button', { name: /edit profile$/ });
  await page.route('**/profile-dialog-*.js', (route) => route.abort());
  await details.press('Enter');
  const failure = page.getByRole('dialog', { name: 'Couldn’t load this' });
  await failure.getByRole('alert').waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await page.keyboard.press('Escape');
  await failure.waitFor({ state: 'detached' });
  assert.equal(await details.evaluate((button) => button === document.activeElement), true, 'focus is on the button');

  await details.press('Enter');
  await failure.getByRole('alert').waitFor();
  await failure.getByRole('button', { name: 'Reload page' }).click();
  await ann.connected();
  assert.equal(await ann.composer.inputValue(), 'half a sentence');

  await details.press('Enter');
  await failure.getByRole('alert').waitFor();
  await page.unroute('**/profile-dialog-*.js');
  await failure.getByRole('button', { name: 'Try again' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit profile' });
  await dialog.getByLabel('Display name').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await details.evaluate((button) => button === document.activeElement), true, 'focus is on the button');
  assert.deepEqual(ann.errors, []);
});
