// The page in German and Arabic: chosen by the browser or in the settings, by keyboard and with screen readers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';

const { parley, browser } = await openBrowserSuite();

/** The catalogues that a page has downloaded. */
const catalogues = (page: Page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => /\/(en|de|ar)(?:-on-demand)?-[A-Z0-9]{8}\.js$/.exec(name)?.[1])
      .filter((language) => language !== undefined),
  );

const root = (page: Page) => page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);

test('a German browser shows the page in German, and downloads no other language', async () => {
  const ann = await BrowserWindow.signedIn(browser, parley, 'ann', { locale: 'de-AT' });
  const { page } = ann;
  assert.deepEqual(await root(page), ['de', 'ltr']);
  await ann.says('Guten Tag');
  await ann.sees('Guten Tag');
  await page.getByRole('button', { name: 'Kanaldetails', exact: true }).press('Enter');
  await page.getByRole('tab', { name: 'Mitglieder' }).waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  assert.deepEqual(await catalogues(page), ['de', 'de']);
  await page.keyboard.press('Escape');
  // An error of the server, too.
  await page.evaluate(() => location.assign(`#join=${'x'.repeat(22)}`));
  await page.getByText('Diese Einladung gilt nicht mehr. Bitte um eine neue.').waitFor();
  assert.deepEqual(ann.errors, []);
});

for (const { width, dark, channel } of [
  { width: 1280, dark: false, channel: 'general' },
  { width: 390, dark: true, channel: 'random' },
])
  test(`an Arabic browser shows the page from right to left at ${width} pixels`, async () => {
    const omar = await BrowserWindow.signedIn(browser, parley, 'omar', { locale: 'ar-EG', width, dark });
    const { page } = omar;
    assert.deepEqual(await root(page), ['ar', 'rtl']);
    await page.evaluate((name) => location.assign(`#${name}`), channel);
    await page.getByRole('heading', { name: `#${channel}`, level: 1 }).waitFor();
    await omar.says('مرحبا https://example.com/شيء?x=1 وشكرا');
    await omar.sees('مرحبا');
    // The reading direction of an address is its own.
    const link = page.getByRole('log').getByRole('link').first();
    assert.equal(await link.evaluate((element) => getComputedStyle(element).direction), 'ltr');
    assert.equal(await link.evaluate((element) => getComputedStyle(element).unicodeBidi), 'isolate');
    assert.deepEqual(await accessibilityViolations(page), []);
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    assert.ok(scrollWidth <= clientWidth, `${scrollWidth} of ${clientWidth} pixels`);

    // The text of a message begins on the right, and its first control is reached by the left arrow.
    const message = omar.message('مرحبا');
    await message.focus();
    await page.keyboard.press('ArrowLeft');
    const inMessage = () => message.evaluate((element) => element.matches(':focus-within:not(:focus)'));
    assert.equal(await inMessage(), true, 'a control of the message has the focus');
    await page.keyboard.press('ArrowRight');
    assert.equal(await message.evaluate((element) => element === document.activeElement), true, 'the message has it');

    if (width === 390) {
      await page.getByRole('button', { name: 'القنوات', exact: true }).click();
      const drawer = page.locator('#sidebar');
      await page.waitForFunction(() => {
        const box = document.getElementById('sidebar')?.getBoundingClientRect();
        return box !== undefined && Math.round(box.right) === innerWidth;
      });
      assert.deepEqual(await accessibilityViolations(page), []);
      await drawer
        .getByRole('link', { name: /^#?\s?general/ })
        .first()
        .press('Escape');
    }
    assert.deepEqual(omar.errors, []);
  });

test('another language is shown in place, in all tabs, and what was typed stays', async () => {
  const ann = await BrowserWindow.signedIn(browser, parley, 'ann');
  const other = await ann.anotherTab(parley);
  const { page } = ann;
  await ann.composer.fill('half a sentence');
  await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }));
  await page.getByRole('link', { name: 'Settings', exact: true }).press('Enter');
  await page.getByRole('radio', { name: 'Deutsch' }).check();
  await page.getByRole('heading', { name: 'Sprache' }).waitFor();
  await page.getByRole('heading', { name: 'Darstellung' }).waitFor();
  assert.deepEqual(await root(page), ['de', 'ltr']);
  await other.page.getByRole('heading', { name: 'Kanäle' }).waitFor();
  await page.getByRole('radio', { name: 'العربية' }).check();
  await page.getByRole('heading', { name: 'المظهر' }).waitFor();
  assert.deepEqual(await root(page), ['ar', 'rtl']);
  await ann.goesTo('general');
  assert.equal(await ann.composer.inputValue(), 'half a sentence');
  assert.equal(await page.evaluate(() => 'notReloaded' in globalThis), true, 'the page was not loaded again');
  await ann.reloads();
  assert.deepEqual(await root(page), ['ar', 'rtl']);
  assert.equal(await ann.composer.inputValue(), 'half a sentence');
  assert.deepEqual([...ann.errors, ...other.errors], []);
});
