// Quotes and threads on the page: a desktop and a phone with two users, in light and dark, in English and Arabic.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { accessibilityViolations, BrowserWindow, saveScreenshot } from '../harness/browser-window.ts';
import { photo, textFile, transfer } from '../harness/file-pictures.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const [ann, bob] = await signInUsers(parley, 'ann', 'bob');
for (const user of [ann, bob]) await user.sees('general');
const channel = await ann.createsChannel('bob');
const desktop = await BrowserWindow.signedIn(browser, parley, 'ann');
const look = { width: 390, height: 844, dark: true, locale: 'ar' };
const phone = await BrowserWindow.signedIn(browser, parley, 'bob', look);
after(async () => {
  for (const window of [desktop, phone]) await window[Symbol.asyncDispose]();
});
await desktop.goesTo(channel);

const panel = ({ page }: BrowserWindow) => page.locator('.side-panel');
const replyField = ({ page }: BrowserWindow) => page.locator('#thread-composer');
const summaryOf = (window: BrowserWindow, text: string) => window.message(text).locator('.thread-summary');
const threadsLink = ({ page }: BrowserWindow) => page.locator('.threads-link[href="#/threads"]');

test('a reply in a thread is beside the channel, and the channel shows how many there are', async () => {
  const { page } = desktop;
  await desktop.says('Lunch?');
  await desktop.hasSentAll();
  await bob.replies(channel, { thread: 1 }, 'Yes');
  await summaryOf(desktop, 'Lunch?').getByText('1 reply').waitFor();
  assert.deepEqual(await desktop.reads(), ['Lunch?']);
  await threadsLink(desktop).getByText('1 thread with new replies').waitFor();
  await saveScreenshot(page, 'thread-summary');
  assert.deepEqual(await accessibilityViolations(page), []);
  await summaryOf(desktop, 'Lunch?').click();
  await panel(desktop).getByText('Yes', { exact: true }).waitFor();
  await replyField(desktop).fill('At 12');
  await replyField(desktop).press('Enter');
  await panel(desktop).getByText('At 12', { exact: true }).waitFor();
  await summaryOf(desktop, 'Lunch?').getByText('2 replies').waitFor();
  await threadsLink(desktop).locator('.badge').waitFor({ state: 'detached' });
  assert.deepEqual(await desktop.reads(), ['Lunch?', 'Lunch?', 'Yes', 'At 12']);
  assert.deepEqual(await accessibilityViolations(page), []);
  await saveScreenshot(page, 'thread-panel');
  assert.equal((await bob.sees(channel))?.count, 1);
});

test('the address of a thread opens it on a phone, where the follower has a new reply; all in a text from right to left', async () => {
  const { page } = phone;
  await page.locator('.channel-header button').first().click();
  await threadsLink(phone).locator('.badge').waitFor();
  await threadsLink(phone).click();
  await page.locator('.thread-list a').waitFor();
  await saveScreenshot(page, 'threads-phone');
  assert.deepEqual(await accessibilityViolations(page), []);
  await page.locator('.thread-list a').click();
  await panel(phone).getByText('At 12', { exact: true }).waitFor();
  await panel(phone).locator('.divider.new').waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await saveScreenshot(page, 'thread-phone');
  await page.reload();
  await panel(phone).getByText('At 12', { exact: true }).waitFor();
  assert.deepEqual(await panel(phone).boundingBox(), { x: 0, y: 0, width: 390, height: 844 });
  await panel(phone).getByRole('button', { name: 'رجوع' }).click();
  await panel(phone).waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: `#${channel}`, level: 1 }).waitFor();
  await page.locator('.message[data-seq="1"]:focus').waitFor();
});

test('what is read on one device is read on the other ones', async () => {
  const second = await BrowserWindow.signedIn(browser, parley, 'ann', { width: 1280, height: 800 });
  await ann.replies(channel, { thread: 1 }, 'Or 13?');
  await bob.replies(channel, { thread: 1 }, 'Fine');
  await panel(desktop).getByText('Fine', { exact: true }).waitFor();
  await threadsLink(second).waitFor();
  await threadsLink(second).locator('.badge').waitFor({ state: 'detached' });
  await panel(desktop).getByRole('button', { name: 'Close' }).click();
  await bob.replies(channel, { thread: 1 }, 'See you');
  await threadsLink(desktop).locator('.badge').waitFor();
  await threadsLink(second).locator('.badge').waitFor();
  await second.page.goto(`${new URL(second.page.url()).origin}/#${channel}/threads/1`);
  await panel(second).getByText('See you', { exact: true }).waitFor();
  await threadsLink(desktop).locator('.badge').waitFor({ state: 'detached' });
  await second[Symbol.asyncDispose]();
});

test('by keyboard alone a thread is opened from its message, replied to, and left to where the focus was', async () => {
  const { page } = desktop;
  const { keyboard } = page;
  await desktop.composer.press('Shift+Tab');
  await page.locator('.main-column .message:focus').waitFor();
  await keyboard.press('ArrowRight');
  while (!(await page.locator('.thread-summary:focus').count())) await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await page.locator('#thread-composer:focus').waitFor();
  await keyboard.type('By keyboard');
  await keyboard.press('Enter');
  await panel(desktop).getByText('By keyboard', { exact: true }).waitFor();
  await keyboard.press('Escape');
  await panel(desktop).waitFor({ state: 'detached' });
  await page.locator('.main-column .thread-summary:focus, .main-column .message:focus').waitFor();
  await desktop.hasSentAll();
});

test('a user who may not post reads why in the thread too, and nothing of a blocked user is displayed', async () => {
  const { page } = phone;
  await phone.page.goto(`${parley.addresses.page}/#${channel}/threads/1`);
  await replyField(phone).waitFor();
  await ann.requests('PATCH', `/channels/${channel}/members/${bob.userId}`, { mutedMinutes: 5 });
  await panel(phone).locator('.read-only').waitFor();
  assert.equal(await replyField(phone).count(), 0);
  await ann.requests('PATCH', `/channels/${channel}/members/${bob.userId}`, { mutedMinutes: 0 });
  await replyField(phone).waitFor();
  await ann.requests('PATCH', `/channels/${channel}`, { archived: true });
  await panel(phone).locator('.read-only').waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await ann.requests('PATCH', `/channels/${channel}`, { archived: false });
  await replyField(phone).waitFor();
  await bob.requests('PUT', `/users/me/blocks/${ann.userId}`);
  await page.reload();
  await panel(phone).getByText('Yes', { exact: true }).waitFor();
  assert.equal(await panel(phone).getByText('At 12', { exact: true }).count(), 0);
  await bob.requests('DELETE', `/users/me/blocks/${ann.userId}`);
  assert.deepEqual(phone.errors, []);
});

test('a file that is dropped on a thread is sent in it once the network is back, and opens in the viewer with those of the thread', async () => {
  const { page } = desktop;
  await summaryOf(desktop, 'Lunch?').click();
  await panel(desktop).getByText('See you', { exact: true }).waitFor();
  const trays = page.getByRole('list', { name: 'Attached files' });
  await panel(desktop).getByRole('button', { name: 'Attach files' }).waitFor();
  const { uploads } = ((await (await page.request.get(`${parley.addresses.page}/config.json`)).json()) as Files).files;
  await page.route(`${uploads}**`, (route) => route.abort());
  await transfer(panel(desktop).locator('.timeline'), 'drop', [await photo(page, 'menu.png')]);
  await transfer(desktop.composer, 'paste', [textFile('channel.txt', 'text/plain', 'for the channel')]);
  await panel(desktop).getByRole('list', { name: 'Attached files' }).getByText('menu.png').waitFor();
  await trays.getByText('channel.txt').waitFor();
  assert.equal(await trays.count(), 2);
  await saveScreenshot(page, 'thread-files');
  await replyField(desktop).fill('The menu');
  await replyField(desktop).press('Enter');
  await desktop.hasStoredAll();
  await page.reload();
  await panel(desktop)
    .getByText(/^Uploading:/)
    .waitFor();
  await page.unroute(`${uploads}**`);
  await panel(desktop).getByRole('button', { name: 'Open image menu.png' }).and(page.locator(':enabled')).waitFor();
  await panel(desktop).getByRole('button', { name: 'Open image menu.png' }).click();
  await page.getByRole('dialog', { name: 'menu.png' }).getByRole('img').waitFor();
  await page.keyboard.press('Escape');
  await trays.getByRole('button', { name: 'Remove channel.txt' }).click();
  const [sent] = (await bob.reads(channel)).body.entries.filter(
    (entry) => entry.kind === 'message' && entry.message === 'The menu',
  ) as { thread?: number; files?: { name: string }[] }[];
  assert.deepEqual([sent?.thread, sent?.files?.map(({ name }) => name)], [1, ['menu.png']]);
});

type Files = { files: { uploads: string } };

test('a reply that is written without a network is sent after a reload, in its thread', async () => {
  const { page } = desktop;
  await page.context().setOffline(true);
  await replyField(desktop).fill('From the train');
  await replyField(desktop).press('Enter');
  await panel(desktop).getByText('From the train', { exact: true }).waitFor();
  await desktop.hasStoredAll();
  await page.context().setOffline(false);
  await page.reload();
  await panel(desktop).getByText('From the train', { exact: true }).waitFor();
  await desktop.hasSentAll();
  const { entries } = (await ann.reads(channel)).body;
  const sent = entries.filter((entry) => entry.kind === 'message' && entry.message === 'From the train');
  assert.equal(sent.length, 1);
  assert.equal((sent[0] as { thread?: number }).thread, 1);
});

test('a reply may be edited, deleted, and sent to the channel, too', async () => {
  const { page } = desktop;
  await replyField(desktop).press('ArrowUp');
  await replyField(desktop).fill('From the bus');
  await replyField(desktop).press('Enter');
  await panel(desktop).getByText('From the bus', { exact: true }).waitFor();
  await page.getByLabel(/Also send to/).check();
  await replyField(desktop).fill('For all');
  await replyField(desktop).press('Enter');
  await page.locator('.main-column').getByText('For all', { exact: true }).waitFor();
  await page.locator('.main-column').getByRole('button', { name: 'Replied in thread' }).waitFor();
  await desktop.hasSentAll();
  await panel(desktop).getByRole('button', { name: 'Stop following this thread' }).click();
  await panel(desktop).getByRole('button', { name: 'Follow this thread' }).waitFor();
  await bob.replies(channel, { thread: 1 }, 'unseen');
  await summaryOf(desktop, 'Lunch?').getByText('10 replies').waitFor();
  assert.equal(await threadsLink(desktop).locator('.badge').count(), 0);
  await panel(desktop).getByRole('heading', { name: 'Thread' }).press('Escape');
  await panel(desktop).waitFor({ state: 'detached' });
});

test('a link to a reply opens its thread there, with what is around it, also after a reload and as a link to the channel', async () => {
  const { page } = desktop;
  const { seq: thread } = (await ann.says(channel, 'A long story')).body;
  const seqs: number[] = [];
  for (let chapter = 1; chapter <= 12; chapter += 1)
    seqs.push((await bob.replies(channel, { thread }, `Chapter ${chapter}`)).body.seq);
  const address = `${channel}/threads/${thread}/${seqs[6]}`;
  const focused = (chapter: number) =>
    page.locator('.side-panel .message:focus', { has: page.getByText(`Chapter ${chapter}`, { exact: true }) });
  await page.goto(`${parley.addresses.page}/#${channel}/${seqs[6]}`);
  await focused(7).waitFor();
  assert.equal(new URL(page.url()).hash, `#${address}`);
  await page.reload();
  await focused(7).waitFor();
  await saveScreenshot(page, 'thread-reply');
  await page.keyboard.press('End');
  await focused(12).waitFor();
  await ann.says(channel, `It begins at ${parley.addresses.page}/#${address}`);
  await page.locator('.main-column .message-link', { hasText: 'bob' }).click();
  await focused(7).waitFor();
  await page.goto(`${parley.addresses.page}/#${channel}/search/${encodeURIComponent('"Chapter 9"')}`);
  await page.locator('.search-result').click();
  await focused(9).waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
});

test('a quote shows the message as it is, and nothing of a deleted one; a click goes to it', async () => {
  const { page } = desktop;
  await bob.says(channel, 'Who brings\nthe cake?');
  const question = desktop.message('Who brings');
  await question.hover();
  await question.getByRole('button', { name: 'Reply with quote' }).click();
  await page.getByText('Reply to bob: Who brings').waitFor();
  await desktop.reloads();
  await page.getByText('Reply to bob: Who brings').waitFor();
  await saveScreenshot(page, 'quoting');
  await desktop.says('Certainly');
  await desktop.hasSentAll();
  const quote = desktop.message('Certainly').locator('.quote');
  await quote.getByText('Who brings', { exact: true }).waitFor();
  await saveScreenshot(page, 'quote');
  assert.deepEqual(await accessibilityViolations(page), []);
  await quote.click();
  await page.locator('.message:focus', { hasText: 'the cake?' }).waitFor();
  const { seq } = (await bob.reads(channel)).body.entries.find(
    (entry) => entry.kind === 'message' && entry.message.startsWith('Who brings'),
  ) ?? { seq: 0 };
  await bob.edits(channel, seq, 'Who brings bread?');
  await quote.getByText('Who brings bread?').waitFor();
  await bob.deletes(channel, seq);
  await quote.getByText('This message was deleted.').waitFor();
  assert.equal(await quote.getByText('bob').count(), 0);
  assert.deepEqual([...desktop.errors, ...phone.errors], []);
});
