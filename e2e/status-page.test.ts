// Statuses on the page: chosen in the profile, shown beside names, in the list of conversations and on the profile card.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { accessibilityViolations, BrowserWindow, saveScreenshot } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const bob = await TestUser.signsIn(parley, 'bob');
await bob.says('general', 'Hello from Bob');
const ann = await BrowserWindow.signedIn(browser, parley, 'ann');
after(() => ann[Symbol.asyncDispose]());

const editProfile = () => ann.page.getByRole('button', { name: /edit profile/i }).click();
const field = (name: string) => ann.page.getByRole('textbox', { name, exact: true });
const save = () => ann.page.getByRole('button', { name: 'Save', exact: true }).click();

test('a status is chosen in the profile, shown beside the name at once, and cleared', async () => {
  await ann.says('Hello from Ann');
  await ann.sees('Hello from Ann');
  await editProfile();
  await field('Emoji of your status').fill('🌴');
  await field('What you are doing').fill('On holiday');
  await ann.page.getByLabel('Clear after').selectOption({ label: '4 hours' });
  assert.deepEqual(await accessibilityViolations(ann.page), []);
  await save();
  const status = ann.message('Hello from Ann').getByTitle('On holiday');
  await status.waitFor();
  await editProfile();
  await ann.page.getByRole('option', { name: /^until / }).waitFor({ state: 'attached' });
  await ann.page.getByRole('button', { name: 'Clear status' }).click();
  await save();
  await status.waitFor({ state: 'detached' });
});

test("another user's status is on the profile card and in the list of conversations, on a narrow screen too", async () => {
  const status = { text: 'In a <b>meeting</b>', emoji: '📅', until: new Date(Date.now() + 3_600_000).toISOString() };
  assert.equal((await bob.requests('PATCH', '/users/me', { status })).status, 200);
  await using phone = await BrowserWindow.signedIn(browser, parley, 'ann', { width: 390, height: 844, dark: true });
  await phone.message('Hello from Bob').getByTitle('In a <b>meeting</b>').waitFor();
  await phone.message('Hello from Bob').getByRole('button', { name: 'bob' }).first().click();
  await phone.page.getByText(/^📅 In a <b>meeting<\/b> until /).waitFor();
  assert.deepEqual(await accessibilityViolations(phone.page), []);
  await saveScreenshot(phone.page, 'status');
  await phone.page.getByRole('button', { name: 'Message', exact: true }).click();
  await phone.page.getByRole('heading', { name: 'bob', level: 1 }).waitFor();
  await phone.page.getByRole('button', { name: /^Channels/ }).click();
  await phone.page.getByRole('link', { name: /^bob/ }).getByTitle('In a <b>meeting</b>').waitFor();
  assert.deepEqual([...ann.errors, ...phone.errors], []);
});

test('a status that has expired is not shown', async () => {
  const until = new Date(Date.now() - 1_000).toISOString();
  await bob.requests('PATCH', '/users/me', { status: { text: 'Lunch', until } });
  await using fresh = await BrowserWindow.signedIn(browser, parley, 'cy');
  await fresh.sees('Hello from Bob');
  await fresh.message('Hello from Bob').getByRole('button', { name: 'bob' }).first().click();
  await fresh.page.getByRole('dialog', { name: 'bob' }).waitFor();
  assert.equal(await fresh.page.getByText('Lunch').count(), 0);
});
