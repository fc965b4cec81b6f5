// Completion of mentions and channels at the message field, by keyboard, in three languages, on desktop and phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const [, dave, dana] = await signInUsers(parley, 'ann', 'dave', 'dana');
await dave.requests('PATCH', '/users/me', { displayName: 'David Ó Briain' });
await dave.sees('general');
await dana.sees('general');
const ann = await BrowserWindow.signedIn(browser, parley, 'ann');
const { page } = ann;
const selected = (name: string | RegExp) => page.getByRole('option', { name, selected: true }).waitFor();
const closed = () => page.getByRole('listbox').waitFor({ state: 'detached' });

test('what is typed stays, and can be sent, while the suggestions cannot be downloaded', async () => {
  await page.route('**/completion-*.js', (route) => route.abort());
  const failed = page.waitForEvent('requestfailed');
  await ann.composer.pressSequentially('ask @da');
  await failed;
  assert.equal(await ann.composer.inputValue(), 'ask @da');
  await ann.composer.press('Enter');
  await ann.sees('ask @da');
  await page.unroute('**/completion-*.js');
});

test('a user is suggested by display name, and accepted by keyboard', async () => {
  await ann.composer.pressSequentially('hi @bri');
  await selected(/David Ó Briain.*@dave/);
  const option = await ann.composer.getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`[id="${option}"]`).getAttribute('aria-selected'), 'true');
  assert.deepEqual(await accessibilityViolations(page), []);
  await ann.composer.press('Enter');
  assert.equal(await ann.composer.inputValue(), 'hi @dave ');
  await closed();
  assert.equal(await ann.composer.getAttribute('aria-activedescendant'), null);

  await ann.composer.pressSequentially('and @da');
  await page.getByRole('option').nth(1).waitFor();
  await ann.composer.press('ArrowDown');
  await page.locator('[role=option]:nth-child(2)[aria-selected=true]').waitFor();
  await ann.composer.press('Escape');
  await closed();
  assert.equal(await ann.composer.inputValue(), 'hi @dave and @da');
  await ann.composer.press('Enter');
  await ann.sees('hi @dave and @da');
});

test('an edit completes channels with Tab; an input method keeps its keys', async () => {
  await ann.hasSentAll();
  await ann.composer.press('ArrowUp');
  await page.getByText('Editing message').waitFor();
  await ann.composer.press('End');
  await ann.composer.pressSequentially(' in #rand');
  await selected('#random');
  const prevented = await ann.composer.evaluate((field) => {
    const event = new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
    return !field.dispatchEvent(event);
  });
  assert.equal(prevented, false);
  await selected('#random');
  await ann.composer.press('Tab');
  assert.equal(await ann.composer.inputValue(), 'hi @dave and @da in #random ');
  await ann.composer.press('Enter');
  await ann.sees('hi @dave and @da in #random');
  // Its name in the message leads to the channel.
  await page.getByRole('log').getByRole('link', { name: '#random' }).click();
  await page.getByRole('heading', { name: '#random', level: 1 }).waitFor();
  await ann.goesTo('general');
  assert.deepEqual(
    ann.errors.filter((error) => !error.includes('completion-')),
    [],
  );
});

for (const { locale, width, dark, people } of [
  { locale: 'de-DE', width: 1280, dark: true, people: 'Personen zum Erwähnen' },
  { locale: 'ar-EG', width: 390, dark: false, people: 'أشخاص يمكن الإشارة إليهم' },
])
  test(`suggestions are above the field in ${locale} at ${width} pixels, and accepted by pointer`, async () => {
    const other = await BrowserWindow.signedIn(browser, parley, `user-${locale.slice(0, 2)}`, { locale, width, dark });
    await other.composer.pressSequentially('@da');
    const list = other.page.getByRole('listbox', { name: people });
    const option = list.getByRole('option').filter({ hasText: 'dana' });
    await option.waitFor();
    assert.deepEqual(await accessibilityViolations(other.page), []);
    const [listBox, fieldBox] = await Promise.all([list.boundingBox(), other.composer.boundingBox()]);
    assert.ok(listBox && fieldBox && listBox.x >= 0 && listBox.x + listBox.width <= width);
    assert.ok(listBox.y >= 0 && listBox.y + listBox.height <= fieldBox.y);
    await option.click();
    assert.equal(await other.composer.inputValue(), '@dana ');
    assert.deepEqual(other.errors, []);
  });
