// The installed page: it starts without a network, with what the browser keeps, and offers its updates.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { until } from '../harness/until.ts';

const { parley, browser } = await openBrowserSuite();

test('the page can be installed: Chromium finds nothing missing', async () => {
  const context = await browser.newContext({ serviceWorkers: 'allow' });
  const page = await context.newPage();
  await page.goto(parley.addresses.page);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const session = await context.newCDPSession(page);
  const { errors, url } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  assert.match(url, /manifest\.json$/);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Playwright's contexts are those of a private window.
  assert.deepEqual(
    installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'),
    [],
  );
  await context.close();
});

test('a reload without a network shows the page, and not the error of the browser', async () => {
  const context = await browser.newContext({ serviceWorkers: 'allow' });
  const page = await context.newPage();
  const window = BrowserWindow.at(page);
  await page.goto(parley.addresses.page);
  const signIn = page.getByRole('button', { name: 'Sign in' });
  await signIn.waitFor();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await context.setOffline(true);
  await page.reload();
  await signIn.waitFor();
  assert.deepEqual(window.errors, []);
  await context.close();
});

for (const width of [1280, 390])
  test(`without a network the chat starts with what this device has, at ${width} pixels`, async () => {
    const ann = await BrowserWindow.signedIn(browser, parley, 'ann', { width, serviceWorkers: 'allow' });
    const { page } = ann;
    const context = page.context();
    const text = `kept at ${width}`;
    await opens(page, 'random');
    await ann.says(text);
    await ann.sees(text);
    await ann.hasSentAll();
    await ann.composer.fill('half a sentence');
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await until('this browser keeps the message', () => page.evaluate(isKept, text));

    await context.setOffline(true);
    await page.reload();
    await ann.sees(text);
    await page.getByText(/^You see what this device saved/).waitFor();
    await page
      .locator('.status-text')
      .getByText(/^You’re offline/)
      .waitFor();
    assert.equal(await ann.composer.inputValue(), 'half a sentence');
    assert.deepEqual(await accessibilityViolations(page), []);
    // What is sent now waits, also in a channel of which nothing is kept.
    await ann.says(`written offline at ${width}`);
    await ann.sees(`written offline at ${width}`);
    await opens(page, 'tech');
    await page.getByText(/^The messages of this channel aren’t on this device/).waitFor();

    await context.setOffline(false);
    await ann.connected();
    await page.getByText(/^You see what this device saved/).waitFor({ state: 'detached' });
    await opens(page, 'random');
    await ann.hasSentAll();
    await ann.sees(`written offline at ${width}`);

    // Nothing is left for the next user of the browser.
    if (width === 390) await page.getByRole('button', { name: /^Channels/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.deepEqual(await page.evaluate(keptLists), [0, 0, 0]);
    assert.deepEqual(ann.errors, []);
    await context.close();
  });

test('a new version of the page is offered, and what was typed is there after the update', async () => {
  const ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  const { page } = ann;
  await ann.composer.fill('half a sentence');
  await page.route(parley.addresses.page, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(/main-[A-Z0-9]+/, 'main-NEWBUILD') });
  });
  // A page that was hidden for an hour.
  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + 3_600_000;
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const notice = page.locator('.page-notice').filter({ hasText: 'A new version of Parley is available.' });
  await notice.waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await page.unroute(parley.addresses.page);
  await notice.getByRole('button', { name: 'Update' }).click();
  await notice.waitFor({ state: 'detached' });
  await ann.connected();
  assert.equal(await ann.composer.inputValue(), 'half a sentence');
});

async function opens(page: Page, channel: string): Promise<void> {
  await page.evaluate((name) => location.assign(`#${name}`), channel);
  await page.getByRole('heading', { name: `#${channel}`, level: 1 }).waitFor();
}

// Whether IndexedDB has the message, and the list of channels. These functions run in the page.
async function isKept(text: string): Promise<boolean> {
  const { name = '' } = (await indexedDB.databases()).find((one) => one.name?.startsWith('parley.offline.')) ?? {};
  if (name === '') return false;
  const database = await new Promise<IDBDatabase>((resolve) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => resolve(opening.result);
  });
  const all = (store: string) =>
    new Promise<unknown[]>((resolve) => {
      const reading = database.transaction(store).objectStore(store).getAll();
      reading.onsuccess = () => resolve(reading.result);
    });
  const [lists, timelines] = [await all('lists'), await all('timelines')];
  database.close();
  return lists.length === 1 && JSON.stringify(timelines).includes(text);
}

async function keptLists(): Promise<number[]> {
  const counts: number[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    if (!name.startsWith('parley.offline.')) continue;
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
    });
    for (const store of ['lists', 'timelines', 'profiles'])
      counts.push(
        await new Promise<number>((resolve) => {
          const counting = database.transaction(store).objectStore(store).count();
          counting.onsuccess = () => resolve(counting.result);
        }),
      );
    database.close();
  }
  return counts;
}
