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

test('what is typed while a dialog is downloaded is in its first field', async () => {
  const bob = await BrowserWindow.signedIn(browser, parley, 'bob');
  const { page } = bob;
  const { promise: typed, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/channel-search-*.js', async (route) => {
    await typed;
    await route.continue();
  });
  await page.getByRole('button', { name: 'New direct message' }).press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('da n');
  release();
  const search = page.getByLabel('To', { exact: true });
  await search.waitFor();
  await page.keyboard.type('a');
  assert.equal(await search.inputValue(), 'da na');
  assert.deepEqual(bob.errors, []);
});

test('with text of twice the size the message field and its buttons are within a phone', async () => {
  const cat = await BrowserWindow.signedIn(browser, parley, 'cat', { width: 390 });
  const { page } = cat;
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  const send = await page.getByRole('button', { name: 'Send' }).boundingBox();
  assert.ok(send && send.x + send.width <= 390, JSON.stringify(send));
  const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(scrollWidth <= 390, `${scrollWidth} pixels`);
  await page.context().close();
});
