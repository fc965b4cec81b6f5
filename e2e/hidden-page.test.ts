// A page that is hidden for long disconnects, and has everything when it is visible again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';
import { until } from '../harness/until.ts';
import { HIDDEN_CONNECTED_MS } from '../packages/web/state/hidden-page.ts';

const { parley, browser } = await openBrowserSuite();
const host = await TestUser.signsIn(parley, 'host');

/** A window of Ann's browser whose clock the test advances, and the number of its open WebSockets. */
async function openTab(channel: string, first?: BrowserWindow) {
  const window = first ? await first.anotherTab(parley) : await BrowserWindow.signedIn(browser, parley, 'ann');
  const { page } = window;
  const sockets = new Set<object>();
  page.on('websocket', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await page.clock.install();
  await window.reloads();
  await window.goesTo(channel);
  const show = (state: 'visible' | 'hidden') =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  return { window, sockets, show };
}

test('a tab that is hidden for long disconnects, misses nothing, and the visible tab stays connected', async () => {
  const channel = await host.createsChannel('ann');
  const other = await host.createsChannel('ann');
  const hidden = await openTab(channel);
  await using visible = (await openTab(channel, hidden.window)).window;
  await host.says(channel, 'before');
  await hidden.window.sees('before');
  await hidden.show('hidden');
  await hidden.window.page.clock.fastForward(HIDDEN_CONNECTED_MS - 1_000);
  assert.ok(hidden.sockets.size > 0, 'it is connected for a while');
  await hidden.window.page.clock.fastForward(1_000);
  await until('the hidden tab has disconnected', () => hidden.sockets.size === 0);
  const said = Array.from({ length: 20 }, (_, index) => `meanwhile ${index}.`);
  for (const text of said) await host.says(channel, text);
  await host.edits(channel, 1, 'before, edited');
  await host.says(other, 'elsewhere');
  await visible.sees('meanwhile 19.');
  const displayed = await hidden.window.reads();
  assert.ok(!displayed.includes('meanwhile 19.'), `the hidden tab displays ${displayed}`);
  await hidden.show('visible');
  await hidden.window.sees('meanwhile 19.');
  await hidden.window.connected();
  assert.deepEqual(await hidden.window.reads(), ['before, edited', ...said]);
  const badge = hidden.window.page.getByRole('link', { name: other }).locator('.badge');
  await badge.filter({ hasText: '1 unread' }).waitFor();
  assert.match(await hidden.window.page.title(), /^\(1\) /);
  await host.says(channel, 'after');
  await hidden.window.sees('after');
  assert.deepEqual(hidden.window.errors, []);
});
