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

test('the toolbar formats the selection, shows what it has, can be undone, and is hidden on this device by its button', async () => {
  const toolbar = page.getByRole('toolbar', { name: 'Formatting' });
  const button = (name: string) => toolbar.getByRole('button', { name, exact: true });
  await ann.composer.fill('all of it');
  await ann.composer.press('Control+a');
  await button('Bold').click();
  assert.equal(await ann.composer.inputValue(), '**all of it**');
  await toolbar.locator('[aria-label=Bold][aria-pressed=true]').waitFor();
  await ann.composer.press('Control+z');
  assert.equal(await ann.composer.inputValue(), 'all of it');
  // One tab stop behind the field; the arrow keys move in it, and Enter presses.
  await ann.composer.press('Tab');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Numbered list');
  await page.keyboard.press('Enter');
  assert.equal(await ann.composer.inputValue(), '1. all of it');
  assert.equal(await ann.composer.evaluate((field) => field === document.activeElement), true);
  assert.deepEqual(await accessibilityViolations(page), []);
  const show = page.getByRole('button', { name: 'Formatting', exact: true });
  const desktop = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: 390, height: 844 });
  await toolbar.waitFor({ state: 'detached' });
  assert.equal(await show.getAttribute('aria-expanded'), 'false');
  await page.setViewportSize(desktop);
  await toolbar.waitFor();
  await show.click();
  await toolbar.waitFor({ state: 'detached' });
  await ann.reloads();
  await show.click();
  await toolbar.waitFor();
  await ann.composer.fill('');
});

test('a line break continues a list, Enter in a block of code does not send, and an address pasted over words makes a link', async () => {
  await ann.composer.fill('1. one');
  await ann.composer.press('Shift+Enter');
  await ann.composer.pressSequentially('two');
  await ann.composer.press('Shift+Enter');
  await ann.composer.press('Shift+Enter');
  await ann.composer.pressSequentially('end');
  assert.equal(await ann.composer.inputValue(), '1. one\n2. two\nend');
  await ann.composer.fill('```');
  await ann.composer.press('Enter');
  const code = '\tif (a) {\n\t\treturn **b;\n\n  }';
  await page.evaluate((text) => navigator.clipboard.writeText(text), code);
  await ann.composer.press('Control+v');
  await ann.composer.press('Enter');
  await ann.composer.pressSequentially(':tada:');
  assert.equal(await ann.composer.inputValue(), `\`\`\`\n${code}\n  :tada:`);
  await ann.composer.fill('the plan');
  await ann.composer.press('Control+a');
  await page.evaluate(() => navigator.clipboard.writeText('https://plan.example'));
  await ann.composer.press('Control+v');
  assert.equal(await ann.composer.inputValue(), '[the plan](https://plan.example)');
  await ann.composer.press('Enter');
  // The same in the field of an edit.
  await page.getByRole('link', { name: 'the plan (plan.example)' }).last().waitFor();
  await ann.hasSentAll();
  await ann.composer.press('ArrowUp');
  await ann.composer.press('Control+Shift+Digit8');
  await ann.composer.press('Enter');
  await page.locator('.markdown ul > li').getByRole('link', { name: 'the plan (plan.example)' }).waitFor();
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
