// Cross-site scripting: a corpus of markup, scripts and addresses in every place where a user's text reaches another user's
// screen, in a real browser under the page's content security policy.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { PAGE_DEFAULT, signalPath } from '@parley/chat';
import type { BrowserContext } from 'playwright-core';
import { BrowserWindow } from '../harness/browser-window.ts';
import { sampled } from '../harness/exhaustive.ts';
import { HIGH_MESSAGE_RATE } from '../harness/parley-process.ts';
import { openBrowserSuite } from '../harness/test-suite.ts';
import { TestUser } from '../harness/test-user.ts';
import { visibleText } from '../packages/web/state/markdown/markdown-tree.ts';
import { parseMarkdown } from '../packages/web/state/markdown/parse-markdown.ts';
import { MARKDOWN_CORPUS } from './markdown-corpus.ts';

const CORPUS = JSON.parse(readFileSync(join(import.meta.dirname, 'xss-corpus.json'), 'utf8')) as Record<
  string,
  string[]
>;
const ALL = Object.values(CORPUS).flat();

/** A message of it alone is rejected, as it shows nothing. */
const INVISIBLE = '\u3164';

/** Every twenty-fourth text of each kind of attack; all of them in an exhaustive run. */
const SCRIPTS = Object.values(CORPUS)
  .flatMap((kind) => kind.filter((_, index) => index % sampled(24, 1) === 0))
  .filter((text) => text !== INVISIBLE);

/** With an edit for each, as many entries as the page loads at once, so that a reload displays all of them. */
const PAGE = PAGE_DEFAULT / 2;
const pages = Array.from({ length: Math.ceil(SCRIPTS.length / PAGE) }, (_, at) =>
  SCRIPTS.slice(at * PAGE, (at + 1) * PAGE),
);

/** Every sixteenth hostile text of Markdown. */
const MARKDOWN = MARKDOWN_CORPUS.filter((_, index) => index % sampled(16, 1) === 0);

const { parley, browser } = await openBrowserSuite(...HIGH_MESSAGE_RATE);
const host = await TestUser.signsIn(parley, 'host');

/** Records everything in a window that only an injected script or markup can cause. */
class InjectionObserver {
  readonly #done: string[] = [];
  readonly #own: ReadonlySet<string>;

  constructor(context: BrowserContext) {
    const { page, api, eventsHttp, eventsRealtime, outputs } = parley.addresses;
    const own = [page, api, eventsHttp, eventsRealtime, outputs['SignIn'] ?? ''];
    this.#own = new Set(own.map((address) => new URL(address).origin));
    context.on('request', (request) => this.#asks(request.url()));
    context.on('page', (page) => this.#done.push(`a window: ${page.url()}`));
    context.on('dialog', (dialog) => {
      this.#done.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** Adds the canary function and the listener for policy violations; they are active after the next load. */
  static async over(window: BrowserWindow): Promise<InjectionObserver> {
    const context = window.page.context();
    const watch = new InjectionObserver(context);
    window.page.on('websocket', (socket) => watch.#asks(socket.url()));
    window.page.on('framenavigated', (frame) => watch.#asks(frame.url()));
    await context.exposeFunction('canary', () => watch.#done.push('a script'));
    await context.exposeFunction('stopped', (what: string) => watch.#done.push(`stopped by the policy: ${what}`));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
        (globalThis as unknown as { stopped(what: string): void }).stopped(
          `${violatedDirective} ${blockedURI} ${sample}`,
        ),
      );
    });
    return watch;
  }

  /** Asserts that nothing was recorded. */
  async sawNothing(window: BrowserWindow, when: string): Promise<void> {
    // Everything that runs after rendering, such as error events of images, has run after two frames.
    await window.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))),
    );
    assert.deepEqual([...this.#done, ...window.errors], [], when);
    assert.equal(await window.page.evaluate(() => 'polluted' in Object.prototype), false, when);
  }

  #asks(address: string): void {
    const { origin } = new URL(address);
    if (!this.#own.has(origin)) this.#done.push(`a request: ${address}`);
  }
}

/** Opens a window with an observer. */
async function openObserved(name: string) {
  const window = await BrowserWindow.signedIn(browser, parley, name);
  const watch = await InjectionObserver.over(window);
  await window.reloads();
  return { window, watch };
}

const { window: bob, watch } = await openObserved('bob');

let otherNames = 0;

/** A member whose username and display name are a text of the corpus, where sign-in and chat accept it. */
async function signInAs(name: string, channel: string): Promise<TestUser> {
  // Several users have the other texts: one may publish 120 signals a minute.
  const other = () => TestUser.signsIn(parley, `mallory-${otherNames++ % 10}`);
  const person = await TestUser.signsIn(parley, name.trim()).catch(other);
  const { status } = await person.sendsRequest('PATCH', '/users/me', { displayName: name });
  assert.ok(status === 200 || status === 400, `${JSON.stringify(name)} as a name: ${status}`);
  await person.joins(channel);
  return person;
}

/** Asserts that the page has no element that a user's text could have created. */
async function assertOnlyText(window: BrowserWindow): Promise<void> {
  const made = await window.page
    .getByRole('log')
    .locator('.messages')
    .evaluate((list) => {
      const own = new Set('LI DIV P SPAN STRONG TIME UL BUTTON SVG A INPUT EM DEL CODE PRE BLOCKQUOTE OL'.split(' '));
      const isIcon = (each: Element) => each.parentElement?.closest('svg.icon') !== null;
      const all = [...list.querySelectorAll('*')];
      const strange = all
        .filter((each) => !own.has(each.tagName.toUpperCase()) && !isIcon(each))
        .map((each) => each.outerHTML);
      const handled = all.filter((each) => each.getAttributeNames().some((name) => name.startsWith('on')));
      // What a formatted text may have; its links have more.
      const texts = [...list.querySelectorAll('.markdown *')];
      const allowed = new Set([
        'class',
        'dir',
        'value',
        'href',
        'target',
        'rel',
        'tabindex',
        'type',
        'aria-label',
        'title',
      ]);
      const other = texts
        .filter((each) => !each.closest('svg'))
        .filter((each) => each.getAttributeNames().some((name) => !allowed.has(name)));
      return [...strange, ...handled, ...other].map((each) => (typeof each === 'string' ? each : each.outerHTML));
    });
  assert.deepEqual(made, []);
  const links = await window.page
    .getByRole('log')
    .locator('.text a')
    .evaluateAll((all) =>
      (all as HTMLAnchorElement[]).map(({ protocol, username, rel, target }) => [protocol, username, rel, target]),
    );
  for (const [protocol = '', ...rest] of links) {
    assert.match(protocol, /^(?:https?|mailto):$/);
    assert.deepEqual(rest, ['', 'noopener noreferrer', '_blank']);
  }
}

test(`${SCRIPTS.length} texts of scripts and markup are displayed as typed, live, edited and after a reload`, async () => {
  assert.ok(new Set(ALL).size >= 200);
  const channels = await Promise.all(pages.map(() => host.createsChannel('bob')));
  for (const [at, texts] of pages.entries()) {
    const channel = channels[at] ?? '';
    await bob.goesTo(channel);
    const people = await Promise.all(texts.map((text) => signInAs(text, channel)));
    const shows = async (expected: string[], when: string) => {
      const last = bob.page
        .getByRole('log')
        .locator('.text')
        .nth(expected.length - 1);
      await last.filter({ hasText: displayed(expected.at(-1) ?? '').trim() }).waitFor();
      const read = expected.map(displayed);
      // Markdown is displayed as typed until its parser is loaded.
      if (!isDeepStrictEqual(await bob.reads(), read)) await bob.page.locator('.markdown').first().waitFor();
      assert.deepEqual(await bob.reads(), read, when);
      await assertOnlyText(bob);
      await watch.sawNothing(bob, `page ${at + 1}, ${when}`);
    };
    for (const [index, text] of texts.entries())
      assert.equal((await people[index]?.says(channel, text))?.status, 201, text);
    await shows(texts, 'live');
    await Promise.all(people.map((person) => postCorpus(person, channel)));
    const edited = [...texts.slice(1), ...texts.slice(0, 1)];
    for (const [index, text] of edited.entries())
      assert.equal((await people[index]?.edits(channel, index + 1, text))?.status, 201, text);
    await shows(edited, 'edited');
    await bob.reloads();
    await shows(edited, 'after a reload');
    for (const person of people) assert.equal((await person.reacts(channel, 1, '👍')).status, 201);
    await bob.page
      .getByRole('button', { name: new RegExp(`^👍 ${new Set(people.map(({ userId }) => userId)).size}:`) })
      .waitFor();
    await watch.sawNothing(bob, `page ${at + 1}, with reactions`);
  }
});

/** What a reader sees of a text: some contain marks of Markdown. */
function displayed(text: string): string {
  const visible = visibleText(parseMarkdown(text));
  return visible === text.replaceAll('\r\n', '\n') ? text : visible;
}

test(`${MARKDOWN.length} texts of hostile Markdown create no element and no link beside those of messages`, async () => {
  assert.ok(MARKDOWN_CORPUS.length >= 321);
  for (let from = 0; from < MARKDOWN.length; from += PAGE) {
    const texts = MARKDOWN.slice(from, from + PAGE);
    const channel = await host.createsChannel('bob');
    await bob.goesTo(channel);
    for (const text of texts) assert.equal((await host.says(channel, text)).status, 201, text);
    await host.says(channel, '**end**');
    await bob.page.getByRole('log').locator('.markdown strong').getByText('end', { exact: true }).last().waitFor();
    await assertOnlyText(bob);
    const letters = (text: string) => text.replace(/[^\p{L}]/gu, '');
    assert.deepEqual(
      (await bob.reads()).map(letters),
      [...texts, '**end**'].map((text) => letters(displayed(text))),
    );
    await watch.sawNothing(bob, `Markdown from ${from}`);
  }
});

async function postCorpus(person: TestUser, channel: string): Promise<void> {
  const { status } = await fetch(parley.addresses.eventsHttp, {
    method: 'POST',
    headers: { authorization: person.token, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: signalPath(channel), events: ['{"kind":"typing"}'] }),
  });
  assert.equal(status, 200);
}

test('no such text is accepted as a channel name or a reaction', async () => {
  const channel = await host.createsChannel();
  await host.says(channel, 'hi');
  for (const text of SCRIPTS) {
    // A word like `constructor` is a valid name.
    const status = /^[a-z0-9-]+$/.test(text) ? 201 : 400;
    assert.equal((await host.requests('POST', '/channels', { name: text })).status, status, text);
    assert.equal((await host.reacts(channel, 1, text)).status, 400, text);
  }
});

test('a link to the page with such a text displays it and does nothing else', async () => {
  // The name of a channel ends at a slash, after which the tab of its details is named.
  const nameIn = (text: string) => text.split('/')[0] ?? '';
  const texts = SCRIPTS.filter((text) => nameIn(text) !== '' && !/^[a-z0-9-]+$/.test(text));
  const shown = await bob.page.evaluate(async (all) => {
    const sentence = () => document.querySelector('.empty-state p')?.textContent ?? '';
    const displayed = async (isThere: () => boolean) => {
      while (!isThere()) await new Promise(requestAnimationFrame);
    };
    const sentences: string[] = [];
    for (const text of all) {
      // The first channel: two texts may have one name.
      location.hash = '';
      await displayed(() => sentence() === '');
      location.hash = encodeURIComponent(text);
      await displayed(() => sentence() !== '' && sentence() !== 'Loading…');
      sentences.push(sentence());
    }
    return sentences;
  }, texts);
  assert.deepEqual(
    shown,
    texts.map((text) => `There is no channel called “${nameIn(text)}” that you can open.`),
  );
  await watch.sawNothing(bob, 'as an address');
});

test('such a username is displayed as typed, on the page and on the sign-in page', async () => {
  const names = ['<img/src=x/onerror=canary()>', '"><svg/onload=canary()>', '{{constructor.constructor("x")()}}'];
  const { window, watch } = await openObserved(names[0] ?? '');
  for (const [index, name] of names.entries()) {
    if (index > 0) {
      await window.page.getByLabel('Your name').fill(name);
      await window.page.getByRole('button', { name: 'Sign in' }).click();
    }
    await window.page.getByText(name, { exact: true }).waitFor();
    await watch.sawNothing(window, name);
    await window.page.getByRole('button', { name: 'Sign out' }).click();
    await window.page.getByRole('button', { name: 'Sign in' }).click();
    const refused = `${name} <script>canary()</script>`.slice(0, 50);
    await window.page.getByLabel('Your name').fill(refused);
    await window.page.getByRole('button', { name: 'Sign in' }).click();
    await window.page.getByRole('alert').waitFor();
    assert.equal(await window.page.getByLabel('Your name').inputValue(), refused);
    await watch.sawNothing(window, `${name}, at the sign-in`);
  }
  await window[Symbol.asyncDispose]();
});
