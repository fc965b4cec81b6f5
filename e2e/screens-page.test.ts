// Every screen of the page in every look: no accessibility rule is violated, nothing is wider than the window, and no error occurs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { accessibilityViolations, BrowserWindow } from '../harness/browser-window.ts';
import { sampled } from '../harness/exhaustive.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { signInUsers } from '../harness/test-user.ts';

const { parley, browser } = await openBrowserSuite();
const [ann, bob] = await signInUsers(parley, 'ann', 'bob');
const channel = await ann.createsChannel('bob');
await bob.createsChannel();
await bob.says(channel, 'Have a look at https://example.com/a-long-address/without/spaces/that-must-be-broken, @ann');
await ann.says(channel, 'Thanks! '.repeat(30));
await bob.requests('POST', `/channels/${channel}/reports`, { seq: 2, reason: 'spam' });

type Look = { name: string; width: number; height: number; dark?: boolean };

const LOOKS: readonly Look[] = [
  { name: 'phone, dark', width: 390, height: 844, dark: true },
  { name: 'desktop, light', width: 1280, height: 800 },
  { name: 'desktop at 200 % zoom, dark', width: 640, height: 400, dark: true },
  { name: 'phone, light', width: 390, height: 844 },
  { name: 'phone in landscape, light', width: 844, height: 390 },
  { name: 'desktop, dark', width: 1280, height: 800, dark: true },
];

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).last();

/** Opens the list of channels where it is a drawer. */
async function openSidebar(page: Page): Promise<void> {
  const drawer = page.locator('.channel-header').getByRole('button', { name: /^Channels/ });
  if (await drawer.isVisible()) await drawer.click();
}

const inSidebar = (name: string) => async (page: Page) => {
  await openSidebar(page);
  await button(page, name).click();
};

const address = (fragment: string) => (page: Page) =>
  page.evaluate((hash) => {
    location.hash = hash;
  }, fragment);

/** Each screen: how it is opened from the channel, and what it shows then. */
const SCREENS: Record<string, { open: (page: Page) => Promise<unknown>; shows: string }> = {
  'a channel': { open: async () => {}, shows: '.message' },
  'the menu of a message': {
    open: async (page) => {
      await page.getByRole('log').locator('.message').last().hover();
      await page
        .getByRole('button', { name: /^More actions/ })
        .last()
        .click();
    },
    shows: '.actions-panel button',
  },
  'the emoji picker': { open: (page) => button(page, 'Insert emoji').click(), shows: '[role=gridcell]' },
  'a profile card': {
    open: (page) => page.getByRole('log').getByRole('button', { name: 'ann', exact: true }).last().click(),
    shows: 'dialog',
  },
  'the details of a channel': { open: address(`${channel}/about`), shows: '[role=tabpanel]' },
  'its members': { open: address(`${channel}/members`), shows: '.member-rows > li' },
  'its settings': { open: address(`${channel}/settings`), shows: '[role=tabpanel] button' },
  'its reports': { open: address(`${channel}/reports`), shows: '[role=tabpanel]' },
  'a search': { open: address(`${channel}/search/example`), shows: '.search-result mark' },
  'a search before anything is typed': { open: address(`${channel}/search/`), shows: '.search-start' },
  'the settings': { open: address('/settings'), shows: 'main h2' },
  'a new channel': { open: inSidebar('New channel'), shows: '#channel-name' },
  'a new direct message': { open: inSidebar('New direct message'), shows: 'dialog input' },
  'the public channels': { open: inSidebar('Browse channels'), shows: 'dialog li' },
  'the channel switcher': { open: (page) => page.keyboard.press('Control+k'), shows: '[role=option]' },
  'the keyboard shortcuts': {
    open: (page) => page.keyboard.press('Control+/'),
    shows: 'dialog kbd',
  },
  'a channel that does not exist': { open: address('nowhere'), shows: 'main button' },
};

const window = await BrowserWindow.signedIn(browser, parley, 'ann');
const { page } = window;

async function opensScreen(name: string, look: Look): Promise<void> {
  await page.setViewportSize(look);
  await page.emulateMedia({ colorScheme: look.dark ? 'dark' : 'light', reducedMotion: 'reduce' });
  await page.goto(`${parley.addresses.page}/#${channel}`);
  await page.reload();
  await window.sees('Have a look');
  const { open, shows } = SCREENS[name] ?? assert.fail();
  await open(page);
  await page.locator(`${shows}:visible`).first().waitFor();
  await page.getByText('Loading…').first().waitFor({ state: 'detached' });
}

/** Elements whose text is wider than the window. */
function tooWide(): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1)
      .filter((element) => !element.closest('[inert], [aria-hidden=true]'))
      .map((element) => `${element.tagName}.${element.className}`),
  );
}

// By default each screen in one of the looks, in turn.
const cases = Object.keys(SCREENS).flatMap((name, index) =>
  sampled([LOOKS[index % LOOKS.length] as Look], [...LOOKS]).map((look) => ({ name, look })),
);

for (const { name, look } of cases)
  test(`${name}: accessible and within the window (${look.name})`, async () => {
    await opensScreen(name, look);
    assert.deepEqual(await accessibilityViolations(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    assert.deepEqual(await tooWide(), []);
    assert.deepEqual(window.errors, []);
  });
