// The cost of the outbox in a real browser: storage transactions and broadcasts for each message, with three tabs of one user.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

/** The accesses of one tab to its user's outbox. */
type Counts = { writes: number; strict: number; reads: number; broadcasts: number };

/** What `countAccesses` adds to a page. */
type Counted = { outboxCounts: Counts; storedItems: () => Promise<number> };

const { parley, browser } = await openBrowserSuite();

/** Runs in the page before its own script: counts the transactions and broadcasts of the outbox, without changing them. */
function countAccesses(): void {
  const PREFIX = 'parley.outbox.';
  const counts = { writes: 0, strict: 0, reads: 0, broadcasts: 0 };
  const { transaction } = IDBDatabase.prototype;
  let database: IDBDatabase | undefined;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...parameters) {
    const begun = transaction.apply(this, parameters);
    if (!this.name.startsWith(PREFIX)) return begun;
    database = this;
    if (begun.mode === 'readonly') counts.reads++;
    else counts.writes++;
    if (begun.durability === 'strict') counts.strict++;
    return begun;
  };
  const { postMessage } = BroadcastChannel.prototype;
  BroadcastChannel.prototype.postMessage = function (this: BroadcastChannel, message: unknown) {
    if (this.name.startsWith(PREFIX)) counts.broadcasts++;
    postMessage.call(this, message);
  };
  const storedItems = () =>
    new Promise<number>((resolve, reject) => {
      if (!database) return reject(new Error('The outbox has not been opened.'));
      const request = transaction.call(database, 'items', 'readonly').objectStore('items').count();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  Object.assign(globalThis, { outboxCounts: counts, storedItems });
}

const countsOf = (page: Page) => page.evaluate(() => ({ ...(globalThis as unknown as Counted).outboxCounts }));

/** Opens a channel in several tabs of one user. The first one sends. */
async function openTabs(channel: string, count: number): Promise<BrowserWindow[]> {
  const first = await BrowserWindow.signedIn(browser, parley, 'ann');
  await first.page.context().addInitScript(countAccesses);
  await first.reloads();
  const tabs = [first];
  while (tabs.length < count) tabs.push(await first.anotherTab(parley));
  for (const tab of tabs) await tab.goesTo(channel);
  await first.says('warm-up');
  await stored(tabs, 'warm-up');
  return tabs;
}

/** Waits until a message is in the log for every tab, and deleted from the outbox. */
async function stored(tabs: readonly BrowserWindow[], text: string): Promise<void> {
  for (const { page } of tabs) await page.locator('.message[data-seq]', { hasText: text }).waitFor();
  for (const { page } of tabs)
    await page.waitForFunction(async () => (await (globalThis as unknown as Counted).storedItems()) === 0, undefined, {
      polling: 50,
    });
}

/** What each tab does while something happens. */
async function during(tabs: readonly BrowserWindow[], happens: () => Promise<void>): Promise<Counts[]> {
  const before = await Promise.all(tabs.map(({ page }) => countsOf(page)));
  await happens();
  const after = await Promise.all(tabs.map(({ page }) => countsOf(page)));
  return after.map((counts, index) => difference(counts, before[index] as Counts));
}

function difference(after: Counts, before: Counts): Counts {
  const { writes, strict, reads, broadcasts } = before;
  return {
    writes: after.writes - writes,
    strict: after.strict - strict,
    reads: after.reads - reads,
    broadcasts: after.broadcasts - broadcasts,
  };
}

// The first tab sends. All tests share the tabs.
const host = await TestUser.signsIn(parley, 'host');
const tabs = await openTabs(await host.createsChannel('ann'), 3);

test('a message takes three transactions and three broadcasts, and the other tabs only read', async () => {
  const [first] = tabs as [BrowserWindow];
  // One after the other: what a message did too late for its own count is in the count of the next.
  const messages = ['alpha', 'beta', 'gamma', 'delta'];
  const [sending, ...reading] = await during(tabs, async () => {
    for (const text of messages) {
      await first.says(text);
      await stored(tabs, text);
    }
  });
  const expected = 3 * messages.length;
  assert.deepEqual(sending, { writes: expected, strict: expected, reads: 0, broadcasts: expected });
  for (const { reads, ...counts } of reading) {
    assert.deepEqual(counts, { writes: 0, strict: 0, broadcasts: 0 });
    assert.ok(reads <= 2 * messages.length, `${reads} reads`);
  }
});

test('ten messages that wait for the network take 21 transactions and 30 broadcasts', async () => {
  const [first] = tabs as [BrowserWindow];
  const { promise: typed, resolve: allTyped } = Promise.withResolvers<void>();
  await first.page.route('**/messages', async (route) => {
    await typed;
    await route.continue();
  });
  const [sending, ...reading] = await during(tabs, async () => {
    for (let index = 1; index <= 10; index++) await first.says(`message ${index}.`);
    await first.hasStoredAll();
    allTyped();
    await stored(tabs, 'message 10.');
  });
  // Ten are stored, one is claimed, and each deletion claims the next.
  assert.deepEqual(sending, { writes: 21, strict: 21, reads: 0, broadcasts: 30 });
  for (const { reads, ...counts } of reading) {
    assert.deepEqual(counts, { writes: 0, strict: 0, broadcasts: 0 });
    assert.ok(reads <= 20, `${reads} reads`);
  }
});

test('a message that is typed in another tab takes one transaction there and two in the tab that sends', async () => {
  const [, second] = tabs as [BrowserWindow, BrowserWindow];
  const counts = await during(tabs, async () => {
    for (const text of ['epsilon', 'zeta', 'eta.']) {
      await second.says(text);
      await stored(tabs, text);
    }
  });
  assert.deepEqual(
    counts.map(({ strict, broadcasts }) => ({ strict, broadcasts })),
    [
      { strict: 6, broadcasts: 6 },
      { strict: 3, broadcasts: 3 },
      { strict: 0, broadcasts: 0 },
    ],
  );
});
