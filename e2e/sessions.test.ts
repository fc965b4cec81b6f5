// A page that stays open for days: tokens are renewed, connections replaced, and an ended session loses no text.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Request } from 'playwright-core';
import { BrowserWindow, launchBrowser } from '../harness/browser-window.ts';
import { sampled } from '../harness/exhaustive.ts';
import { Laptop } from '../harness/laptop.ts';
import { TestUser, textsOf } from '../harness/test-user.ts';
import { until } from '../harness/until.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The interval of the client's connection checks, which bounds every delay while a token expires; at other times a minute does. */
const STEP_MS = 10_000;
/** The minute of each hour from which a token is renewed and its connection replaced. */
const RENEWAL_MINUTE = 55;
/** The number of tokens that expire while a page is open. */
const EXPIRIES = sampled(1, 2);
const NIGHTS = ['Monday', 'Tuesday', 'Wednesday'].slice(0, sampled(2, 3));

const laptop = new Laptop();
let browser: Browser;
/** Ann's page stays open from test to test. */
let ann: BrowserWindow;
/** The manual clock follows real time, and the tests advance it. */
let clockTimer: NodeJS.Timeout;

before(async () => {
  [browser] = await Promise.all([launchBrowser(), laptop.start()]);
  clockTimer = setInterval(() => laptop.clock.advance(10), 10);
  ann = await openForAnn();
});
after(async () => {
  await browser.close();
  clearInterval(clockTimer);
  await laptop[Symbol.asyncDispose]();
});

/** Opens a window for Ann with a manual clock. */
async function openForAnn(): Promise<BrowserWindow> {
  const page = await (await browser.newContext()).newPage();
  await page.clock.install({ time: laptop.clock.now() });
  return BrowserWindow.at(page).anotherUser(laptop, 'ann', page);
}

/** Bob posts, with a fresh token. */
async function bobSays(channel: string, text: string): Promise<void> {
  const bob = await TestUser.signsIn(laptop, 'bob');
  assert.equal((await bob.says(channel, text)).status, 201);
}

/** The texts in a channel. */
async function logOf(channel: string): Promise<string[]> {
  return textsOf(await (await TestUser.signsIn(laptop, 'bob')).readsAll(channel));
}

/** Moves Ann to a new channel with Bob. */
async function moveToNewChannel(): Promise<string> {
  const channel = await (await TestUser.signsIn(laptop, 'ann')).createsChannel('bob');
  await ann.goesTo(channel);
  return channel;
}

/** Advances both clocks at once, like a suspended laptop. */
async function suspend(window: BrowserWindow, ms: number): Promise<void> {
  laptop.clock.advance(ms);
  await window.page.clock.fastForward(ms);
}

/** Advances time in steps, and completes the work of each step. */
async function advance(window: BrowserWindow, ms: number, each: (passedMs: number) => Promise<void>): Promise<void> {
  const { page } = window;
  const underWay = new Set<Request>();
  const idle = { notify: () => {} };
  const began = (request: Request) => void underWay.add(request);
  const ended = (request: Request) => {
    underWay.delete(request);
    if (underWay.size === 0) idle.notify();
  };
  page.on('request', began).on('requestfinished', ended).on('requestfailed', ended);
  let step = STEP_MS;
  for (let passed = 0; passed < ms; passed += step) {
    await each(passed);
    step = minuteOfHour(passed) >= RENEWAL_MINUTE ? STEP_MS : MINUTE;
    laptop.clock.advance(step);
    await page.clock.runFor(step);
    while (underWay.size > 0)
      await new Promise<void>((resolve) => {
        idle.notify = resolve;
      });
  }
  page.off('request', began).off('requestfinished', ended).off('requestfailed', ended);
}

function minuteOfHour(passedMs: number): number {
  return (passedMs / MINUTE) % 60;
}

/** Records each renewal of the token and each connection. */
function observe({ page }: BrowserWindow) {
  const made = { tokens: 0, connections: 0 };
  page.on('response', (response) => {
    if (response.url().endsWith('/oauth2/token') && response.ok()) made.tokens += 1;
  });
  page.on('websocket', () => {
    made.connections += 1;
  });
  return made;
}

/** The refresh token of a browser. */
async function refreshTokenOf({ page }: BrowserWindow): Promise<string> {
  return page.evaluate(() => JSON.parse(localStorage.getItem('parley.tokens') ?? '{}').refresh);
}

/** Sends a refresh token to the token endpoint; returns the response. */
async function replay(refresh: string): Promise<string> {
  const { outputs } = laptop.addresses;
  const answer = await fetch(`${outputs['SignIn']}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refresh,
      client_id: outputs['ClientId'] ?? '',
    }),
  });
  const { error = 'none' } = (await answer.json()) as { error?: string };
  return `${answer.status} ${error}`;
}

async function signsInAgain({ page }: BrowserWindow): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Your name').fill('ann');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('a page that stays open after its token’s expiry renews the token and the connection, and misses and duplicates nothing', async () => {
  const channel = await moveToNewChannel();
  const made = observe(ann);
  const said: string[] = [];
  let bob = await TestUser.signsIn(laptop, 'bob');
  const says = async (text: string) => {
    said.push(text);
    assert.equal((await bob.says(channel, text)).status, 201);
  };
  await advance(ann, EXPIRIES * HOUR + 5 * MINUTE, async (passed) => {
    if (passed % (HOUR / 2) === 0) bob = await TestUser.signsIn(laptop, 'bob');
    // Often in the minutes before a token expires, otherwise occasionally.
    const interval = minuteOfHour(passed) > RENEWAL_MINUTE ? 2 * STEP_MS : 20 * MINUTE;
    if (passed % interval === 0) await says(`${passed / 1000} s.`);
  });
  await ann.sees(said.at(-1) ?? '');
  await ann.connected();
  assert.ok(made.tokens >= EXPIRIES, `${made.tokens} tokens`);
  assert.ok(made.connections >= EXPIRIES, `${made.connections} connections`);
  assert.deepEqual(await ann.reads(), said);
  assert.deepEqual(ann.errors, []);
});

test('a laptop that is closed every night shows the new messages each morning and sends what is typed', async () => {
  const channel = await moveToNewChannel();
  const said: string[] = [];
  for (const day of NIGHTS) {
    await bobSays(channel, `${day}, late`);
    // AppSync closes a connection after a day; the token has expired by the morning.
    await suspend(ann, DAY);
    await ann.sees(`${day}, late`);
    await ann.says(`${day}, read`);
    await ann.hasSentAll();
    said.push(`${day}, late`, `${day}, read`);
  }
  await ann.connected();
  assert.deepEqual(await ann.reads(), said);
  assert.deepEqual(await logOf(channel), said);
});

test('a message that is posted during a renewal arrives once', async () => {
  const channel = await moveToNewChannel();
  const [asked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let renewals = 0;
  await ann.page.route('**/oauth2/token', async (route) => {
    renewals += 1;
    asked.resolve();
    await go.promise;
    await route.continue();
  });
  await suspend(ann, HOUR - MINUTE);
  await asked.promise;
  await ann.says('from ann');
  await bobSays(channel, 'from bob');
  await ann.page.getByText('Sending…').waitFor();
  go.resolve();
  await ann.hasSentAll();
  await ann.sees('from bob');
  await ann.sees('from ann');
  await ann.page.unroute('**/oauth2/token');
  assert.deepEqual([renewals, (await logOf(channel)).sort()], [1, ['from ann', 'from bob']]);
});

const ENDINGS: Record<string, (ann: BrowserWindow) => Promise<void>> = {
  'was revoked': async (ann) => {
    await laptop.services.cognito.revoke(await refreshTokenOf(ann));
    await suspend(ann, HOUR);
  },
  'has run out': async (ann) => {
    // With the engine stopped, because otherwise all calls that are due in a month would happen at once.
    await laptop.stop();
    laptop.clock.advance(31 * DAY);
    await ann.page.clock.setSystemTime(laptop.clock.now());
    await laptop.start();
  },
};

for (const [ending, ends] of Object.entries(ENDINGS))
  test(`a sign-in that ${ending} leads to the sign-in page, and what was typed is kept and sent afterwards`, async () => {
    const channel = await moveToNewChannel();
    await ann.page.context().setOffline(true);
    for (const text of ['one', 'two']) await ann.says(text);
    await ann.page.getByText('Waiting to send').nth(1).waitFor();
    await ann.hasStoredAll();
    await ann.composer.fill('half a thought');
    await ends(ann);
    await ann.page.context().setOffline(false);
    await ann.page.getByText('Your session has expired. Sign in again.').waitFor();
    assert.deepEqual(await logOf(channel), []);
    await signsInAgain(ann);
    await ann.page.getByRole('heading', { name: `#${channel}`, level: 1 }).waitFor();
    await ann.hasSentAll();
    await ann.sees('two');
    assert.equal(await ann.composer.inputValue(), 'half a thought');
    assert.deepEqual(await ann.reads(), ['one', 'two']);
    assert.deepEqual(await logOf(channel), ['one', 'two']);
  });

test('a new tab, and the next start of the browser, need no sign-in', async () => {
  const channel = await moveToNewChannel();
  const stored = await ann.page.context().storageState();
  const other = await ann.anotherTab(laptop);
  await other.goesTo(channel);
  await other.says('from a new tab');
  await ann.sees('from a new tab');
  await other.page.close();
  const nextStart = await browser.newContext({ storageState: stored });
  await using later = BrowserWindow.at(await nextStart.newPage());
  await later.page.goto(laptop.addresses.page);
  await later.connected();
  await later.goesTo(channel);
  await later.sees('from a new tab');
});

test('signing out in one tab signs out the others, and revokes the refresh token', async () => {
  const other = await ann.anotherTab(laptop);
  const refresh = await refreshTokenOf(ann);
  assert.equal(await refreshTokenOf(other), refresh);
  assert.equal(await replay(refresh), '200 none');
  await ann.page.getByRole('button', { name: 'Sign out' }).click();
  await ann.page.getByRole('button', { name: 'Sign in' }).waitFor();
  await other.page.getByText('You signed out in another window.').waitFor();
  await until('the refresh token is revoked', async () => (await replay(refresh)) === '400 invalid_grant');
  for (const tab of [ann, other])
    assert.equal(await tab.page.evaluate(() => localStorage.getItem('parley.tokens')), null);
});
