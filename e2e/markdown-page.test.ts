// Formatted messages on the page: bold, lists, quotes, code with its button and colours, and links whose host is displayed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const ann = await BrowserWindow.signedIn(browser, parley, 'ann', { dark: true });
const { page } = ann;
const host = await TestUser.signsIn(parley, 'host');

const MESSAGE = [
  '**Bold**, _italic_, ~~gone~~, `**code**` and @ann in **@ann**',
  '> quoted',
  '1. first\n2. second',
  '```ts\nconst answer = 42; // typed\n```',
  '[the plan](https://plan.example/x)',
].join('\n');

test('Markdown is displayed as formatted text, and code has colours and is copied as typed', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await ann.says(MESSAGE);
  const text = page.locator('.markdown');
  const texts = (selector: string) => text.locator(selector).allTextContents();
  await text.locator('strong').first().waitFor();
  assert.deepEqual(await texts('strong'), ['Bold', '@ann']);
  assert.deepEqual(
    [await texts('em'), await texts('del'), await texts('p code')],
    [['italic'], ['gone'], ['**code**']],
  );
  assert.deepEqual([await texts('blockquote'), await texts('ol > li')], [['quoted'], ['first', 'second']]);
  assert.equal(await text.locator('strong .mention.me').count(), 1);
  await text.locator('pre .code-keyword').getByText('const', { exact: true }).waitFor();
  assert.deepEqual(await texts('pre'), ['const answer = 42; // typed']);
  assert.deepEqual(await texts('a'), ['the plan (plan.example)']);
  assert.equal(await text.locator('a').getAttribute('href'), 'https://plan.example/x');
  await text.getByRole('button', { name: 'Copy code' }).click();
  await text.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'const answer = 42; // typed');
  assert.deepEqual(await accessibilityViolations(page), []);
});

test('keys add marks around the selection, remove them, and can be undone', async () => {
  await ann.composer.fill('all of it');
  await ann.composer.press('Control+a');
  await ann.composer.press('Control+b');
  assert.equal(await ann.composer.inputValue(), '**all of it**');
  await ann.composer.press('Control+i');
  await ann.composer.press('Control+Shift+X');
  await ann.composer.press('Control+e');
  assert.equal(await ann.composer.inputValue(), '**_~~`all of it`~~_**');
  await ann.composer.press('Control+e');
  assert.equal(await ann.composer.inputValue(), '**_~~all of it~~_**');
  await ann.composer.press('Control+z');
  assert.equal(await ann.composer.inputValue(), '**_~~`all of it`~~_**');
  await ann.composer.press('Enter');
  await page.locator('.markdown del code').getByText('all of it', { exact: true }).waitFor();
});

test('formatted messages are within a narrow window, which begins at the first new one', async () => {
  const channel = await host.createsChannel('ann');
  const long = 'x'.repeat(300);
  for (let count = 0; count < 12; count++) await host.says(channel, `- item **${count}**\n  - \`${long}\``);
  await host.says(channel, `\`\`\`\n${long}\n\`\`\`\n[${long}](https://a.example/${long})\n> שלום **עולם**`);
  await page.setViewportSize({ width: 320, height: 600 });
  await ann.goesTo(channel);
  await page.locator('.markdown blockquote').waitFor();
  const { tooWide, firstNew } = await page.getByRole('log').evaluate((log) => ({
    tooWide: [...log.querySelectorAll('.markdown, .markdown *')]
      .filter((each) => each.getBoundingClientRect().right > innerWidth || each.getBoundingClientRect().left < 0)
      .map((each) => each.outerHTML),
    firstNew: (log.querySelector('.divider.new')?.getBoundingClientRect().top ?? 0) - log.getBoundingClientRect().top,
  }));
  assert.deepEqual(tooWide, []);
  assert.ok(firstNew >= 0 && firstNew < 300, `${firstNew}`);
  assert.equal(
    await page.locator('.markdown blockquote').evaluate((quote) => getComputedStyle(quote).direction),
    'rtl',
  );
  assert.deepEqual(ann.errors, []);
});
