// The sidebar in a real browser: sections, favourites and muted channels, the same on all devices, with many channels too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const [ann, bob] = await signInUsers(parley, 'ann', 'bob');
await bob.sees('general');
await bob.requests('PATCH', '/users/me', { displayName: 'Robert' });
const creates = (body: object) => ann.requests<{ name: string }>('POST', '/channels', body);
const { name: secret } = (await creates({ kind: 'private', title: 'Aardvark plans', topic: '' })).body;
const { name: quiet } = (await creates({ kind: 'public', name: 'quiet', topic: '' })).body;
await creates({ kind: 'public', name: 'long', title: `The channel with ${'very '.repeat(10)}long title`, topic: '' });
for (let index = 0; index < 20; index += 1) await creates({ kind: 'private', title: `Room ${index}`, topic: '' });
await bob.joins(quiet);
const { name: direct } = (await creates({ kind: 'direct', userIds: [bob.userId] })).body;

const [desktop, phone] = await Promise.all([
  BrowserWindow.signedIn(browser, parley, 'ann', { height: 600 }),
  BrowserWindow.signedIn(browser, parley, 'ann', { width: 390, height: 844 }),
]);

/** The titles of a section. */
const titlesIn = ({ page }: BrowserWindow, section: string) =>
  page.getByRole('list', { name: section }).locator('.channel-name').allInnerTexts();

test('channels are sorted by title, a direct conversation has the display name and the picture, and a long title a tooltip', async () => {
  const titles = (await titlesIn(desktop, 'Channels')).map((text) => text.split(/[,\n]/)[0]);
  assert.deepEqual(titles.slice(0, 2), ['Aardvark plans', 'general']);
  assert.ok(titles.indexOf('Room 9') < titles.indexOf('Room 10'));
  await desktop.page.getByRole('list', { name: 'Direct messages' }).getByText('Robert').waitFor();
  await desktop.page.getByRole('list', { name: 'Direct messages' }).locator('.avatar').waitFor();
  await desktop.page.getByRole('link', { name: /The channel with/ }).hover();
  await desktop.page.locator('a[title^="The channel with"]').waitFor();
});

test('a channel becomes a favourite by keyboard, on all devices', async () => {
  await desktop.goesTo('quiet');
  await desktop.page.getByRole('button', { name: 'Channel options' }).focus();
  await desktop.page.keyboard.press('Enter');
  await desktop.page.locator('.actions-panel :focus').getByText('Add to favourites').waitFor();
  assert.deepEqual(await accessibilityViolations(desktop.page), []);
  await desktop.page.keyboard.press('Enter');
  for (const { page } of [desktop, phone])
    await page.locator('.section-heading.favourites + ul').getByText('quiet').waitFor({ state: 'attached' });
  assert.ok(!(await titlesIn(desktop, 'Channels')).includes('quiet'));
  await desktop.page.locator('.channel-menu :focus').waitFor();
});

test('a muted channel counts mentions only, on all devices', async () => {
  await desktop.page.getByRole('button', { name: 'Channel options' }).click();
  await desktop.page.getByRole('button', { name: /^Mute channel/ }).click();
  const links = [desktop, phone].map(({ page }) => page.getByRole('link', { name: /quiet/, includeHidden: true }));
  for (const link of links) await link.getByText(', muted').waitFor({ state: 'attached' });
  await desktop.goesTo('general');
  await bob.says(quiet, 'nothing');
  await bob.says(secret, 'no').catch(() => undefined);
  await bob.says(quiet, 'hello @ann');
  for (const link of links) {
    await link.locator('.badge.mentions').waitFor({ state: 'attached' });
    assert.equal(await link.locator('.badge').count(), 1);
  }
  await desktop.page.waitForFunction(() => document.title.startsWith('(1)'));
});

test('the open channel is scrolled into view, and the heading of each section stays in view', async () => {
  await desktop.page.evaluate((name) => {
    location.hash = name;
  }, direct);
  await desktop.page.getByRole('heading', { name: 'Robert', level: 1 }).waitFor();
  const open = desktop.page.locator('#sidebar [aria-current]');
  const isInView = () =>
    open.evaluate((link) => {
      const nav = link.closest('nav')?.getBoundingClientRect();
      const { top, bottom } = link.getBoundingClientRect();
      return nav !== undefined && top >= nav.top && bottom <= nav.bottom;
    });
  assert.ok(await isInView());
  await phone.page
    .locator('.channel-header')
    .getByRole('button', { name: /^Channels/ })
    .click();
  const heading = phone.page.getByRole('button', { name: 'Direct messages', exact: true });
  const { y, height } = (await heading.boundingBox()) ?? { y: Number.NaN, height: 0 };
  assert.ok(y + height <= 844, 'direct messages can be reached without scrolling');
  await heading.click();
  await phone.page.getByRole('link', { name: 'Robert' }).click();
  await phone.page.getByRole('heading', { name: 'Robert', level: 1 }).waitFor();
});

test('a closed section shows what is unread, and stays closed; the order is a setting', async () => {
  await desktop.page.getByRole('button', { name: 'Channels', exact: true }).click();
  await desktop.page.getByRole('link', { name: 'Room 3' }).waitFor({ state: 'detached' });
  await bob.says('general', 'news');
  await desktop.page.getByRole('link', { name: /general/ }).waitFor();
  await desktop.reloads();
  assert.equal(await desktop.page.getByRole('link', { name: 'Room 3' }).count(), 0);
  await desktop.page.getByRole('button', { name: 'Channels', exact: true }).click();
  assert.deepEqual((await titlesIn(desktop, 'Channels'))[0], 'general', 'unread first');
  await desktop.page.evaluate(() => {
    location.hash = '/settings';
  });
  await desktop.page.getByText('By name').click();
  await desktop.page.getByRole('list', { name: 'Channels' }).locator('li').first().getByText('Aardvark').waitFor();
  assert.deepEqual([...desktop.errors, ...phone.errors], []);
});
