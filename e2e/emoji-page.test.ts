// Emoji: the picker at the message field and for reactions, and completion by shortcodes, in three languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityViolations, BrowserWindow, saveScreenshot } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';

const { parley, browser } = await openBrowserSuite();
const ann = await BrowserWindow.signedIn(browser, parley, 'ann', { dark: true });
const { page } = ann;
const search = page.getByRole('searchbox', { name: 'Search emoji' });

test('an emoji is found in the picker and inserted at the caret by keyboard alone', async () => {
  await ann.composer.fill('to the moon!');
  for (let step = 0; step < 5; step++) await ann.composer.press('ArrowLeft');
  // Before it are the toolbar, and the buttons that hide it and attach files.
  await page.getByRole('toolbar', { name: 'Formatting' }).waitFor();
  for (let step = 0; step < 4; step++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await search.waitFor();
  assert.equal(await search.evaluate((field) => field === document.activeElement), true);
  await page.getByRole('gridcell', { name: 'grinning face', exact: true }).waitFor();
  await search.pressSequentially('tada');
  await page.getByRole('gridcell', { name: 'dog' }).waitFor({ state: 'detached' });
  await page.locator('[role=gridcell][data-active]').getByText('🎉').waitFor();
  assert.deepEqual(await accessibilityViolations(page), []);
  await page.keyboard.press('Enter');
  assert.equal(await ann.composer.inputValue(), 'to the 🎉moon!');
  assert.equal(await ann.composer.evaluate((field) => field === document.activeElement), true);
  await search.waitFor({ state: 'detached' });
});

test('a shortcode becomes its emoji by its second colon, or by a suggestion; a time stays a time', async () => {
  await ann.composer.fill('');
  await ann.composer.pressSequentially('at 10:30: :tada:');
  await page.waitForFunction(() => document.querySelector('textarea')?.value === 'at 10:30: 🎉 ');
  await ann.composer.pressSequentially(':thumbsu');
  await page.getByRole('option', { name: /👍.*:thumbsup:/, selected: true }).waitFor();
  await ann.composer.press('Tab');
  assert.equal(await ann.composer.inputValue(), 'at 10:30: 🎉 👍 ');
  await ann.composer.press('Enter');
  await ann.sees('at 10:30: 🎉 👍');
});

test('a message is reacted to with any emoji', async () => {
  await ann.hasSentAll();
  await ann.message('10:30').hover();
  await ann
    .message('10:30')
    .getByRole('button', { name: /^More actions for/ })
    .click();
  await page.getByRole('button', { name: 'More reactions' }).click();
  await search.pressSequentially('unicorn');
  await page.getByRole('gridcell', { name: 'dog' }).waitFor({ state: 'detached' });
  await page.getByRole('gridcell', { name: 'unicorn', exact: true }).click();
  await ann.message('10:30').getByRole('button', { name: /🦄 1/, pressed: true }).waitFor();
  // Also that the content security policy allows the picker everything it does.
  assert.deepEqual(ann.errors, []);
});

for (const { locale, name, query, width, touch } of [
  { locale: 'de-DE', name: 'Emoji einfügen', query: 'Rakete', width: 1280, touch: false },
  { locale: 'ar-EG', name: 'إدراج رمز تعبيري', query: 'صاروخ', width: 390, touch: true },
])
  test(`the picker is within the window and in the language of the reader in ${locale} at ${width} pixels`, async () => {
    await using other = await BrowserWindow.signedIn(browser, parley, `user-${locale.slice(0, 2)}`, {
      locale,
      width,
      touch,
    });
    await other.page.getByRole('button', { name }).click();
    const picker = other.page.locator('.emoji-panel');
    await picker.getByRole('gridcell').first().waitFor();
    const box = await picker.boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= width, JSON.stringify(box));
    // On a touch screen a sheet at the lower edge.
    if (touch) assert.deepEqual([box.width, Math.round(box.y + box.height)], [width, 800]);
    assert.deepEqual(await accessibilityViolations(other.page), []);
    // There the keyboard would cover the emoji.
    const searches = picker.getByRole('searchbox');
    assert.equal(await searches.evaluate((field) => field === document.activeElement), !touch);
    await searches.fill(query);
    await picker.getByRole('gridcell').getByText('🚀', { exact: true }).click();
    assert.match(await other.composer.inputValue(), /^🚀$/);
    assert.deepEqual(other.errors, []);
    if (process.env['SCREENSHOTS']) {
      await other.page.getByRole('button', { name }).click();
      await picker.getByRole('gridcell').first().waitFor();
      await saveScreenshot(other.page, `emoji-${locale}`);
    }
  });
