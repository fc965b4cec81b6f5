// Reading in a real browser: a channel opens at its first unread message, and the cursor follows what was displayed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unreadCount } from '@parley/chat';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { sampled } from '../harness/exhaustive.ts';
import { HIGH_MESSAGE_RATE } from '../harness/parley-process.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';
import { until } from '../harness/until.ts';

const { parley, browser } = await openBrowserSuite(...HIGH_MESSAGE_RATE);
const [ann, bob] = await signInUsers(parley, 'ann', 'bob');
const windows = await Promise.all([
  BrowserWindow.signedIn(browser, parley, 'bob'),
  BrowserWindow.signedIn(browser, parley, 'bob', { width: 390, height: 844 }),
] as const);
const [desktop, phone] = windows;

/** A channel with numbered messages of Ann, of which Bob has read the first ones. */
async function channelWith(count: number, read: number): Promise<string> {
  const channel = await ann.createsChannel('bob');
  for (let seq = 1; seq <= count; seq += 1) await ann.says(channel, `number ${seq}.`);
  if (read > 0) await bob.saw(channel, read);
  return channel;
}

async function unreadOf(channel: string): Promise<number | undefined> {
  const seen = await bob.sees(channel);
  return seen && unreadCount(seen);
}

/** Opens a channel that may not be in the page's list yet. */
async function open({ page }: BrowserWindow, channel: string): Promise<void> {
  await page.evaluate((name) => {
    location.hash = name;
  }, channel);
  await page.getByRole('heading', { name: `#${channel}`, level: 1 }).waitFor();
}

/** Waits until a text is within the visible part of the list of messages. */
async function inView({ page }: BrowserWindow, text: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    const log = document.querySelector('[role=log]')?.getBoundingClientRect();
    const texts = [...document.querySelectorAll('[role=log] .text, [role=log] .divider.new')];
    const found = texts.find((one) => one.textContent === wanted)?.getBoundingClientRect();
    return log && found && found.top >= log.top && found.bottom <= log.bottom;
  }, text);
}

const far = sampled(130, 5_000);
const [few, many, marked] = await Promise.all([channelWith(8, 5), channelWith(far + 20, 20), channelWith(30, 30)]);
for (const window of windows) await window.reloads();

test('with a few unread messages, the end is in view and the marker is before them', async () => {
  await open(phone, few);
  await phone.sees('number 8.');
  await inView(phone, 'New');
  await inView(phone, 'number 8.');
  await until('all messages are read', async () => (await unreadOf(few)) === 0);
});

test('with many unread messages, the channel opens at the first of them, and only what is displayed is read', async () => {
  await open(desktop, many);
  await inView(desktop, 'New');
  await inView(desktop, 'number 21.');
  await inView(desktop, 'number 20.');
  const jump = desktop.page.locator('.jump-to-latest');
  await jump.getByText(/new messages/).waitFor();
  await until('the cursor has moved over what is displayed', async () => ((await unreadOf(many)) ?? 0) < far);
  assert.ok(((await unreadOf(many)) ?? 0) > far - 40, 'and no further');
  assert.deepEqual(await accessibilityViolations(desktop.page), []);

  // Older and newer messages load while the reader scrolls, until the excerpt meets the newest page.
  const log = desktop.page.getByRole('log');
  await log.hover();
  await scrollTo('number 1.', -1_000);
  await scrollTo('number 90.', 1_000);
  const texts = await desktop.reads();
  const numbers = texts.map((text) => Number(/\d+/.exec(text)?.[0]));
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => (numbers[0] ?? 0) + index),
    'no message is missing or out of order',
  );

  // A change of a message in the excerpt is displayed.
  await ann.edits(many, 90, 'number ninety.');
  await desktop.sees('number ninety.');

  await jump.click();
  await desktop.sees(`number ${far + 20}.`);
  await inView(desktop, `number ${far + 20}.`);
  await until('all messages are read', async () => (await unreadOf(many)) === 0);
  assert.deepEqual(desktop.errors, []);
});

/** Scrolls until a message is rendered. */
async function scrollTo(text: string, step: number): Promise<void> {
  while (!(await desktop.page.getByText(text, { exact: true }).isVisible())) {
    await desktop.page.mouse.wheel(0, step);
    await desktop.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
}

test('a message is marked as unread by keyboard: on all devices, until the channel is marked as read', async () => {
  await open(desktop, marked);
  await open(phone, marked);
  await desktop.sees('number 30.');
  await phone.sees('number 30.');
  const message = desktop.message('number 27.');
  await message.focus();
  await desktop.page.keyboard.press('Enter');
  await desktop.page.getByRole('button', { name: 'Mark as unread' }).focus();
  await desktop.page.keyboard.press('Enter');
  for (const window of windows) await window.page.locator('.divider.new').waitFor();
  await until('the messages are unread', async () => (await unreadOf(marked)) === 4);
  await ann.says(marked, 'number 31.');
  await phone.sees('number 31.');
  assert.equal(await unreadOf(marked), 5, 'the channel is open, and the mark is kept');
  await desktop.composer.focus();
  await desktop.page.keyboard.press('Escape');
  await until('the channel is read', async () => (await unreadOf(marked)) === 0);
  await desktop.page.locator('.divider.new').waitFor({ state: 'detached' });
});

test('all channels are marked as read by keyboard, and the shortcuts are listed', async () => {
  for (const channel of [few, many]) await ann.says(channel, 'one more.');
  for (const channel of [few, many]) await desktop.page.locator(`.channels a[href$="#${channel}"] .badge`).waitFor();
  await desktop.page.keyboard.press('Shift+Escape');
  for (const channel of [few, many]) await until('the channel is read', async () => (await unreadOf(channel)) === 0);
  await desktop.page.locator('.channels .badge').first().waitFor({ state: 'detached' });
  await desktop.page.keyboard.press('Control+/');
  const dialog = desktop.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.getByText('Mark all channels as read').waitFor();
  assert.deepEqual(await accessibilityViolations(desktop.page), []);
  await desktop.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});
