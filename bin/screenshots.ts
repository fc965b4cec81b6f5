// `node bin/run.mjs screenshots`: makes the pictures of the documents, from a Parley with a few users, in docs/images.
//
// With `--all FOLDER` it makes every screen in every look, in another folder, to look at them. On Debian and as root it installs a font
// with emoji, without which they are boxes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { ROOT } from '../harness/assembly.ts';
import { BrowserWindow, launchBrowser } from '../harness/browser-window.ts';
import { Parley } from '../harness/parley-process.ts';
import {
  answerPreviews,
  CHANNEL,
  fillScene,
  LAST,
  SCREENS,
  type Screen,
  type ScreenName,
} from '../harness/screenshot-scene.ts';

type Look = { width: number; height: number; dark?: boolean; touch?: boolean };

const DESKTOP: Look = { width: 1280, height: 800 };
const PHONE: Look = { width: 390, height: 844, touch: true };
const LOOKS: Readonly<Record<string, Look>> = {
  'desktop-light': DESKTOP,
  'desktop-dark': { ...DESKTOP, dark: true },
  'phone-light': PHONE,
  'phone-dark': { ...PHONE, dark: true },
};

/** The pictures of the documents. */
const PICTURES: Readonly<Record<string, readonly ScreenName[]>> = {
  'desktop-light': [
    'channel',
    'message',
    'details',
    'pinned',
    'versions',
    'files',
    'search',
    'thread',
    'link',
    'settings',
    'tray',
    'emoji',
  ],
  'desktop-dark': ['channel', 'code', 'viewer', 'details', 'retention', 'threads', 'switcher'],
  'phone-light': ['channel', 'details', 'saved', 'thread', 'tray'],
  'phone-dark': ['channel', 'code', 'pinned', 'files', 'search', 'settings'],
};

/** On a touch screen the actions of a message are in a sheet, and there are no keys. */
const DESKTOP_ONLY: ReadonlySet<string> = new Set(['message', 'switcher']);

/** The quality of the pictures: texts are sharp, and a picture is less than half of a PNG. */
const QUALITY = 0.8;

const { values } = parseArgs({ options: { all: { type: 'string' } } });
const folder = values.all ?? join(ROOT, 'docs/images');

if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'))
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'fonts-noto-color-emoji'], {
    stdio: 'ignore',
  });
mkdirSync(folder, { recursive: true });
await using parley = await Parley.launch('--link-previews', 'on');
const browser = await launchBrowser();
const encoder = await browser.newPage();
try {
  const scene = await fillScene(parley, browser);
  for (const [name, look] of Object.entries(LOOKS)) {
    const all = (Object.keys(SCREENS) as ScreenName[]).filter((screen) => !look.touch || !DESKTOP_ONLY.has(screen));
    await pictures(name, look, values.all === undefined ? (PICTURES[name] ?? []) : all);
  }
  await arabicPicture(browser);
  await signInPicture(browser);
  if (values.all === undefined) await twoWindows(browser);

  /** Screens of Ann at one size and in one colour scheme. */
  async function pictures(name: string, look: Look, screens: readonly ScreenName[]): Promise<void> {
    await using ann = await BrowserWindow.signedIn(browser, parley, 'ann', look);
    const { page } = ann;
    await answerPreviews(page);
    await ann.goesTo(CHANNEL);
    await ann.sees(LAST);
    for (const screen of screens) {
      const { open, loaded, close }: Screen = SCREENS[screen];
      await open(ann, scene);
      await loaded(page).waitFor();
      // The actions of the message under the pointer.
      if (screen !== 'message') await page.mouse.move(0, 0);
      await save(page, `${name}-${screen}`, screen === 'link');
      await close?.(ann);
    }
  }
} finally {
  await browser.close();
}
console.log(`The pictures are in ${folder}.`);

async function arabicPicture(from: Browser): Promise<void> {
  await using cleo = await BrowserWindow.signedIn(from, parley, 'cleo', { ...PHONE, locale: 'ar' });
  const { page } = cleo;
  await answerPreviews(page);
  await page.goto(`${parley.addresses.page}#${CHANNEL}`);
  await page.getByText(LAST).waitFor();
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
  const source = (name: string) => `data:image/webp;base64,${readFileSync(join(folder, `${name}.webp`), 'base64')}`;
  const page = await from.newPage({ viewport: { width: 1_500, height: 900 } });
  await page.setContent(`<style>
    body { margin: 0; background: #e7e9f2; display: flex; gap: 32px; align-items: center; justify-content: center; height: 100vh }
    img { border-radius: 12px; box-shadow: 0 8px 32px rgb(0 0 0 / 25%) } </style>
    <img width="1024" src="${source('desktop-light-channel')}"><img width="352" src="${source('phone-dark-channel')}">`);
  await save(page, '../two-windows');
}

/** Saves a picture. Playwright makes PNG, which is encoded again by the browser. */
async function save(page: Page, name: string, isMoving = false): Promise<void> {
  await page.waitForLoadState('networkidle');
  const png = await page.screenshot({ animations: isMoving ? 'allow' : 'disabled', caret: 'hide' });
  const base64 = await encoder.evaluate(
    async ([data, quality]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', quality).split(',')[1] ?? '';
    },
    [png.toString('base64'), QUALITY] as const,
  );
  writeFileSync(join(folder, `${name}.webp`), Buffer.from(base64, 'base64'));
}
