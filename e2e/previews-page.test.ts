// Link previews in Chromium: cards below messages, the setting of a reader, and their removal by the author.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { accessibilityViolations, BrowserWindow, saveScreenshot } from '../harness/browser-window.ts';
import { photo } from '../harness/file-pictures.ts';
import { openLaptopSuite, useBrowser } from '../harness/test-suite.ts';
import { until } from '../harness/until.ts';
import { startFakeWeb } from '../packages/cloud/previews/testing/fake-web.ts';

const TITLE = 'Bridges <img src=x onerror="alert(1)"> \u202eof the Rhine';
const HEAD = `<meta property="og:title" content="${TITLE.replaceAll('"', '&quot;').replaceAll('<', '&lt;')}">
  <meta property="og:site_name" content="The Daily Bridge"><meta property="og:image" content="/photo.jpg">
  <meta name="description" content="A walk along the river, from Basel to Rotterdam, with all the bridges that you can cross on foot.">`;
let image: Buffer = Buffer.alloc(0);
const web = await startFakeWeb(({ url }, response) => {
  if (url === '/photo.jpg') response.writeHead(200, { 'content-type': 'image/jpeg' }).end(image);
  else if (url === '/text') response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Only a title</title>');
  else response.writeHead(200, { 'content-type': 'text/html' }).end(HEAD);
});
const { browser, close } = await useBrowser();
after(async () => {
  await close();
  await web[Symbol.asyncDispose]();
});
const settings = { guests: 50, linkPreviews: true };
const { laptop } = await openLaptopSuite([], settings, { LOCAL_WEB_PORT: `${web.port}` });
const [ann, bob] = await Promise.all([
  BrowserWindow.signedIn(browser, laptop, 'ann', { dark: true }),
  BrowserWindow.signedIn(browser, laptop, 'bob', { width: 320, height: 700, touch: true }),
]);
image = (await photo(ann.page, 'photo.jpg', { width: 1_200, height: 630 })).bytes;
const hosts = new Set<string>();
for (const { page } of [ann, bob]) page.on('request', (request) => hosts.add(new URL(request.url()).hostname));

const cardOf = ({ page }: BrowserWindow, host = 'site.example') =>
  page.getByRole('figure', { name: `Preview of ${host}` });

test('a link has a card of plain texts with its image, and no browser of a reader contacts its server', async () => {
  await ann.says('read http://site.example/story#part');
  for (const window of [ann, bob]) {
    const card = cardOf(window);
    await card.getByText('Bridges <img src=x onerror="alert(1)"> of the Rhine').waitFor();
    await card.getByText('The Daily Bridge').waitFor();
    await until('the image is displayed', () =>
      card.locator('img').evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth === 1_200),
    );
    assert.equal(await card.getByRole('link').getAttribute('href'), 'http://site.example/story');
    assert.deepEqual(await accessibilityViolations(window.page), []);
  }
  const box = await cardOf(bob).boundingBox();
  assert.ok(box && box.x + box.width <= 320, JSON.stringify(box));
  assert.equal(web.requests.filter(({ path }) => path === '/story').length, 1);
  assert.ok(!hosts.has('site.example'));
  for (const [index, window] of [ann, bob].entries()) await saveScreenshot(window.page, `previews-${index}`);
});

test('links in code and in angle brackets have no card', async () => {
  await ann.says('`http://site.example/code` <http://site.example/brackets> http://site.example/text');
  await cardOf(ann).getByText('Only a title').waitFor();
  assert.equal(await cardOf(ann).count(), 2);
  assert.ok(!web.requests.some(({ path }) => path === '/code' || path === '/brackets'));
});

test('a reader switches previews off and on again, on all devices', async () => {
  const { page } = bob;
  const show = async (on: boolean) => {
    await page.evaluate(() => location.assign('#/settings'));
    const setting = page.getByRole('checkbox', { name: 'Show what is behind links' });
    await setting.click();
    await until('the setting is stored', async () => (await setting.isChecked()) === on);
    await page.evaluate(() => location.assign('#general'));
    await bob.message('read http').waitFor();
  };
  await show(false);
  await until('no card is displayed', async () => (await cardOf(bob).count()) === 0);
  assert.equal(await cardOf(ann).count(), 2, 'for the others they remain');
  await show(true);
  await cardOf(bob).first().waitFor();
});

test('the author removes the previews of a message by keyboard, for all readers and for good', async () => {
  const message = ann.message('read http');
  await message.getByRole('figure').getByRole('link').focus();
  await ann.page.keyboard.press('ArrowRight');
  assert.equal(
    await ann.page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
    'Remove previews from this message',
  );
  await ann.page.keyboard.press('Enter');
  for (const window of [ann, bob]) await window.message('read http').getByRole('figure').waitFor({ state: 'detached' });
  assert.ok(await ann.page.evaluate(() => document.activeElement?.classList.contains('message')));
  await bob.page.reload();
  await bob.connected();
  await cardOf(bob).getByText('Only a title').waitFor();
  assert.equal(await bob.message('read http').getByRole('figure').count(), 0);
  assert.equal(await bob.message('read http').getByText('edited').count(), 0);
  assert.deepEqual([ann.errors, bob.errors], [[], []]);
});
