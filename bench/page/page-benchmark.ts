// The page of a user in 200 channels, one of them with 30,000 messages and 300 members, in Chromium: times, long tasks, memory.
import type { Browser, Page } from 'playwright-core';
import { BrowserWindow, launchBrowser } from '../../harness/browser-window.ts';
import { addChannels, fillChannel, fillMembers } from '../../harness/dynamodb-tables.ts';
import { HIGH_MESSAGE_RATE, Parley } from '../../harness/parley-process.ts';
import { signInUsers, type TestUser } from '../../harness/test-user.ts';

/** Options of the benchmark. */
export type PageOptions = {
  /** A smoke test: few channels, messages and members, one round. @default false */
  quick?: boolean;
  /** @default 3, or 1 when quick */
  rounds?: number;
  /** Receives progress lines. */
  say: (line: string) => void;
};

/** What one window showed. Times are in milliseconds. */
export type PageRound = {
  firstPaintMs: number;
  /** From the navigation until the newest message and the composer are displayed. */
  usableMs: number;
  reloadMs: number;
  /** Opening the channel with many messages for the first time, and again. */
  openMs: number;
  switchMs: number;
  /** Opening the list of members, and the rows that were rendered. */
  membersMs: number;
  memberRows: number;
  /** From posting until the badge of a channel that the page does not subscribe to is displayed. */
  mentionMs: number;
  /** Tasks of more than 50 ms while twenty messages arrive beside the open list of members, and while the reader scrolls up. */
  longTasksArriving: number;
  longTasksScrolling: number;
  longestTaskMs: number;
  heapMiB: number;
};

const FULL = { channels: 196, messages: 30_000, members: 298 };
const QUICK = { channels: 30, messages: 300, members: 40 };

const HUGE = 'huge';

/** The steps of the reader who scrolls up, and their height in pixels. */
const SCROLL_STEPS = 100;
const SCROLL_PX = 400;

/** Measures windows of one user, each in a browser context of its own. */
export async function measurePage({ quick = false, rounds = quick ? 1 : 3, say }: PageOptions): Promise<PageRound[]> {
  const size = quick ? QUICK : FULL;
  await using parley = await Parley.launch(...HIGH_MESSAGE_RATE);
  const [ann, dave] = await signInUsers(parley, 'ann', 'dave');
  for (const user of [ann, dave]) await user.sees('general');
  say(`Filling ${size.channels + 1} channels, one with ${size.messages} messages and ${size.members + 2} members …`);
  const channels = Array.from({ length: size.channels }, (_, index) => `team-${index + 1}`);
  await addChannels(parley, [HUGE, ...channels], { ann, dave });
  await fillMembers(parley, HUGE, size.members);
  await fillChannel(parley, HUGE, size.messages, ann.userId);
  await dave.saw(HUGE, size.messages);
  const browser = await launchBrowser();
  try {
    const results: PageRound[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      say(`Round ${round} of ${rounds} …`);
      results.push(await measureRound(browser, parley, ann, channels.at(-round) as string));
    }
    return results;
  } finally {
    await browser.close();
  }
}

async function measureRound(browser: Browser, parley: Parley, ann: TestUser, mentionIn: string): Promise<PageRound> {
  await using window = await BrowserWindow.signedIn(browser, parley, 'dave');
  const { page } = window;
  await ann.says('general', `hello ${mentionIn}`);
  await window.sees(`hello ${mentionIn}`);
  // The second load of the context: its tokens are stored, and its files are cached.
  const usableMs = await time(async () => {
    await page.goto(`${parley.addresses.page}/?first#general`);
    await window.sees(`hello ${mentionIn}`);
    await window.composer.waitFor();
  });
  const firstPaintMs = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  );
  const reloadMs = await time(async () => {
    await page.reload();
    await window.sees(`hello ${mentionIn}`);
  });
  await window.connected();
  await recordLongTasks(page);
  const opens = () =>
    time(async () => {
      await window.goesTo(HUGE);
      await page.getByRole('log').locator('.text').last().waitFor();
    });
  const openMs = await opens();
  await window.goesTo('random');
  const switchMs = await opens();
  const membersMs = await time(async () => {
    await page.getByRole('button', { name: 'Channel details', exact: true }).last().click();
    await page.getByRole('tab', { name: 'Members' }).click();
    await page.locator('.member-rows > li').first().waitFor();
  });
  const memberRows = await page.locator('.member-rows > li').count();
  await takeLongTasks(page);
  for (let turn = 1; turn <= 20; turn += 1) await ann.says(HUGE, `arriving ${mentionIn} ${turn}.`);
  await window.sees(`arriving ${mentionIn} 20.`);
  const arriving = await takeLongTasks(page);
  await page.getByRole('button', { name: 'Close' }).click();
  await scrollUp(page);
  const scrolling = await takeLongTasks(page);
  const mentionMs = await time(async () => {
    await ann.says(mentionIn, '@dave have a look');
    await page.locator(`.channels a[href$="#${mentionIn}"] .badge`).waitFor({ state: 'attached' });
  });
  return {
    firstPaintMs,
    usableMs,
    reloadMs,
    openMs,
    switchMs,
    membersMs,
    memberRows,
    mentionMs,
    longTasksArriving: arriving.length,
    longTasksScrolling: scrolling.length,
    longestTaskMs: Math.max(0, ...arriving, ...scrolling),
    heapMiB: await heapMiB(page),
  };
}

async function time(action: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

declare const longTasks: number[];

async function recordLongTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.assign(globalThis, { longTasks: [] });
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
  });
}

/** The durations of the long tasks since the last call. */
function takeLongTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => longTasks.splice(0));
}

async function scrollUp(page: Page): Promise<void> {
  await page.getByRole('log').hover();
  for (let step = 0; step < SCROLL_STEPS; step += 1) {
    await page.mouse.wheel(0, -SCROLL_PX);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
}

/** The used heap of the page's scripts after a garbage collection. */
async function heapMiB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
  return usedSize / 2 ** 20;
}
