// The outbox: typed messages arrive once and in order despite lost networks, closed tabs, lost responses and suspended laptops.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route } from 'playwright-core';
import { BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const host = await TestUser.signsIn(parley, 'host');

/** A channel for each test. */
const channels: string[] = [];
while (channels.length < 9) channels.push(await host.createsChannel('ann', 'bob', 'mallory'));
/** The windows of the tests. Ann's is her open tab: tests that close it leave her another one. */
let ann = await BrowserWindow.signedIn(browser, parley, 'ann');
const bob = await BrowserWindow.signedIn(browser, parley, 'bob');

/** Moves windows to a channel in which nothing has happened. */
async function moveToNewChannel(...windows: readonly BrowserWindow[]): Promise<string> {
  const channel = channels.pop() ?? '';
  await Promise.all(windows.map((window) => window.goesTo(channel)));
  return channel;
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `message ${from + index}.`);

/** The author and text of each message in the log. */
async function logOf(channel: string): Promise<string[]> {
  const entries = await host.readsAll(channel);
  return entries.map((entry) => (entry.kind === 'message' ? entry.message : entry.kind));
}

/** Intercepts the messages that a window posts; returns a function that stops it. */
async function interceptPosts(
  window: BrowserWindow,
  handle: (route: Route) => Promise<void>,
): Promise<() => Promise<void>> {
  const { page } = window;
  const onPost = (route: Route) => (route.request().method() === 'POST' ? handle(route) : route.continue());
  await page.route('**/messages', onPost);
  return () => page.unroute('**/messages', onPost);
}

test('ten messages typed offline are sent once and in order after a reload', async () => {
  const channel = await moveToNewChannel(ann, bob);
  await ann.page.context().setOffline(true);
  const said = numbered(1, 10);
  for (const text of said) await ann.says(text);
  await ann.page.getByText('Waiting to send').nth(9).waitFor();
  await ann.hasStoredAll();
  // The network is back, but posting still fails.
  const stop = await interceptPosts(ann, (route) => route.abort());
  await ann.page.context().setOffline(false);
  await ann.page.reload();
  await ann.page.getByText('Waiting to send').nth(9).waitFor();
  assert.deepEqual(await logOf(channel), []);
  await stop();
  for (const window of [ann, bob]) {
    await window.sees('message 10.');
    await window.hasSentAll();
    assert.deepEqual(await window.reads(), said);
    assert.deepEqual(window.errors, []);
  }
  assert.deepEqual(await logOf(channel), said);
});

test('a message whose response is lost when the browser goes offline is stored once', async () => {
  const channel = await moveToNewChannel(ann);
  const stop = await interceptPosts(ann, async (route) => {
    await route.fetch();
    await ann.page.context().setOffline(true);
    await route.abort();
  });
  await ann.says('boarding now');
  await ann.page.getByText('You’re offline').first().waitFor();
  await ann.says('in the air');
  await stop();
  await ann.page.context().setOffline(false);
  await ann.hasSentAll();
  assert.deepEqual(await ann.reads(), ['boarding now', 'in the air']);
  assert.deepEqual(await logOf(channel), ['boarding now', 'in the air']);
});

test('a rejected message can be edited and sent again, and does not block the next', async () => {
  await moveToNewChannel(ann);
  const stop = await interceptPosts(ann, (route) =>
    route.fulfill({ status: 400, json: { code: 'bad-message', message: 'The server does not like it.' } }),
  );
  await ann.says('with a mistke');
  await ann.page.getByText('Couldn’t send. The server does not like it.').waitFor();
  await stop();
  await ann.says('the next one');
  await ann.sees('the next one');
  await ann.hasSentAll();
  await ann.page.getByRole('button', { name: 'Edit', exact: true }).click();
  await ann.page.getByText('Couldn’t send.').waitFor({ state: 'detached' });
  await ann.page.waitForFunction(() => document.querySelector('textarea')?.value === 'with a mistke');
  await ann.says('without a mistake');
  await ann.sees('without a mistake');
  await ann.hasSentAll();
  assert.deepEqual(await ann.reads(), ['the next one', 'without a mistake']);
});

test('signing out warns about unsent messages, and the user can stay until they are sent', async () => {
  const channel = await moveToNewChannel(ann);
  await ann.page.context().setOffline(true);
  await ann.says('not yet');
  await ann.page.getByText('Waiting to send').waitFor();
  await ann.page.getByRole('button', { name: 'Sign out' }).click();
  const notice = ann.page.getByRole('alertdialog');
  await notice.getByText('1 unsent message').waitFor();
  await notice.getByRole('button', { name: 'Cancel' }).click();
  assert.equal(await notice.count(), 0);
  await ann.page.context().setOffline(false);
  await ann.hasSentAll();
  assert.deepEqual(await logOf(channel), ['not yet']);
});

test('a channel that was read on one device is not unread on the other, and a mention is highlighted', async () => {
  const channel = channels.pop() ?? '';
  await using laptop = await BrowserWindow.signedIn(browser, parley, 'ann');
  await using phone = await BrowserWindow.signedIn(browser, parley, 'ann');
  const badges = (window: BrowserWindow) => window.page.getByRole('link', { name: channel }).locator('.badge');
  await host.says(channel, 'good morning');
  await host.says(channel, 'where is @Ann?');
  for (const window of [laptop, phone]) {
    await badges(window).filter({ hasText: '@1' }).waitFor();
    await badges(window).filter({ hasText: '2 unread' }).waitFor();
    assert.match(await window.page.title(), /^\(\d+\) /);
  }
  await laptop.goesTo(channel);
  for (const window of [laptop, phone]) await badges(window).first().waitFor({ state: 'detached' });
  await phone.reloads();
  assert.equal(await badges(phone).count(), 0);
});

test('two tabs of one user post at once and one is closed: no message is lost or sent twice', async () => {
  const channel = await moveToNewChannel(ann);
  const first = ann;
  const second = await first.anotherTab(parley);
  await second.goesTo(channel);
  ann = second;
  // The first tab sends for both; its requests hang, and then it is closed.
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  await interceptPosts(first, async () => begin());
  const texts = numbered(1, 6);
  for (const [index, text] of texts.entries()) await (index % 2 === 0 ? first : second).says(text);
  await begun;
  await second.page.getByText('Sending…').waitFor();
  await second.page.getByText('Waiting to send').nth(4).waitFor();
  await first.page.close();
  await second.hasSentAll();
  assert.deepEqual(await second.reads(), await logOf(channel));
  const log = await logOf(channel);
  assert.deepEqual([...log].sort(), texts);
  for (const tab of [0, 1])
    assert.deepEqual(
      log.filter((text) => texts.indexOf(text) % 2 === tab),
      texts.filter((_, index) => index % 2 === tab),
    );
});

test('messages that were unsent when the tab was closed are sent at the next visit', async () => {
  const channel = await moveToNewChannel(ann);
  await ann.page.context().setOffline(true);
  for (const text of numbered(1, 3)) await ann.says(text);
  await ann.composer.fill('half a sentence');
  await ann.page.getByText('Waiting to send').nth(2).waitFor();
  await ann.hasStoredAll();
  const next = await ann.page.context().newPage();
  await ann.page.close();
  await next.context().setOffline(false);
  ann = await ann.anotherTab(parley, next);
  await ann.goesTo(channel);
  assert.equal(await ann.composer.inputValue(), 'half a sentence');
  await ann.composer.fill('');
  await ann.hasSentAll();
  assert.deepEqual(await ann.reads(), numbered(1, 3));
  assert.deepEqual(await logOf(channel), numbered(1, 3));
});

test('another user in the same browser neither sees nor sends them', async () => {
  const channel = await moveToNewChannel(ann);
  await ann.page.context().setOffline(true);
  await ann.says('from ann alone');
  await ann.page.getByText('Waiting to send').waitFor();
  await ann.hasStoredAll();
  const next = await ann.page.context().newPage();
  await ann.page.close();
  await next.context().setOffline(false);
  const mallory = await ann.anotherUser(parley, 'mallory', next);
  await mallory.goesTo(channel);
  await mallory.says('from mallory');
  await mallory.sees('from mallory');
  await mallory.hasSentAll();
  assert.deepEqual(await mallory.reads(), ['from mallory']);
  assert.deepEqual(await logOf(channel), ['from mallory']);
});

test('after hours of sleep the page has all messages and sends what was typed before', async () => {
  const channel = await moveToNewChannel(bob);
  await bob.page.clock.install();
  await bob.reloads();
  await bob.page.context().setOffline(true);
  await bob.says('good night');
  const said = numbered(1, 30);
  for (const text of said) assert.equal((await host.says(channel, text)).status, 201);
  await bob.page.clock.fastForward('07:00:00');
  await bob.page.context().setOffline(false);
  await bob.page.clock.resume();
  await bob.sees('message 30.');
  await bob.hasSentAll();
  await bob.connected();
  assert.deepEqual(await bob.reads(), [...said, 'good night']);
});
