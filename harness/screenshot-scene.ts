// What the pictures of the documents show: a channel with a talk, photos, code and a thread, and the screens of the page.
import type { Browser, Locator, Page } from 'playwright-core';
import type { BrowserWindow } from './browser-window.ts';
import { photo, textFile, transfer } from './file-pictures.ts';
import { FileSender } from './file-sender.ts';
import type { Parley } from './parley-process.ts';
import { TestUser } from './test-user.ts';

/** The channel of the pictures. */
export const CHANNEL = 'launch';

/** The text of its last message. */
export const LAST = 'I fixed both.';

const NAMES = ['ann', 'bob', 'cleo'] as const;
type Name = (typeof NAMES)[number];

const CODE = [
  '**Before the launch:** one index is missing. It takes *seconds* on our data, and `CONCURRENTLY` locks nothing:',
  '```sql',
  'CREATE INDEX CONCURRENTLY notes_by_release',
  '  ON notes (release, created_at DESC)',
  "  WHERE state = 'published'; -- 40,000 of 2 million rows",
  '```',
  '> Please run it on staging first.',
].join('\n');

/** The seq of the messages to which screens lead. */
export type Scene = { edited: number; code: number; photos: number; root: number };

/** Makes the channel. */
export async function fillScene(parley: Parley, browser: Browser): Promise<Scene> {
  const users = Object.fromEntries(
    await Promise.all(NAMES.map(async (name) => [name, await TestUser.signsIn(parley, name)])),
  ) as Record<Name, TestUser>;
  await users.ann.requests('POST', '/channels', { kind: 'public', name: CHANNEL });
  await users.ann.requests('PATCH', `/channels/${CHANNEL}`, { topic: 'Everything about the next release' });
  for (const name of ['bob', 'cleo'] as const) await users[name].requests('POST', `/channels/${CHANNEL}/members`);
  const says = async (who: Name, text: string) => (await users[who].says(CHANNEL, text)).body.seq;
  const first = await says('bob', 'Good morning! The notes are ready for review.');
  await users.bob.edits(CHANNEL, first, 'Good morning! The release notes are ready for review.');
  await says('cleo', 'I read them on the train: two typing errors, otherwise fine.');
  const code = await says('bob', CODE);
  await sendFiles(parley, users.bob, browser, [{ name: 'release-notes.pdf', type: 'application/pdf', size: 48_000 }]);
  const photos = await sendFiles(parley, users.cleo, browser, [
    { name: 'terrace.jpg', type: 'image/jpeg', size: 800 },
    { name: 'lake.jpg', type: 'image/jpeg', size: 640 },
  ]);
  const root = await says('bob', '@ann can you have a look before noon?');
  await says('ann', 'Sure. I will publish them at https://example.com/notes');
  for (const [who, text] of [
    ['ann', 'Read. The part about *threads* needs a picture.'],
    ['cleo', 'I can make one, from `#launch` itself?'],
    ['bob', 'Perfect, thanks both!'],
  ] as const)
    await users[who].replies(CHANNEL, { thread: root }, text);
  await says('cleo', `Thanks! ${LAST}`);
  await users.ann.pins(CHANNEL, code);
  await users.bob.pins(CHANNEL, photos);
  for (const seq of [root, photos]) await users.ann.requests('PUT', `/users/me/saved/${CHANNEL}/${seq}`);
  const { body } = await users.ann.reads(CHANNEL);
  await users.ann.saw(CHANNEL, body.head);
  return { edited: first, code, photos, root };
}

/** What is behind the link of the talk, without a request to a server outside. */
export async function answerPreviews(page: Page): Promise<void> {
  await page.route('**/previews', async (route) => {
    const { urls } = route.request().postDataJSON() as { urls: string[] };
    const preview = {
      host: 'example.com',
      site: 'Example',
      title: 'Release notes 4.2',
      description: 'Threads beside the channel, files and images, a search in all messages, and code with colours.',
    };
    await route.fulfill({
      json: { previews: urls.map((url) => ({ url, preview })) },
      headers: { 'access-control-allow-origin': '*' },
    });
  });
}

type SentFile = { name: string; type: string; size: number };

/** Sends a message with files; of an image `size` is its width. */
async function sendFiles(
  parley: Parley,
  user: TestUser,
  browser: Browser,
  files: readonly SentFile[],
): Promise<number> {
  const sender = new FileSender(user, await FileSender.configOf(parley.addresses.page));
  const page = await browser.newPage();
  const ids: string[] = [];
  for (const { name, type, size } of files) {
    const dimensions = { width: size, height: 600 };
    const image = type === 'image/jpeg' ? await photo(page, name, dimensions) : undefined;
    const bytes = image?.bytes ?? Buffer.alloc(size);
    ids.push((await sender.uploads(CHANNEL, { name, type, bytes, ...(image && dimensions) })).fileId);
  }
  await page.close();
  const { body } = await user.reads(CHANNEL);
  const isPhoto = files[0]?.type === 'image/jpeg';
  const message = isPhoto ? 'Two places for the party:' : '';
  return (await sender.posts(CHANNEL, { files: ids, message, after: body.head })).body.seq;
}

/** A screen: how it is opened in a window that shows the channel, and what it displays once it is loaded. */
export type Screen = {
  open: (window: BrowserWindow, scene: Scene) => Promise<unknown>;
  loaded: (page: Page) => Locator;
  close?: (window: BrowserWindow) => Promise<unknown>;
};

/**
 * The screens, in the order in which they are opened. Screens by keyboard are the last ones: after a key, browsers mark what has the focus.
 */
export const SCREENS = {
  channel: { open: async () => undefined, loaded: (page) => page.getByText(LAST) },
  message: {
    open: ({ page }) => page.getByRole('log').locator('.message').last().hover(),
    loaded: (page) => page.getByText(LAST),
  },
  code: {
    open: ({ page }) => page.locator('pre').evaluate((code) => code.scrollIntoView({ block: 'center' })),
    loaded: (page) => page.locator('pre span').first(),
  },
  viewer: {
    open: ({ page }) => page.getByRole('button', { name: 'Open image terrace.jpg' }).first().click(),
    loaded: (page) => page.locator('dialog .viewer-image img'),
    close: ({ page }) => page.locator('dialog').getByRole('button', { name: 'Close' }).click(),
  },
  details: { open: at('about'), loaded: (page) => page.getByRole('tab', { name: 'About' }) },
  pinned: { open: at('pins'), loaded: (page) => page.locator('[role=tabpanel]').getByText('Before the launch') },
  retention: { open: at('settings'), loaded: (page) => page.getByText('Keep messages') },
  files: { open: at('files'), loaded: (page) => page.locator('.file-row img').nth(1) },
  search: { open: at('search/notes'), loaded: (page) => page.locator('.search-result').first() },
  thread: { open: (window, { root }) => at(`threads/${root}`)(window), loaded: loadedThread },
  link: {
    open: async (window, { photos }) => {
      await at(`${photos}`)(window);
      // The mark fades away.
      await window.page.locator('.jump-target').evaluate((row) => {
        for (const animation of row.getAnimations()) animation.pause();
      });
    },
    loaded: (page) => page.locator('.jump-target img').nth(1),
  },
  versions: {
    open: async (window, { edited }) => {
      await at(`${edited}`)(window);
      await window.page.locator('.jump-target').waitFor();
      await window.page.getByRole('button', { name: 'edited, show the edit history' }).click();
    },
    loaded: (page) => page.locator('dialog ins').first(),
    close: ({ page }) => page.locator('dialog').getByRole('button', { name: 'Close' }).click(),
  },
  saved: { open: ({ page }) => place(page, '/saved'), loaded: (page) => page.getByText('Two places for the party') },
  threads: { open: ({ page }) => place(page, '/threads'), loaded: (page) => page.locator('.thread-list a').first() },
  settings: {
    open: ({ page }) => place(page, '/settings'),
    loaded: (page) => page.getByRole('heading', { name: 'Appearance' }),
  },
  tray: {
    open: async (window) => {
      await openChannel(window);
      await window.composer.fill('The pictures for the notes:');
      const files = [
        await photo(window.page, 'sunrise.jpg'),
        textFile('captions.txt', 'text/plain', 'x'.repeat(2_300)),
      ];
      await transfer(window.composer, 'paste', files);
    },
    loaded: (page) => page.locator('.tray-file').filter({ hasText: 'Ready' }).nth(1),
    close: async ({ composer, page }) => {
      for (let count = 2; count > 0; count -= 1)
        await page
          .locator('.tray-file')
          .getByRole('button', { name: /^Remove/ })
          .first()
          .click();
      await composer.fill('');
    },
  },
  emoji: {
    open: async (window) => {
      await openChannel(window);
      await window.page.getByRole('button', { name: 'Insert emoji' }).click();
    },
    loaded: (page) => page.locator('[role=gridcell]:visible').first(),
    close: ({ page }) => page.keyboard.press('Escape'),
  },
  switcher: {
    open: async (window) => {
      await openChannel(window);
      await window.page.keyboard.press('Control+k');
    },
    loaded: (page) => page.getByRole('option').first(),
    close: ({ page }) => page.keyboard.press('Escape'),
  },
} as const satisfies Record<string, Screen>;

/** The name of a screen. */
export type ScreenName = keyof typeof SCREENS;

function at(rest: string): (window: BrowserWindow) => Promise<void> {
  return ({ page }) => place(page, `${CHANNEL}/${rest}`);
}

async function place(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, address);
}

async function openChannel(window: BrowserWindow): Promise<void> {
  await place(window.page, CHANNEL);
  await window.page.getByText(LAST).waitFor();
}

function loadedThread(page: Page): Locator {
  return page.locator('.side-panel:not(:has(.load-status))').getByText('thanks both!');
}
