// The search on the page: by keyboard on a desktop, where the results stay beside the messages, and on a phone in Arabic.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { accessibilityViolations, BrowserWindow, saveScreenshot } from '../harness/browser-window.ts';
import { fillChannel } from '../harness/dynamodb-tables.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const [ann, bob] = await signInUsers(parley, 'ann', 'bob');
for (const user of [ann, bob]) await user.sees('general');
const channel = await ann.createsChannel('bob');
await fillChannel(parley, channel, 400, ann.userId, {
  textOf: (seq) => (seq === 30 ? 'The *needle* in the haystack of Herr Müller' : `hay ${seq}`),
});
await bob.says('general', 'another needle, see https://example.com <b>bold</b>');
const desktop = await BrowserWindow.signedIn(browser, parley, 'ann');
const look = { width: 390, height: 844, dark: true, locale: 'ar' };
const phone = await BrowserWindow.signedIn(browser, parley, 'bob', look);
after(async () => {
  for (const window of [desktop, phone]) await window[Symbol.asyncDispose]();
});

test('a search begins while it is typed, highlights what matches, and its results open by keyboard in their surroundings', async () => {
  const { page } = desktop;
  await page.keyboard.press('Control+Shift+F');
  await page.locator('#search-field:focus').waitFor();
  await page.keyboard.type('need');
  await page.getByRole('status').getByText('2 results').waitFor();
  const marks = page.locator('.search-result mark');
  assert.deepEqual(await marks.allTextContents(), ['needle', 'needle']);
  assert.equal(await page.locator('.search-snippet b').count(), 0);
  assert.deepEqual(await accessibilityViolations(page), []);
  await saveScreenshot(page, 'search');
  await page.keyboard.type('le haystack');
  await page.getByRole('status').getByText('1 result', { exact: true }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.locator('.search-result:focus').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `#${channel}`, level: 1 }).waitFor();
  await desktop.sees('The needle in the haystack');
  await desktop.message('hay 31').waitFor();
  await page.locator('.search-result').waitFor();
  await saveScreenshot(page, 'search-opened');
});

test('filters are suggested, and a result disappears with its message', async () => {
  const { page } = desktop;
  const field = page.locator('#search-field');
  await field.fill('needle ');
  await page.getByRole('button', { name: 'From…' }).click();
  await page.keyboard.type('bo');
  await page.getByRole('option', { name: /@bob/ }).waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await field.inputValue(), 'needle from:bob ');
  await page.getByRole('status').getByText('1 result', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Has a link' }).click();
  await page.getByRole('button', { name: 'In…' }).click();
  await page.keyboard.type('gene');
  await page.getByRole('option', { name: 'general', selected: true }).waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await saveScreenshot(page, 'search-filters');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('1 result', { exact: true }).waitFor();
  const { seq } = (await bob.reads('general')).body.entries.at(-1) ?? { seq: 0 };
  await bob.deletes('general', seq);
  await page.getByRole('button', { name: 'Best match' }).click();
  await page.getByText('No messages found.').waitFor();
  await field.fill('before:someday ');
  await page.getByRole('alert').getByText('Write a day after').waitFor();
});

test('Escape closes the search, which the back button and the address open again', async () => {
  const { page } = desktop;
  await page.locator('#search-field').fill('haystack');
  await page.locator('.search-result').waitFor();
  await page.reload();
  await page.locator('.search-result').waitFor();
  assert.equal(await page.locator('#search-field').inputValue(), 'haystack');
  await page.keyboard.press('Escape');
  await page.locator('.search').waitFor({ state: 'detached' });
  assert.deepEqual(desktop.errors, []);
});

test('on a phone the results are a page of their own, to which the back button returns from a message', async () => {
  const { page } = phone;
  await page.locator('.channel-header #search-button').click();
  await page.locator('#search-field').fill('haystack muller');
  await page.locator('.search-result').waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await saveScreenshot(page, 'search-phone');
  await page.locator('.search-result').click();
  await page.getByRole('heading', { name: `#${channel}`, level: 1 }).waitFor();
  await phone.sees('The needle in the haystack');
  await saveScreenshot(page, 'search-phone-opened');
  await page.goBack();
  await page.locator('.search-result').waitFor();
  await page.locator('#search-field').fill('');
  await page.locator('.search-option').getByText('haystack muller').waitFor();
  await saveScreenshot(page, 'search-phone-start');
  assert.deepEqual(phone.errors, []);
});
