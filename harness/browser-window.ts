// A browser window with a signed-in user: the vocabulary of tests that use the page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { chromium as installedChromium } from './chromium.ts';
import type { Addresses } from './parley-process.ts';
import { requestTokens } from './sign-in.ts';
import type { TestUser } from './test-user.ts';
import { BROWSER_WAIT_MAX_MS, WAIT_MAX_MS } from './until.ts';

/** A running Parley. */
type Parley = { readonly addresses: Pick<Addresses, 'page' | 'outputs'> };

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The accessibility rules that a page violates in its current state. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  // The page's content security policy allows only its own scripts; the developer tools bypass it.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
    return (await axe.run()).violations.map(({ id }) => id);
  });
}

/** Saves a picture of a page into the folder that the environment variable SCREENSHOTS names; without it, nothing. */
export async function saveScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, type: 'png' });
}

/** Starts Chromium headless, without a sandbox (CI runs as root), and without requests to other hosts. */
export async function launchBrowser(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
  const args = ['--no-sandbox', '--disable-gpu', ...quiet];
  const browser = await chromium.launch({ executablePath: installedChromium(), args });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    // The worker would download the whole page in each test; `offline-page.test.ts` allows it.
    const context = await newContext({ serviceWorkers: 'block', ...options });
    context.setDefaultTimeout(BROWSER_WAIT_MAX_MS);
    return context;
  };
  return browser;
}

/** Size, colour scheme and language of a window, whether it is a touch screen, and whether the page may have its service worker. */
export type WindowOptions = {
  width?: number;
  height?: number;
  dark?: boolean;
  touch?: boolean;
  locale?: string;
  serviceWorkers?: 'allow';
};

/** A window with one user. */
export class BrowserWindow {
  readonly page: Page;
  /** Errors of the page, and violations of its content security policy. */
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text()))
        this.errors.push(message.text());
    });
  }

  /**
   * Opens the page with the tokens of a new sign-in. The form of the sign-in page would take two more loads of the page, as much as
   * a short test; the tests of channels-page.test.ts, sessions.test.ts and xss.test.ts use it.
   */
  static async signedIn(
    browser: Browser,
    parley: Parley,
    name: string,
    look: WindowOptions = {},
  ): Promise<BrowserWindow> {
    const { width = 1280, height = 800, dark = false, touch = false, ...others } = look;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      hasTouch: touch,
      isMobile: touch,
      ...others,
    });
    return BrowserWindow.#signsIn(await context.newPage(), parley, name);
  }

  /** A window before the sign-in. */
  static at(page: Page): BrowserWindow {
    return new BrowserWindow(page);
  }

  /** Opens another tab of the same browser, in which the user is signed in too. */
  async anotherTab(parley: Parley, page?: Page): Promise<BrowserWindow> {
    const window = new BrowserWindow(page ?? (await this.page.context().newPage()));
    await window.page.goto(parley.addresses.page);
    await window.connected();
    return window;
  }

  /** Signs another user in, in a tab of the same browser. */
  anotherUser(parley: Parley, name: string, page: Page): Promise<BrowserWindow> {
    return BrowserWindow.#signsIn(page, parley, name);
  }

  static async #signsIn(page: Page, parley: Parley, name: string): Promise<BrowserWindow> {
    const window = new BrowserWindow(page);
    const { page: address, outputs } = parley.addresses;
    const { SignIn = '', ClientId = '' } = outputs;
    const tokens = await requestTokens({ signIn: SignIn, clientId: ClientId, page: address }, name);
    // A file of the page's origin that runs no script.
    await page.goto(`${address}/icon.svg`);
    await page.evaluate((stored) => localStorage.setItem('parley.tokens', stored), JSON.stringify(tokens));
    await page.goto(address);
    await window.connected();
    return window;
  }

  get composer(): Locator {
    return this.page.locator('#composer');
  }

  /** Waits until the status line shows that the page is connected and has synced. */
  async connected(): Promise<void> {
    await this.page
      .locator('.status-text')
      .getByText(/^(?:Connected|Verbunden|متصل)$/)
      .waitFor();
  }

  async says(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Waits until a message is displayed; checks that it is displayed once. */
  async sees(text: string): Promise<void> {
    const messages = this.page.getByRole('log').locator('.text').filter({ hasText: text });
    await messages.first().waitFor();
    assert.equal(await messages.count(), 1, `${JSON.stringify(text)} is displayed ${await messages.count()} times`);
  }

  /** Waits until the outbox is empty. */
  async hasSentAll(): Promise<void> {
    await this.page
      .getByText(/^(Sending…|Waiting to send)/)
      .first()
      .waitFor({ state: 'detached', timeout: WAIT_MAX_MS });
  }

  /** Waits until the browser has stored what was typed: the tab can be closed without a confirmation. */
  async hasStoredAll(): Promise<void> {
    await this.page.waitForFunction(() => dispatchEvent(new Event('beforeunload', { cancelable: true })));
  }

  /** The message with this text. */
  message(text: string): Locator {
    return this.page.getByRole('log').locator('.message').filter({ hasText: text }).first();
  }

  /** The displayed texts, oldest first. */
  reads(): Promise<string[]> {
    return this.page
      .getByRole('log')
      .locator('.text')
      .evaluateAll((all) => all.map((each) => each.textContent ?? ''));
  }

  async goesTo(channel: string): Promise<void> {
    // On a narrow screen the channels are in a drawer.
    const drawer = this.page.locator('.channel-header').getByRole('button', { name: /^Channels/ });
    if (await drawer.isVisible()) await drawer.click();
    await this.page.getByRole('link', { name: channel }).first().click();
    await this.page.getByRole('heading', { name: `#${channel}`, level: 1 }).waitFor();
    await this.connected();
  }

  async reloads(): Promise<void> {
    await this.page.reload();
    await this.connected();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}

/** Ann and Bob, each in a window, in the same channel. */
export async function openTwoWindows(browser: Browser, parley: Parley, channel: string, look?: WindowOptions) {
  const [ann, bob] = await Promise.all([
    BrowserWindow.signedIn(browser, parley, 'ann', look),
    BrowserWindow.signedIn(browser, parley, 'bob', look),
  ]);
  await Promise.all([ann.goesTo(channel), bob.goesTo(channel)]);
  return { ann, bob };
}

/**
 * Ann and Bob, each in a window that the tests of a file share, because signing in costs more than most tests. Returns a function
 * that moves both to an empty channel of the host, at most `count` times.
 */
export async function shareTwoWindows(browser: Browser, parley: Parley, host: TestUser, count: number) {
  const channels: string[] = [];
  while (channels.length < count) channels.push(await host.createsChannel('ann', 'bob'));
  const windows = await openTwoWindows(browser, parley, 'general');
  return async () => {
    const channel = channels.pop();
    if (!channel) throw new Error(`More than ${count} tests share these windows.`);
    await Promise.all([windows.ann.goesTo(channel), windows.bob.goesTo(channel)]);
    return { ...windows, channel };
  };
}
