// Files in a real browser: pasted, dropped and picked, uploaded in any network, displayed to others, and refused in words.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { bomb, PLACE, photo, textFile, transfer } from '../harness/file-pictures.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';
import { until } from '../harness/until.ts';
import { anAvif, HEIF_PLACE } from '../packages/web/testing/fake-heif.ts';

const { parley, browser } = await openBrowserSuite();
const [ann, bob] = await Promise.all([
  BrowserWindow.signedIn(browser, parley, 'ann', { dark: true }),
  BrowserWindow.signedIn(browser, parley, 'bob', { width: 390, height: 844, touch: true }),
]);
const { page } = ann;
const tray = page.getByRole('list', { name: 'Attached files' });
const attach = page.getByRole('button', { name: 'Attach files' });
const picker = page.locator('.composer input[type=file]');
const send = page.getByRole('button', { name: 'Send', exact: true });
/** The addresses to which bytes are uploaded. */
const UPLOADS = await uploadAddress(page);

async function uploadAddress(of: Page): Promise<string> {
  const config = (await (await of.request.get(`${parley.addresses.page}/config.json`)).json()) as {
    files?: { uploads: string };
  };
  return config.files?.uploads ?? '';
}

/** Waits until all files of the tray are uploaded. */
const allReady = () =>
  page.waitForFunction(() => {
    const files = [...document.querySelectorAll('.tray-file')];
    return files.length > 0 && files.every((file) => file.textContent?.includes('Ready'));
  });

/** Pastes a file that is made in the page, as its bytes would take long to reach it. */
const pasteLarge = (name: string, type: string, size: number) =>
  ann.composer.evaluate(
    (field, [name, type, size]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(size)], name, { type }));
      field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, clipboardData: data }));
    },
    [name, type, size] as const,
  );

test('a pasted photo is displayed on the phone of another user, and its place has not left the browser', async () => {
  await attach.waitFor();
  await transfer(ann.composer, 'paste', [await photo(page, 'sunset.jpg', { orientation: 6 })]);
  await tray.getByText('sunset.jpg').waitFor();
  await allReady();
  assert.deepEqual(await accessibilityViolations(page), []);
  await ann.composer.press('Enter');
  await tray.waitFor({ state: 'detached' });
  const image = bob.page.getByRole('button', { name: 'Open image sunset.jpg' });
  await image.getByRole('img', { name: 'sunset.jpg' }).waitFor();
  // The photo is turned: it is higher than it is wide.
  const box = await image.boundingBox();
  assert.deepEqual([box?.width, box?.height], [180, 240]);
  await image.tap();
  const viewed = bob.page.getByRole('dialog', { name: 'sunset.jpg' }).getByRole('img');
  await bob.page.waitForFunction(() => document.querySelector<HTMLImageElement>('dialog img')?.naturalHeight === 800);
  assert.deepEqual(await accessibilityViolations(bob.page), []);
  const stored = await bob.page.request.get((await viewed.getAttribute('src')) ?? '');
  const bytes = await stored.body();
  assert.ok(bytes.length > 5_000 && !bytes.includes(PLACE));
  await bob.page.keyboard.press('Escape');
  await viewed.waitFor({ state: 'detached' });
});

test('an AVIF and a HEIC photo lose their place without being encoded again, and what cannot lose it is sent with a notice', async () => {
  const heic = anAvif();
  for (const at of [8, 16]) heic.set(Buffer.from('heic'), at);
  await transfer(ann.composer, 'paste', [
    textFile('tree.avif', 'image/avif', Buffer.from(anAvif())),
    textFile('tree.heic', 'image/heic', Buffer.from(heic)),
    textFile('tree.tiff', 'image/tiff', 'II*'),
  ]);
  await page.locator('.file-refusals').getByText('tree.tiff is sent as it is.').waitFor();
  await allReady();
  await ann.says('trees');
  const message = bob.message('trees');
  const image = message.getByRole('img', { name: 'tree.avif' });
  await bob.page.waitForFunction(
    () => document.querySelector<HTMLImageElement>('[alt="tree.avif"]')?.naturalWidth === 2,
  );
  const stored = await bob.page.request.get((await image.getAttribute('src')) ?? '');
  const bytes = await stored.body();
  assert.deepEqual([bytes.length, bytes.includes(HEIF_PLACE)], [anAvif().length, false]);
  const downloading = bob.page.waitForEvent('download');
  await message.getByRole('button', { name: 'Download tree.heic' }).tap();
  assert.equal(readFileSync(await (await downloading).path()).includes(HEIF_PLACE), false);
  await message.getByText('tree.tiff').waitFor();
});

test('two files are sent at once by dropping them, with a text, and others are downloaded by their names', async () => {
  const files = [
    await photo(page, 'plan.png', { width: 300, height: 200 }),
    textFile('notes.txt', 'text/plain', 'x'.repeat(2_000)),
  ];
  assert.equal(await transfer(page.locator('.timeline'), 'drop', files), false);
  await allReady();
  await ann.says('the plan');
  const message = bob.message('the plan');
  await message.getByRole('img', { name: 'plan.png' }).waitFor();
  await message.getByText('2 kB').waitFor();
  const downloading = bob.page.waitForEvent('download');
  await message.getByRole('button', { name: 'Download notes.txt' }).tap();
  assert.equal((await downloading).suggestedFilename(), 'notes.txt');
});

test('the viewer goes through the images of the channel by keyboard, and zooms', async () => {
  await page.getByRole('button', { name: 'Open image plan.png' }).click();
  const dialog = page.getByRole('dialog', { name: 'plan.png' });
  await dialog.getByText('3 of 3').waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  const first = page.getByRole('dialog', { name: 'sunset.jpg' });
  await first.getByRole('img').waitFor();
  const width = async () => (await first.getByRole('img').boundingBox())?.width ?? 0;
  const before = await width();
  await page.keyboard.press('+');
  await until('the image is larger', async () => (await width()) > before * 1.4);
  await page.keyboard.press('Escape');
  await first.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('title')), 'plan.png');
});

test('the files of the channel are in its details, by kind, and lead to the viewer, a download and the message', async () => {
  const linkRequests: string[] = [];
  page.on('request', (request) => request.url().endsWith('/files/links') && linkRequests.push(request.url()));
  await page.getByRole('button', { name: 'Channel details', exact: true }).last().click();
  await page.getByRole('tab', { name: 'Files' }).click();
  const files = page.getByRole('region', { name: 'Files of this channel' });
  const listed = files.locator('.file-row');
  await files.getByText('sunset.jpg').first().waitFor();
  assert.deepEqual(await files.locator('bdi').allTextContents(), [
    'plan.png',
    'notes.txt',
    'tree.avif',
    'tree.heic',
    'tree.tiff',
    'sunset.jpg',
  ]);
  await until('the images are displayed', async () => (await listed.locator('img').count()) >= 3);
  assert.ok(linkRequests.length <= 1, 'the links of the list are requested together, as far as the messages had none');
  assert.deepEqual(await accessibilityViolations(page), []);
  await files.getByRole('button', { name: 'Documents' }).click();
  await files.getByText('sunset.jpg').first().waitFor({ state: 'detached' });
  const downloading = page.waitForEvent('download');
  await listed.filter({ hasText: 'notes.txt' }).click();
  assert.equal((await downloading).suggestedFilename(), 'notes.txt');
  await files.getByRole('button', { name: 'Images' }).click();
  await listed.filter({ hasText: 'plan.png' }).click();
  await page.getByRole('dialog', { name: 'plan.png' }).getByText('3 of 3').waitFor();
  await page.keyboard.press('Escape');
  await files.getByRole('link', { name: 'Jump to the message with sunset.jpg' }).click();
  await page.locator('.jump-target').getByRole('img', { name: 'sunset.jpg' }).waitFor();
  await files.getByRole('button', { name: 'All' }).click();
  await bob.page.waitForFunction(() => document.querySelector('.file-image img'));
  await transfer(ann.composer, 'paste', [textFile('draft.txt', 'text/plain', 'x')]);
  await allReady();
  await ann.says('a draft');
  await listed.filter({ hasText: 'draft.txt' }).waitFor();
  const author = await TestUser.signsIn(parley, 'ann');
  await author.deletes('general', (await author.reads('general')).body.head);
  await listed.filter({ hasText: 'draft.txt' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Close', exact: true }).click();
});

test('an upload that loses the network goes on with the parts that are missing, and the message is sent in its order', async () => {
  const stored = new Set<string>();
  const again: string[] = [];
  const held: Route[] = [];
  let isLost = false;
  page.on('response', (response) => {
    if (response.request().method() === 'PUT' && response.ok()) stored.add(partOf(response.url()));
  });
  await page.route(`${UPLOADS}**`, async (route) => {
    if (route.request().method() !== 'PUT') return route.fallback();
    const part = partOf(route.request().url());
    if (stored.has(part)) again.push(part);
    if (isLost || Number(part) <= 2) return route.fallback();
    held.push(route);
  });
  await pasteLarge('large.bin', 'application/octet-stream', 26_000_000);
  await tray.getByText('large.bin').waitFor();
  await ann.says('with a large file');
  await ann.says('after it');
  await until('the first parts are stored', () => stored.has('1') && stored.has('2') && held.length > 0);
  isLost = true;
  await page.context().setOffline(true);
  for (const route of held) await route.abort();
  await page.getByText('You’re offline').first().waitFor();
  await page.getByText(/^Uploading:/).waitFor();
  await page.context().setOffline(false);
  await bob.sees('after it');
  assert.deepEqual((await bob.reads()).slice(-2), ['with a large file', 'after it']);
  await bob.message('with a large file').getByText('26 MB').waitFor();
  assert.deepEqual(again, [], 'no part is sent again');
  await page.unroute(`${UPLOADS}**`);
});

const partOf = (address: string) => new URL(address).searchParams.get('partNumber') ?? '';

test('a message whose files were not uploaded is sent after a reload, once', async () => {
  await page.route(`${UPLOADS}**`, (route) => route.abort());
  await picker.setInputFiles({ name: 'later.txt', mimeType: 'text/plain', buffer: Buffer.from('later') });
  await tray.getByText('later.txt').waitFor();
  await ann.says('queued');
  await ann.hasStoredAll();
  await ann.reloads();
  await page.getByText(/^Uploading:/).waitFor();
  await page.unroute(`${UPLOADS}**`);
  await page.getByText(/^Uploading:/).waitFor({ state: 'detached' });
  await bob.sees('queued');
  await bob.message('queued').getByText('later.txt').waitFor();
});

test('a removed file is not sent, and nothing of it stays in the browser', async () => {
  await page.route(`${UPLOADS}**`, (route) => route.abort());
  await attach.waitFor();
  await transfer(ann.composer, 'paste', [textFile('mistake.txt', 'text/plain', 'x')]);
  await tray.getByRole('progressbar', { name: 'mistake.txt' }).waitFor();
  await tray.getByRole('button', { name: 'Remove mistake.txt' }).click();
  await tray.waitFor({ state: 'detached' });
  assert.equal(await send.isDisabled(), true);
  await until('the storage is empty', () => page.evaluate(storedFiles).then((count) => count === 0));
  await page.unroute(`${UPLOADS}**`);
});

/** The files that the browser stores. */
async function storedFiles(): Promise<number> {
  const { name = '' } = (await indexedDB.databases()).find((one) => one.name?.startsWith('parley.files.')) ?? {};
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
  });
  return new Promise((resolve) => {
    const request = database.transaction('contents').objectStore('contents').count();
    request.onsuccess = () => {
      database.close();
      resolve(request.result);
    };
  });
}

test('what cannot be sent is refused in words before anything is uploaded', async () => {
  const requests: string[] = [];
  page.on('request', (request) => request.url().startsWith(UPLOADS) && requests.push(request.url()));
  const refusal = page.locator('.file-refusals');
  for (const [file, words] of [
    [bomb('bomb.png', 30_000, 30_000), 'bomb.png has 900 megapixels. An image can have at most 100.'],
    [textFile('setup.exe', 'application/x-msdownload', 'MZ'), 'Files like setup.exe can’t be sent here.'],
    [textFile('empty.txt', 'text/plain', ''), 'empty.txt is empty, or a folder.'],
    [
      textFile('cut.jpg', 'image/jpeg', Buffer.from('ffd8ffc0000b08001000100101110000', 'hex')),
      'cut.jpg isn’t a valid image',
    ],
  ] as const) {
    await transfer(ann.composer, 'paste', [file]);
    await refusal.getByText(words).waitFor();
  }
  await pasteLarge('film.mp4', 'video/mp4', 2 ** 27);
  await refusal.getByText(/^film\.mp4 is 134 MB\. A file can be at most /).waitFor();
  await refusal.getByRole('button', { name: 'Close' }).click();
  await refusal.waitFor({ state: 'detached' });
  assert.deepEqual([requests, await tray.count(), ann.errors], [[], 0, []]);
});

test('attack: a page and a drawing with scripts are downloaded, and never displayed', async () => {
  const script = '<script>alert(1)</script>';
  const attacks = [
    textFile('page.html', 'text/html', script),
    textFile('drawing.svg', 'image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`),
    textFile('really-html.png', 'image/png', script),
  ];
  await transfer(ann.composer, 'paste', attacks);
  await allReady();
  await ann.says('open these');
  const message = bob.message('open these');
  for (const { name } of attacks) {
    const downloading = bob.page.waitForEvent('download');
    await message.getByRole('button', { name: `Download ${name}` }).tap();
    assert.equal((await downloading).suggestedFilename(), name);
  }
  assert.equal(await message.locator('img').count(), 0);
  assert.deepEqual(bob.errors, []);
});
