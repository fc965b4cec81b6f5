// `node bin/run.mjs screenshots`: makes the pictures of the documents, from a Parley with a few users, in docs/images.
//
// On Debian and as root it installs a font with emoji, without which they are boxes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { ROOT } from '../harness/assembly.ts';
import { BrowserWindow, launchBrowser } from '../harness/browser-window.ts';
import { Parley } from '../harness/parley-process.ts';
import { TestUser } from '../harness/test-user.ts';

const IMAGES = join(ROOT, 'docs/images');
const CHANNEL = 'launch';

const TALK: readonly [who: 'ann' | 'bob' | 'cleo', text: string][] = [
  ['bob', 'Good morning! The release notes are ready for review.'],
  ['cleo', 'I read them on the train: two typing errors, otherwise fine.'],
  ['bob', '@ann can you have a look before noon?'],
  ['ann', 'Sure. I will publish them at https://example.com/notes'],
  ['cleo', 'Thanks! I fixed both.'],
];

type Screen = 'channel' | 'message' | 'emoji' | 'switcher' | 'details' | 'search' | 'settings';

/** What a screen displays once it is loaded. */
const LOADED: Readonly<Record<Screen, (page: Page) => Locator>> = {
  channel: (page) => page.getByText('I fixed both.'),
  message: (page) => page.getByText('I fixed both.'),
  emoji: (page) => page.locator('[role=gridcell]:visible').first(),
  switcher: (page) => page.getByRole('option').first(),
  details: (page) => page.getByRole('tab', { name: 'About' }),
  search: (page) => page.locator('.search-result').first(),
  settings: (page) => page.getByRole('heading', { name: 'Appearance' }),
};

if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'))
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'fonts-noto-color-emoji'], {
    stdio: 'ignore',
  });
mkdirSync(IMAGES, { recursive: true });
await using parley = await Parley.launch();
const browser = await launchBrowser();
try {
  await fill();
  await pictures(browser, 'desktop-light', { width: 1280, height: 800 }, [
    'channel',
    'message',
    'emoji',
    'details',
    'search',
    'settings',
  ]);
  await pictures(browser, 'desktop-dark', { width: 1280, height: 800, dark: true }, ['channel', 'switcher', 'details']);
  await pictures(browser, 'phone-light', { width: 390, height: 844, touch: true }, ['channel', 'details']);
  await pictures(browser, 'phone-dark', { width: 390, height: 844, touch: true, dark: true }, [
    'channel',
    'search',
    'settings',
  ]);
  await arabicPicture(browser);
  await signInPicture(browser);
  await twoWindows(browser);
} finally {
  await browser.close();
}
console.log(`The pictures are in ${IMAGES}.`);

async function fill(): Promise<void> {
  const users = Object.fromEntries(
    await Promise.all(
      (['ann', 'bob', 'cleo'] as const).map(async (name) => [name, await TestUser.signsIn(parley, name)]),
    ),
  ) as Record<'ann' | 'bob' | 'cleo', TestUser>;
  await users.ann.requests('POST', '/channels', { kind: 'public', name: CHANNEL });
  await users.ann.requests('PATCH', `/channels/${CHANNEL}`, { topic: 'Everything about the next release' });
  for (const name of ['bob', 'cleo'] as const) await users[name].requests('POST', `/channels/${CHANNEL}/members`);
  for (const [who, text] of TALK) await users[who].says(CHANNEL, text);
}

type Look = { width: number; height: number; dark?: boolean; touch?: boolean };

/** Screens of Ann at one size and in one colour scheme. */
async function pictures(from: Browser, name: string, look: Look, screens: readonly Screen[]): Promise<void> {
  await using ann = await BrowserWindow.signedIn(from, parley, 'ann', look);
  const { page } = ann;
  await ann.goesTo(CHANNEL);
  await ann.sees('I fixed both.');
  for (const screen of screens) {
    if (screen === 'message') await page.getByRole('log').locator('.message').last().hover();
    if (screen === 'emoji') await page.getByRole('button', { name: 'Insert emoji' }).click();
    if (screen === 'switcher') await page.keyboard.press('Control+k');
    if (screen === 'details') await page.getByRole('button', { name: 'Channel details', exact: true }).last().click();
    if (screen === 'search') {
      await page.getByRole('button', { name: 'Search messages' }).click();
      await page.locator('#search-field').fill('notes');
    }
    if (screen === 'settings') await page.goto(`${parley.addresses.page}#/settings`);
    await LOADED[screen](page).waitFor();
    await save(page, `${name}-${screen}`);
    if (screen === 'emoji' || screen === 'switcher') await page.keyboard.press('Escape');
  }
}

async function arabicPicture(from: Browser): Promise<void> {
  await using cleo = await BrowserWindow.signedIn(from, parley, 'cleo', {
    locale: 'ar',
    width: 390,
    height: 844,
    touch: true,
  });
  const { page } = cleo;
  await page.goto(`${parley.addresses.page}#${CHANNEL}`);
  await page.getByText('I fixed both.').waitFor();
  await save(page, 'phone-arabic');
}

async function signInPicture(from: Browser): Promise<void> {
  const page = await from.newPage();
  await page.goto(parley.addresses.page);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await save(page, 'sign-in');
}

/** The picture of the README: a desktop and a phone with one channel. */
async function twoWindows(from: Browser): Promise<void> {
  const source = (name: string) => `data:image/png;base64,${readFileSync(join(IMAGES, `${name}.png`), 'base64')}`;
  const page = await from.newPage({ viewport: { width: 1_500, height: 900 } });
  await page.setContent(`<style>
    body { margin: 0; background: #e7e9f2; display: flex; gap: 32px; align-items: center; justify-content: center; height: 100vh }
    img { border-radius: 12px; box-shadow: 0 8px 32px rgb(0 0 0 / 25%) } </style>
    <img width="1024" src="${source('desktop-light-channel')}"><img width="352" src="${source('phone-dark-channel')}">`);
  await page.screenshot({ path: join(ROOT, 'docs/two-windows.png') });
}

async function save(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(IMAGES, `${name}.png`), animations: 'disabled', caret: 'hide' });
}
