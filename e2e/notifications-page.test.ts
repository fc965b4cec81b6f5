// Notifications of the page in Chromium: which tab shows which message, the settings, the icon, and pushes to the service worker.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Channel, newId } from '@parley/chat';
import type { Locator, Page } from 'playwright-core';
import { accessibilityViolations, BrowserWindow, launchBrowser } from '../harness/browser-window.ts';
import { PushService } from '../harness/push-service.ts';
import { openLaptopSuite } from '../harness/test-suite.ts';
import { until } from '../harness/until.ts';

const [service, browser] = await Promise.all([PushService.open(), launchBrowser()]);
after(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const local = { LOCAL_PUSH_ORIGIN: service.origin };
const { laptop, users } = await openLaptopSuite(['ann', 'bob'], {}, local);
const [ann, bob] = users;
for (const user of users) await user.syncs({});
const { name: direct } = (await bob.requests<Channel>('POST', '/channels', { kind: 'direct', userIds: [ann.userId] }))
  .body;
const room = await bob.createsChannel('ann');

type Recorded = { title: string; body?: string };
type RecordingWindow = { shown: Recorded[]; tones: number; last: { onclick?: () => void } };

/** Records what the page shows and plays, in place of the system's notifications and sound, of which headless Chromium has none. */
async function record({ page }: BrowserWindow, permission = 'granted'): Promise<void> {
  await page.evaluate((permission) => {
    const recording = globalThis as unknown as RecordingWindow;
    recording.shown = [];
    recording.tones = 0;
    class Recorder {
      static permission = permission;
      static requestPermission = async () => {
        Recorder.permission = 'granted';
        return 'granted';
      };
      close() {}
      constructor(title: string, { body }: { body: string }) {
        recording.shown.push({ title, body });
        recording.last = this as never;
      }
    }
    class Tone extends OscillatorNode {
      override start(when?: number) {
        recording.tones += 1;
        super.start(when);
      }
    }
    Object.assign(globalThis, { Notification: Recorder, OscillatorNode: Tone });
  }, permission);
}

const shown = ({ page }: BrowserWindow) => page.evaluate(() => (globalThis as unknown as RecordingWindow).shown);
const tones = ({ page }: BrowserWindow) => page.evaluate(() => (globalThis as unknown as RecordingWindow).tones);
const icon = (page: Page) => page.locator('link[rel=icon]').getAttribute('href');

/** Chooses a value, which the page shows when the server has stored it. */
async function choose(radio: Locator): Promise<void> {
  await radio.click();
  await radio.and(radio.page().locator(':checked')).waitFor();
}

test('one tab notifies of a message, not of the channel that is open, and a click opens the right one', async () => {
  await using first = await BrowserWindow.signedIn(browser, laptop, 'ann');
  await record(first);
  const second = await first.anotherTab(laptop);
  await record(second);
  await first.page.bringToFront();
  const all = async () => [...(await shown(first)), ...(await shown(second))];
  await bob.says('general', 'hello @ann, you are looking at it');
  await bob.says(direct, 'Lunch?');
  await bob.says(room, 'nothing for a single user');
  await bob.says(room, 'hello @ann');
  await until('two notifications are shown', async () => (await all()).length >= 2);
  assert.deepEqual(await all(), [
    { title: 'bob', body: 'Lunch?' },
    { title: `bob in #${room}`, body: 'hello @ann' },
  ]);
  assert.equal((await tones(first)) + (await tones(second)), 4);
  await until('the icon has a badge', async () => (await icon(first.page)) === 'icon-unread.svg');
  await first.page.evaluate(() => (globalThis as unknown as RecordingWindow).last.onclick?.());
  await first.page.getByRole('heading', { name: `#${room}`, level: 1 }).waitFor();
  await first.sees('hello @ann');
  await first.page.getByRole('link', { name: 'bob' }).first().click();
  await first.sees('Lunch?');
  await until('the badge is gone', async () => (await icon(first.page)) === 'icon.svg');
  assert.deepEqual(first.errors, []);
});

test('a reply in a followed thread notifies once, not while the thread is open, and a click opens it', async () => {
  const { seq: thread } = (await ann.says(room, 'Who brings the cake?')).body;
  await bob.replies(room, { thread }, 'I do');
  await using window = await BrowserWindow.signedIn(browser, laptop, 'ann');
  await window.page.locator('.threads-link .badge').waitFor();
  await record(window);
  await bob.replies(room, { thread }, 'With cherries');
  await until('a notification is shown', async () => (await shown(window)).length > 0);
  await window.page.evaluate(() => (globalThis as unknown as RecordingWindow).last.onclick?.());
  await window.page.locator('.side-panel').getByText('With cherries').waitFor();
  await bob.replies(room, { thread }, 'Or plums');
  await window.page.locator('.side-panel').getByText('Or plums').waitFor();
  await bob.says(direct, 'Coffee?');
  await until('another notification is shown', async () => (await shown(window)).length > 1);
  assert.deepEqual(await shown(window), [
    { title: `bob replied in #${room}`, body: 'With cherries' },
    { title: 'bob', body: 'Coffee?' },
  ]);
  assert.deepEqual(window.errors, []);
});

test('a level is chosen in the details of a channel, and is the same on another device', async () => {
  await using window = await BrowserWindow.signedIn(browser, laptop, 'ann');
  await record(window);
  await window.goesTo(room);
  await window.page.getByRole('button', { name: 'Channel details' }).click();
  await choose(window.page.getByRole('radio', { name: 'All messages' }));
  await window.page.keyboard.press('Escape');
  await window.goesTo('general');
  await bob.says(room, 'for all');
  await until('the message is shown', async () => (await shown(window)).some(({ body }) => body === 'for all'));
  await using phone = await BrowserWindow.signedIn(browser, laptop, 'ann', { width: 390, height: 844, dark: true });
  await phone.goesTo(room);
  await phone.page.getByRole('button', { name: 'Channel details' }).click();
  await phone.page.getByRole('radio', { name: 'All messages' }).and(phone.page.locator(':checked')).waitFor();
  await choose(phone.page.getByRole('radio', { name: 'Mentions' }));
  assert.deepEqual(await accessibilityViolations(phone.page), []);
});

test('the settings say what the browser permits, pause notifications, and keep the text out of them', async () => {
  await using window = await BrowserWindow.signedIn(browser, laptop, 'ann');
  await record(window, 'denied');
  const { page } = window;
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('This browser blocks notifications').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Turn on notifications' }).count(), 0);
  assert.deepEqual(await accessibilityViolations(page), []);
  await page.getByRole('button', { name: 'Pause for 1 hour' }).click();
  await page.getByText('Notifications are paused until').waitFor();
  await page.getByRole('button', { name: 'Resume notifications' }).click();
  await page.getByText('Notifications are on.').waitFor();
  await page.getByRole('checkbox', { name: 'No notifications every day' }).click();
  await page.getByLabel('From').waitFor();
  await page.getByRole('checkbox', { name: 'No notifications every day' }).click();
  await page.getByLabel('From').waitFor({ state: 'detached' });
  await page.getByRole('checkbox', { name: 'Show the text' }).click();
  await until('the text is kept out', async () => {
    const { preferences } = (await ann.syncs({})).body;
    return preferences?.notifications?.showText === false;
  });
  await record(window);
  await bob.says(direct, 'the secret plan');
  await until('a notification is shown', async () => (await shown(window)).length > 0);
  assert.deepEqual(await shown(window), [{ title: 'bob', body: 'New message' }]);
  await page.getByRole('checkbox', { name: 'Show the text' }).click();
  await until(
    'the text is shown',
    async () => (await ann.syncs({})).body.preferences?.notifications?.showText === true,
  );
});

test('a browser is registered by a click, receives a push while the page is closed, and is forgotten by signing out', async () => {
  const subscriber = service.subscribe();
  const context = await browser.newContext({ serviceWorkers: 'allow', permissions: ['notifications'] });
  // Headless Chromium has no push service, and tells pages that notifications are denied.
  await context.addInitScript((json) => {
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
    const subscription = { endpoint: json.endpoint, toJSON: () => json, unsubscribe: async () => true };
    PushManager.prototype.subscribe = async () => subscription as never;
    PushManager.prototype.getSubscription = async () => subscription as never;
  }, subscriber.json);
  const page = await context.newPage();
  const window = await BrowserWindow.at(page).anotherUser(laptop, 'ann', page);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Notify me while Parley is closed' }).click();
  await page.getByText('It also shows them while Parley is closed.').waitFor();
  const before = subscriber.received.length;
  await page.goto('about:blank');
  await bob.says(direct, 'while the page is closed', newId());
  await laptop.advanceUntil('the push has arrived', () => subscriber.received.length > before);
  assert.equal(subscriber.texts.at(-1), 'while the page is closed');
  const [worker] = context.serviceWorkers();
  assert.deepEqual(await worker?.evaluate(shownForPush, subscriber.received.at(-1)?.message ?? {}), {
    title: 'bob',
    body: 'while the page is closed',
  });
  const again = await window.anotherTab(laptop);
  await again.page.getByRole('button', { name: 'Sign out' }).click();
  await again.page.getByRole('button', { name: 'Sign in' }).waitFor();
  const count = subscriber.requests;
  await bob.says(direct, 'after signing out');
  await laptop.advanceUntil('no message waits', () => laptop.services.eventSources.waiting === 0);
  assert.equal(subscriber.requests, count);
  await context.close();
});

/** What the service worker shows for a push. Headless Chromium shows no notifications, so its call is recorded. */
function shownForPush(message: object): Promise<object> {
  return new Promise((resolve) => {
    const scope = globalThis as unknown as {
      registration: object;
      PushEvent: new (type: string, options: { data: string }) => Event;
    };
    Object.assign(scope.registration, {
      showNotification: async (title: string, { body }: { body: string }) => resolve({ title, body }),
    });
    dispatchEvent(new scope.PushEvent('push', { data: JSON.stringify(message) }));
  });
}
