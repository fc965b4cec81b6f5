// Profiles on the page: display names and pictures, and guests who join with one click.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import type { Locator, Page } from 'playwright-core';
import { accessibilityViolations, BrowserWindow, openTwoWindows } from '../harness/browser-window.ts';
import { Parley } from '../harness/parley-process.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';

const { parley, browser } = await openBrowserSuite('--guests', '3');

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Edit profile' });

/** Opens the dialog by keyboard. */
async function openProfile({ page }: BrowserWindow): Promise<Locator> {
  await page.getByRole('button', { name: /edit profile/ }).press('Enter');
  await dialog(page).waitFor();
  return dialog(page);
}

/** A PNG of one colour, of the size of a photograph. */
function photograph(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([200, 80, 20]))]);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test("a chosen display name and picture appear beside the user's messages on every screen", async () => {
  const { ann, bob } = await openTwoWindows(browser, parley, 'general');
  await ann.says('before');
  await bob.sees('before');
  const profile = await openProfile(ann);
  await profile.getByLabel('Display name').fill('Ann Lee');
  await profile.getByLabel('or use an emoji').fill('🦊');
  await profile.getByLabel('Display name').press('Enter');
  await profile.waitFor({ state: 'detached' });
  await ann.message('before').getByText('Ann Lee').waitFor();
  await ann.message('before').getByText('🦊').waitFor();
  await bob.reloads();
  const seen = bob.message('before');
  await seen.getByText('Ann Lee').waitFor();
  // The username is displayed too, because display names are not unique.
  await seen.getByText('@ann').waitFor();
  assert.deepEqual([...ann.errors, ...bob.errors], []);
  await Promise.all([ann[Symbol.asyncDispose](), bob[Symbol.asyncDispose]()]);
});

test('a photograph is scaled down to its displayed size before the upload', async () => {
  const { ann, bob } = await openTwoWindows(browser, parley, 'random');
  const profile = await openProfile(ann);
  const buffer = photograph(1200, 800);
  await profile.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
  await profile.locator('img').waitFor();
  await profile.getByRole('button', { name: 'Save' }).click();
  await profile.waitFor({ state: 'detached' });
  await ann.says('here I am');
  const picture = bob.message('here I am').locator('img.avatar');
  await bob.reloads();
  await picture.waitFor();
  const { width, source } = await picture.evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    return { width: image.naturalWidth, source: image.src };
  });
  assert.equal(width, 64);
  assert.ok(source.length < 12_000);
  const text = { name: 'me.txt', mimeType: 'text/plain', buffer: Buffer.from('no image') };
  await openProfile(ann);
  await profile.locator('input[type=file]').setInputFiles(text);
  await profile.getByRole('alert').getByText('isn’t an image').waitFor();
  assert.deepEqual([...ann.errors, ...bob.errors], []);
  await Promise.all([ann[Symbol.asyncDispose](), bob[Symbol.asyncDispose]()]);
});

test('the profile dialog works by keyboard and with screen readers, in light and dark mode', async () => {
  for (const options of [{ dark: false }, { dark: true, width: 360 }]) {
    const window = await BrowserWindow.signedIn(browser, parley, 'cleo', options);
    const { page } = window;
    if (options.width) await page.getByRole('button', { name: /^Channels/ }).click();
    const profile = await openProfile(window);
    assert.deepEqual(await accessibilityViolations(page), []);
    await profile.locator(':focus').first().waitFor();
    await profile.getByLabel('Display name').fill('a\u202eb');
    await profile.getByRole('button', { name: 'Save' }).press('Enter');
    await profile.getByRole('alert').getByText('cannot be displayed').waitFor();
    await page.keyboard.press('Escape');
    await profile.waitFor({ state: 'detached' });
    await page
      .locator(':focus')
      .filter({ hasText: /edit profile/ })
      .waitFor();
    await window[Symbol.asyncDispose]();
  }
});

test('a guest joins with one click, chooses a display name, and exchanges messages', async () => {
  const bob = await BrowserWindow.signedIn(browser, parley, 'bob');
  await bob.goesTo('general');
  const context = await browser.newContext();
  const guest = BrowserWindow.at(await context.newPage());
  const { page } = guest;
  await page.goto(parley.addresses.page);
  await page.getByRole('button', { name: 'Continue as guest' }).click();
  const profile = dialog(page);
  await profile.waitFor();
  // The field has the focus.
  await profile.locator('input:focus').waitFor();
  await page.keyboard.type('Visitor Vera');
  await page.keyboard.press('Enter');
  await profile.waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('heading', { name: 'Direct messages' }).count(), 0, 'a guest can begin none');
  await guest.connected();
  await guest.goesTo('general');
  await guest.says('may I ask something?');
  await bob.sees('may I ask something?');
  await bob.message('may I ask something?').getByText('Visitor Vera').waitFor();
  await bob.says('of course');
  await guest.sees('of course');
  const question = guest.message('may I ask something?');
  await question.hover();
  await question.getByRole('button', { name: 'Reply in thread' }).click();
  const field = page.locator('#thread-composer');
  await field.fill('about the threads');
  await field.press('Enter');
  await page.locator('.side-panel').getByText('about the threads', { exact: true }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Attach files' }).count(), 0, 'guests send no files');
  await bob.message('may I ask something?').getByText('1 reply').waitFor();
  await field.press('Escape');
  // After a reload it is the same guest, with the same name.
  await guest.reloads();
  await page.getByText('Guest', { exact: true }).waitFor();
  await guest.sees('may I ask something?');
  assert.equal(await profile.count(), 0);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('alertdialog').getByText('can’t come back').waitFor();
  const leaving = page.waitForResponse(/\/guests\/sign-out$/);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Continue as guest' }).waitFor();
  assert.equal((await leaving).status(), 200, 'there is room for another guest');
  assert.deepEqual([...guest.errors, ...bob.errors], []);
  await Promise.all([context.close(), bob[Symbol.asyncDispose]()]);
});

test('without the guests option the page has no button for guests', async () => {
  await using closed = await Parley.launch();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(closed.addresses.page);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /guest/ }).count(), 0);
  await context.close();
});
