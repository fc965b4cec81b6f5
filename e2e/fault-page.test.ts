// The fault injection page: faults that are set in one window affect the chat in the other.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { accessibilityViolations, BrowserWindow, type WindowOptions } from '../harness/browser-window.ts';
import { sampled } from '../harness/exhaustive.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';

const { parley, browser } = await openBrowserSuite();

afterEach(async () => {
  await fetch(`${parley.addresses.breakTheNetwork}faults`, { method: 'DELETE' });
});

/** Opens the fault injection page in a window, and records its errors. */
async function openFaultPage({ width = 1280, height = 800, dark = false }: WindowOptions = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(parley.addresses.breakTheNetwork);
  await page.getByRole('status').getByText('No faults are set.').waitFor();
  return { page, errors, [Symbol.asyncDispose]: () => context.close() };
}

/** The newest message of the list. */
function newest(page: Page): Locator {
  const shown = page.getByRole('list').locator('.message:not([hidden])');
  return shown.filter({ hasText: /^POST \S+\/messages/ }).first();
}

test('with every response lost, the chat shows the message once', async () => {
  await using faultPage = await openFaultPage();
  await using ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  await using bob = await BrowserWindow.signedIn(browser, parley, 'bob');
  const { page } = faultPage;
  const api = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'HTTP API' }) });
  await api.getByLabel('Fault').selectOption('lose answer');
  await api.getByLabel('When').selectOption('every time');
  await page.getByText('1 fault active').waitFor();

  // Responses to read cursors are lost too; the message is the one with subscribers.
  await ann.says('did you get this?');
  await bob.sees('did you get this?');
  await ann.sees('did you get this?');
  await ann.page.getByText('Sent', { exact: true }).waitFor();

  const message = newest(page);
  await message.locator('.head').getByText('POST /channels/general/messages').waitFor();
  await message.getByText(/reached 2 subscriptions .* · \d+ faults?$/).waitFor();
  await message.getByText('✕ lose answer').first().waitFor();
  await message.getByText(/^Every step/).click();
  await message
    .getByText(/lose answer: The function runs to its end/)
    .first()
    .waitFor();

  await page.getByRole('button', { name: 'Clear all faults' }).click();
  await page.getByText('No faults are set.').waitFor();
  await bob.says('Every word.');
  await ann.sees('Every word.');
  await newest(page)
    .getByText(/reached 2 subscriptions · [\d.]+ ms$/)
    .waitFor();
  for (const window of [ann, bob]) assert.deepEqual(window.errors, []);
  assert.deepEqual(faultPage.errors, []);
});

test('while AppSync rejects the API key no event arrives; after the fault ends all arrive in order', async () => {
  await using faultPage = await openFaultPage();
  await using ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  const { page } = faultPage;
  await page.getByRole('button', { name: 'AppSync rejects the key' }).click();
  await page.getByText('1 fault active').waitFor();
  await ann.says('First.');
  await newest(page).locator('.hops').getByText('✕ error').waitFor();
  await ann.says('Second.');
  await page.getByRole('button', { name: 'Clear all faults' }).click();
  await newest(page)
    .getByText(/reached/)
    .waitFor();
  await ann.sees('Second.');
  assert.deepEqual((await ann.reads()).slice(-2), ['First.', 'Second.']);
});

test('with all faults at once, both windows show every message once and in one order', async (t) => {
  await using faultPage = await openFaultPage();
  await using ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  await using bob = await BrowserWindow.signedIn(browser, parley, 'bob');
  const { page } = faultPage;
  await page.getByLabel('Seed').fill('11');
  await page.getByRole('button', { name: 'Everything at once' }).click();
  await page.getByText('15 faults active').waitFor();
  const said = Array.from({ length: 12 }, (_, index) => `In spite of all, ${index + 1}.`);
  for (const text of said) await ann.says(text);
  for (const text of said) await ann.page.getByRole('log').getByText(text, { exact: true }).waitFor();
  // Messages that failed during the faults are sent again by their author afterwards.
  await ann.hasSentAll();
  await page.getByRole('button', { name: 'Clear all faults' }).click();
  await page.getByText('No faults are set.').waitFor();
  const retries = ann.page.getByRole('button', { name: 'Retry' });
  t.diagnostic(`${await retries.count()} messages were given up`);
  for (let left = await retries.count(); left > 0; left -= 1) {
    await retries.first().click();
    await retries.nth(left - 1).waitFor({ state: 'detached' });
  }
  await ann.hasSentAll();
  await bob.says('Whole again.');
  for (const window of [ann, bob]) {
    await window.sees('Whole again.');
    for (const text of said) await window.sees(text);
  }
  const [first, second] = await Promise.all([ann.reads(), bob.reads()]);
  assert.deepEqual(first, second);
});

test('the page works by keyboard alone, and announces the active faults to screen readers', async () => {
  await using faultPage = await openFaultPage();
  const { page } = faultPage;
  // The request that sets the seed is still pending when the rules are chosen.
  const chosen = Promise.withResolvers<void>();
  await page.route('**/faults', async (route) => {
    if (route.request().postData()?.includes('"rules":[]')) await chosen.promise;
    await route.continue();
  });
  await page.getByLabel('Seed').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('42');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'The pipe crashes' }).focus();
  await page.keyboard.press('Enter');
  chosen.resolve();
  await page.getByRole('status').getByText('1 fault active').waitFor();
  const { seed, rules } = (await (await fetch(`${parley.addresses.breakTheNetwork}faults`)).json()) as {
    seed: number;
    rules: { hop: string }[];
  };
  assert.deepEqual([seed, rules.map(({ hop }) => hop)], [42, ['pipe']]);
  await page.getByRole('button', { name: 'Clear all faults' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('status').getByText('No faults are set.').waitFor();
});

test("the page shows faults that a test sets, and the engine's error for an invalid one", async () => {
  await using faultPage = await openFaultPage();
  const { page } = faultPage;
  const rules = [{ hop: 'table', fault: 'error', error: 'ThrottlingException', every: 7 }];
  const put = await fetch(`${parley.addresses.breakTheNetwork}faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rules, seed: 1 }),
  });
  assert.equal(put.status, 200);
  const table = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Table' }) });
  await table.getByText(/^Triggered 0 times/).waitFor();
  assert.equal(await table.getByLabel(/^Answer/).inputValue(), 'ThrottlingException');
  assert.equal(await table.getByLabel('When').locator('option:checked').textContent(), 'set elsewhere');
  await page.getByLabel('Seed').fill('-1');
  await page.keyboard.press('Tab');
  await page.getByRole('alert').getByText('The seed is -1. Give a whole number').waitFor();
});

const LOOKS: WindowOptions[] = [
  { width: 1280 },
  { width: 390, dark: true },
  { width: 1280, dark: true },
  { width: 390 },
];

for (const look of LOOKS.slice(0, sampled(2, 4)))
  test(`the page violates no accessibility rule at ${look.width} pixels, ${look.dark ? 'dark' : 'light'}`, async () => {
    await using faultPage = await openFaultPage(look);
    await using ann = await BrowserWindow.signedIn(browser, parley, 'ann');
    const { page } = faultPage;
    await page.getByRole('button', { name: 'The pipe crashes' }).click();
    await ann.says('Whatever happens.');
    await newest(page)
      .getByText(/reached/)
      .waitFor();
    await newest(page)
      .getByText(/^Every step/)
      .click();
    assert.deepEqual(await accessibilityViolations(page), []);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(sideways <= 0, `the page is ${sideways} pixels too wide`);
  });
