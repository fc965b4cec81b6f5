// Drafts: kept when the tab is closed, the same in all tabs, bounded, and deleted at sign-out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@parley/chat';
import { anEntry } from '../../testing/fakes.ts';
import { DRAFT_MAX, DRAFTS_MAX, type DraftStorage, Drafts } from './drafts.ts';

/** A browser, whose tabs share a storage and are notified of each other's changes. */
class Browser {
  readonly texts = new Map<string, string>();
  readonly #tabs: ((key: string) => void)[] = [];
  #now = 0;

  opensTab(userId = 'ann'): Drafts {
    const tab = this.#tabs.length;
    const storage: DraftStorage = {
      read: (key) => this.texts.get(key) ?? '',
      write: (key, text) => {
        if (text === '') this.texts.delete(key);
        else this.texts.set(key, text);
        for (const [index, changed] of this.#tabs.entries()) if (index !== tab) changed(key);
      },
      keys: () => [...this.texts.keys()],
      subscribe: (listener) => this.#tabs.push(listener),
    };
    return new Drafts(userId, storage, () => ++this.#now);
  }
}

test('a draft is there at the next visit, for its user and channel only', () => {
  const browser = new Browser();
  browser.opensTab().of('general').write('half a sen');
  assert.equal(browser.opensTab().of('general').text.value, 'half a sen');
  assert.equal(browser.opensTab().of('random').text.value, '');
  assert.equal(browser.opensTab('bob').of('general').text.value, '');
});

test('two tabs show the same draft, which is the latest', () => {
  const browser = new Browser();
  const [one, two] = [browser.opensTab().of('general'), browser.opensTab().of('general')];
  one.write('from one');
  assert.equal(two.text.value, 'from one');
  two.write('from two');
  assert.equal(one.text.value, 'from two');
  one.write('');
  assert.deepEqual([two.text.value, browser.texts.size], ['', 0]);
});

test('the drafts are bounded: the oldest one is deleted, and a long one is cut', () => {
  const browser = new Browser();
  const drafts = browser.opensTab();
  for (let index = 0; index <= DRAFTS_MAX; index += 1) drafts.of(`channel-${index}`).write('words');
  assert.equal(browser.texts.size, DRAFTS_MAX);
  const next = browser.opensTab();
  assert.deepEqual([next.of('channel-0').text.value, next.of('channel-1').text.value], ['', 'words']);
  drafts.of('channel-1').write('x'.repeat(DRAFT_MAX + 1));
  assert.equal(browser.opensTab().of('channel-1').text.value.length, DRAFT_MAX);
});

test('what a draft quotes is kept with its text, and alone, in all tabs', () => {
  const browser = new Browser();
  const [one, two] = [browser.opensTab().of('general'), browser.opensTab().of('general')];
  const next = () => browser.opensTab().of('general');
  one.startQuote(12);
  assert.deepEqual([next().quote.value, next().text.value, two.quote.value], [12, '', 12]);
  two.write('I agree > 1');
  assert.deepEqual([next().quote.value, next().text.value, one.text.value], [12, 'I agree > 1', 'I agree > 1']);
  one.startQuote(undefined);
  assert.deepEqual([next().quote.value, next().text.value], [undefined, 'I agree > 1']);
  one.write('');
  assert.deepEqual([browser.texts.size, browser.opensTab().of('general/threads/12').quote.value], [0, undefined]);
});

test('a draft of an earlier version of the page is read', () => {
  const browser = new Browser();
  browser.texts.set('parley.draft.ann.general', '1780000000000 half > a sen');
  const { text, quote } = browser.opensTab().of('general');
  assert.deepEqual([text.value, quote.value], ['half > a sen', undefined]);
});

test('after a sign-out the browser keeps no draft of the user', () => {
  const browser = new Browser();
  browser.opensTab('bob').of('general').write('of Bob');
  const [ann, other] = [browser.opensTab(), browser.opensTab()];
  ann.of('general').write('of Ann');
  ann.clear();
  assert.deepEqual([...browser.texts.keys()], ['parley.draft.bob.general']);
  assert.deepEqual([ann.of('general').text.value, other.of('general').text.value], ['', '']);
});

test('an edit stays while another channel is open, and leaves the draft as it was', () => {
  const draft = new Browser().opensTab().of('general');
  draft.write('a new message');
  draft.startEdit(anEntry(3) as Message);
  draft.write('half an ed');
  assert.deepEqual([draft.edit.value?.text, draft.text.value], ['half an ed', 'a new message']);
  draft.startEdit(undefined);
  assert.equal(draft.text.value, 'a new message');
});
