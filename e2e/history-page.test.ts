// The past of a channel in a real browser: links to messages, days and channels, in the address of the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { HIGH_MESSAGE_RATE } from '../harness/parley-process.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite(...HIGH_MESSAGE_RATE);
const [ann, bob] = await signInUsers(parley, 'ann', 'bob');
const channel = await ann.createsChannel('bob');
const { body: secret } = await ann.requests<{ name: string }>('POST', '/channels', { title: 'Plans', kind: 'private' });
const NEWEST = 150;
for (let seq = 1; seq <= NEWEST; seq += 1) await ann.says(channel, `number ${seq}.`);
await bob.saw(channel, NEWEST);
await ann.says(secret.name, 'hidden words');
const desktop = await BrowserWindow.signedIn(browser, parley, 'bob');
const { page } = desktop;
const phone = await BrowserWindow.signedIn(browser, parley, 'ann', {
  ...{ width: 390, height: 844, touch: true, dark: true, locale: 'ar' },
});
await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
const toast = page.locator('.toasts');

/** Opens an address, as a link of another program does. */
async function open(window: BrowserWindow, address: string): Promise<void> {
  await window.page.evaluate((place) => {
    location.hash = place;
  }, address);
}

/** Waits until the address of the page is this one. */
async function addressIs(window: BrowserWindow, address: string): Promise<void> {
  await window.page.waitForFunction((hash) => location.hash === hash, `#${address}`);
}

/** Waits until a text is within the visible part of the list of messages. */
async function inView(window: BrowserWindow, text: string): Promise<void> {
  await window.page.waitForFunction((wanted) => {
    const log = document.querySelector('[role=log]')?.getBoundingClientRect();
    const texts = [...document.querySelectorAll('[role=log] .text')];
    const found = texts.find((one) => one.textContent === wanted)?.getBoundingClientRect();
    return log && found && found.top >= log.top && found.bottom <= log.bottom;
  }, text);
}

/** Opens the menu of a message, and performs one of its actions. */
async function act(text: string, action: string): Promise<void> {
  await desktop.message(text).hover();
  await desktop.message(text).locator('.more').click();
  await page.locator('.menu-content').getByRole('button', { name: action }).click();
}

const toNewest = () => page.locator('.jump-to-latest').click();
const copied = () => page.evaluate(() => navigator.clipboard.readText());

test('a copied link opens the message in a second window, marked and with its surroundings, and again after a reload', async () => {
  await open(desktop, channel);
  await inView(desktop, `number ${NEWEST}.`);
  await act(`number ${NEWEST}.`, 'Copy link');
  await toast.getByText('Link copied').waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  const link = (await copied()).replace(/\d+$/, '12');
  assert.match(link, new RegExp(`#${channel}/12$`));
  const second = await desktop.anotherTab(parley);
  await second.page.goto(link);
  for (let visit = 1; visit <= 2; visit += 1) {
    await inView(second, 'number 12.');
    await inView(second, 'number 11.');
    await second.page.locator('.jump-target[data-seq="12"]:focus').waitFor();
    await addressIs(second, `${channel}/12`);
    if (visit === 1) await second.reloads();
  }
  await second.page.close();
});

test('reading on from a linked message reaches the newest one without a gap, and then the address is that of the channel', async () => {
  await open(desktop, `${channel}/12`);
  await inView(desktop, 'number 12.');
  await ann.says(channel, 'number 151.');
  await page.getByRole('log').hover();
  const deadline = Date.now() + 20_000;
  while (!(await desktop.reads()).includes('number 100.') && Date.now() < deadline) {
    await page.mouse.wheel(0, 2_000);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  const numbers = (await desktop.reads()).map((text) => Number(/\d+/.exec(text)?.[0]));
  assert.ok(
    numbers.every((one, index) => index === 0 || one === (numbers[index - 1] ?? 0) + 1),
    numbers.join(' '),
  );
  await addressIs(desktop, `${channel}/12`);
  await toNewest();
  await inView(desktop, 'number 151.');
  await addressIs(desktop, channel);
  await ann.says(channel, 'number 152.');
  await inView(desktop, 'number 152.');
});

test('a link in a message names its author and opens it as often as it is followed; back and forward go between both places', async () => {
  await open(desktop, channel);
  await desktop.says(`see ${parley.addresses.page.replace(/\/$/, '')}/#${channel}/140`);
  const reference = page.getByRole('log').getByRole('link', { name: `ann in #${channel}` });
  for (let time = 1; time <= 2; time += 1) {
    await reference.click();
    await inView(desktop, 'number 140.');
    // The reader scrolls until the link is in view again, which is not yet the newest message.
    if (time === 1) await reference.evaluate((link) => link.scrollIntoView({ block: 'end' }));
  }
  await page.goBack();
  await addressIs(desktop, channel);
  await reference.waitFor();
  await page.locator('.jump-to-latest').waitFor({ state: 'detached' });
  await page.goForward();
  await inView(desktop, 'number 140.');
  await addressIs(desktop, `${channel}/140`);
});

test('links to a channel and its messages work after the channel was renamed', async () => {
  await page.locator('.channel-menu .icon-button').click();
  await page.getByRole('button', { name: 'Copy link to channel' }).click();
  await toast.getByText('Link copied').first().waitFor();
  const link = await copied();
  const { status } = await ann.requests('PATCH', `/channels/${channel}`, { title: 'Numbers' });
  assert.equal(status, 200);
  await page.getByRole('heading', { name: '#Numbers', level: 1 }).waitFor();
  await page.goto(`${link}/5`);
  await inView(desktop, 'number 5.');
  await page.goto(link);
  await page.locator('.jump-to-latest').waitFor({ state: 'detached' });
});

test('an attack: a link to a channel that one may not read names neither its title nor an author', async () => {
  const link = `${parley.addresses.page.replace(/\/$/, '')}/#${secret.name}/1`;
  await ann.says(channel, `secret ${link}`);
  await page.getByRole('log').getByRole('link', { name: link }).waitFor();
  await open(desktop, `${secret.name}/1`);
  await page.getByText('You can’t open this channel: you aren’t a member of it').waitFor();
  assert.equal(await page.getByText(/Plans|hidden words/).count(), 0);
});

test('a link says what became of its message: deleted, in a thread, or not there', async () => {
  const { body: root } = await ann.says(channel, 'root');
  const { body: reply } = await ann.replies(channel, { thread: root.seq }, 'the reply');
  await ann.deletes(channel, 7);
  await open(desktop, `${channel}/7`);
  await page.locator('.jump-target[data-seq="7"]').getByText('This message was deleted.').waitFor();
  await open(desktop, `${channel}/${reply.seq}`);
  await page
    .getByRole('complementary', { name: /^Thread/ })
    .getByText('the reply')
    .waitFor();
  await addressIs(desktop, `${channel}/threads/${root.seq}/${reply.seq}`);
  await open(desktop, `${channel}/999999`);
  await toast.getByText('This message isn’t here').waitFor();
  await addressIs(desktop, channel);
  for (const garbage of ['0', '-1', '1e3', '99999999999999999999', '2026-02-31', '%00']) {
    await open(desktop, `${channel}/${garbage}`);
    await page.getByRole('heading', { name: '#Numbers', level: 1 }).waitFor();
  }
  assert.deepEqual(desktop.errors, []);
});

test('a day is opened from the menu of the channel, on a phone in Arabic', async () => {
  await open(phone, channel);
  await phone.page.locator('.channel-menu .icon-button').click();
  await phone.page.getByRole('button', { name: 'الانتقال إلى تاريخ…' }).click();
  const dialog = phone.page.getByRole('dialog');
  const today = await dialog.locator('input').inputValue();
  assert.match(today, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual(await accessibilityViolations(phone.page), []);
  await dialog.getByRole('button', { name: 'انتقال' }).click();
  await inView(phone, 'number 1.');
  await addressIs(phone, `${channel}/${today}`);
  await open(phone, `${channel}/2199-01-01`);
  await phone.page.getByRole('status').getByText('لا توجد رسائل منذ ذلك اليوم.').waitFor();
  await addressIs(phone, channel);
  assert.deepEqual(phone.errors, []);
});
