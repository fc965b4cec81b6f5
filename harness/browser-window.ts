// A person at a browser window: the vocabulary of the tests that look at the page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { chromium as installedChromium } from './chromium.ts';
import type { Addresses } from './parley-process.ts';

/** A running Parley, as far as a window needs to know it. */
type Parley = { readonly at: Pick<Addresses, 'page'> };

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The accessibility rules that a page breaks as it stands. */
export async function broken(page: Page): Promise<string[]> {
  // The page's policy lets no script in but its own; the developer tools may.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
    return (await axe.run()).violations.map(({ id }) => id);
  });
}

/** Chromium without a window, without a sandbox (CI runs as root), and without calls to the outside. */
export function openBrowser(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
  return chromium.launch({ executablePath: installedChromium(), args: ['--no-sandbox', '--disable-gpu', ...quiet] });
}

/** The page waits for up to a minute before it tries again. */
const SENDING_MS_MAX = 120_000;

/** How a window looks. */
export type Look = { width?: number; height?: number; dark?: boolean };

/** One window with one person in it. */
export class Window {
  readonly page: Page;
  /** What the browser complained of: errors of the page, and whatever its security policy stopped. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text()))
        this.complaints.push(message.text());
    });
  }

  /** Opens the page and signs in by name, as everybody does. */
  static async signedIn(browser: Browser, parley: Parley, name: string, look: Look = {}): Promise<Window> {
    const { width = 1280, height = 800, dark = false } = look;
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
    return Window.#signsIn(await context.newPage(), parley, name);
  }

  /** Nobody yet: the page as it is before anybody signs in. */
  static at(page: Page): Window {
    return new Window(page);
  }

  /** Signs in by name in another tab of the same browser. */
  async anotherTab(parley: Parley, name: string, page?: Page): Promise<Window> {
    return Window.#signsIn(page ?? (await this.page.context().newPage()), parley, name);
  }

  static async #signsIn(page: Page, parley: Parley, name: string): Promise<Window> {
    const window = new Window(page);
    await page.goto(parley.at.page);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await window.connected();
    return window;
  }

  get composer(): Locator {
    return this.page.locator('#composer');
  }

  /** Waits until the status line says that all is well. */
  async connected(): Promise<void> {
    await this.page.getByText('Connected', { exact: true }).first().waitFor();
  }

  async says(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Waits until a message is on the screen; it is there once. */
  async sees(text: string): Promise<void> {
    const messages = this.page.getByRole('log').locator('.text').filter({ hasText: text });
    await messages.first().waitFor();
    assert.equal(await messages.count(), 1, `${JSON.stringify(text)} is on the screen ${await messages.count()} times`);
  }

  /** Waits until nothing is on its way any more. */
  async hasSentAll(): Promise<void> {
    await this.page
      .getByText(/^(Sending…|Waiting to send)/)
      .first()
      .waitFor({ state: 'detached', timeout: SENDING_MS_MAX });
  }

  /** Waits until the browser has kept what was typed: the tab may be closed, and asks nothing. */
  async hasKeptAll(): Promise<void> {
    await this.page.waitForFunction(() => dispatchEvent(new Event('beforeunload', { cancelable: true })));
  }

  /** The message with this text. */
  message(text: string): Locator {
    return this.page.getByRole('log').locator('.message').filter({ hasText: text }).first();
  }

  /** The texts on the screen, oldest first. */
  reads(): Promise<string[]> {
    return this.page
      .getByRole('log')
      .locator('.text')
      .evaluateAll((all) => all.map((each) => each.textContent ?? ''));
  }

  async goesTo(channel: string): Promise<void> {
    // On a phone the channels are in a drawer.
    const drawer = this.page.getByRole('button', { name: /^Channels/ });
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

/** Ann and Bob, each at a window of their own, in the same channel. */
export async function twoWindows(browser: Browser, parley: Parley, channel: string, look?: Look) {
  const [ann, bob] = await Promise.all([
    Window.signedIn(browser, parley, 'ann', look),
    Window.signedIn(browser, parley, 'bob', look),
  ]);
  await Promise.all([ann.goesTo(channel), bob.goesTo(channel)]);
  return { ann, bob };
}
