// Search: users search for words, beginnings of words, authors and files, in all channels or in one.
import { MessageSearch } from '../../packages/web/state/search/message-search.ts';
import type { HttpRequest } from '../backend/api-gateway.ts';
import { itemsOf } from '../backend/table-items.ts';
import { TABLES } from '../backend/table-names.ts';
import { type Item, type Logs, type RecordedEntry, raiseCursor, type Violation } from '../checker/records.ts';
import { checkSearches, type RecordedQuery, type RecordedSearch, wordsOf } from '../checker/search-checker.ts';
import type { Environment } from '../environment.ts';
import { recordedEntry, type Tab } from '../page/tab.ts';
import { CHANNELS } from '../sample-texts.ts';
import { type Action, type ActionKind, type ActionsOfKind, activeTab, settle, type Users } from './action-kind.ts';

/** Between two searches of the end, so that no rate limit applies. */
const PAUSE_MS = 10_000;

/** Pages of results that a user loads at most. */
const PAGES_MAX = 30;

/** Searches at the end of each user, each by an own word of the run. */
const WORDS_SEARCHED = 3;

/** Actions with searches. */
class SearchActions implements ActionsOfKind {
  readonly #environment: Environment;
  readonly #users: Users;
  readonly #pages = new Map<Tab, { search: MessageSearch; isBusy: boolean }>();
  readonly #searches: RecordedSearch[] = [];
  #chat: Item[] = [];

  constructor(environment: Environment, users: Users) {
    this.#environment = environment;
    this.#users = users;
  }

  readonly actions: readonly Action[] = [
    [30, () => this.#search()],
    [8, () => this.#damageIndex()],
  ];

  startPage(tab: Tab): () => void {
    this.#pages.set(tab, { search: new MessageSearch(tab.chat.request), isBusy: false });
    return () => this.#pages.delete(tab);
  }

  onResponse(tab: Tab, { path }: HttpRequest, { messages }: Readonly<Record<string, unknown>>): void {
    if (!path.startsWith('/search?')) return;
    const { received } = this.#environment.records;
    for (const { channel, seq } of messages as { channel: string; seq: number }[])
      raiseCursor(received, tab.device.user.userId, channel, seq);
  }

  /** Each user searches when nothing changes any more, twice: the first search may have written the index that the second one uses. */
  async finish(advance: (ms: number) => Promise<void>): Promise<void> {
    this.#chat = itemsOf(this.#environment.machine, TABLES.chat);
    const tabs = new Map(this.#users.tabs.map((tab) => [tab.device.user.userId, tab]));
    const { random } = this.#users;
    for (const tab of tabs.values()) {
      const words = Array.from({ length: WORDS_SEARCHED }, () => wordQuery(random.pick(this.#words())));
      const queries = [beginningQuery('m'), { text: 'has:file', words: [], hasFile: true }, ...words];
      for (const query of queries)
        for (const order of ['newest', 'newest', 'best'] as const) {
          await settle(this.#run(tab, query, order, true), advance);
          await advance(PAUSE_MS);
        }
    }
  }

  check(logs: Logs): Violation[] {
    return checkSearches(this.#searches, this.#chat, this.#environment.records, logs);
  }

  #search(): void {
    const tab = activeTab(this.#users);
    if (!tab || this.#pages.get(tab)?.isBusy !== false) return;
    const query = this.#query();
    this.#environment.context.addTrace(tab.name, `searches for ${JSON.stringify(query.text)}`);
    void this.#run(tab, query, this.#users.random.chance(0.8) ? 'newest' : 'best', false);
  }

  async #run(tab: Tab, query: RecordedQuery, order: 'newest' | 'best', isQuiet: boolean): Promise<void> {
    const { clock } = this.#environment.context;
    const page = this.#pages.get(tab);
    if (!page) return;
    const { search } = page;
    page.isBusy = true;
    const at = clock.now();
    search.clear();
    await search.search({ text: query.text, order });
    for (let pages = 1; search.state.peek().more && pages < PAGES_MAX; pages += 1) await search.more();
    page.isBusy = false;
    const { messages, more, error } = search.state.peek();
    if (isQuiet && error !== undefined)
      this.#environment.context.report('searches find every message that matches', String(error));
    this.#searches.push({
      ...{ tab: tab.name, userId: tab.device.user.userId, query, order, at, by: clock.now(), isQuiet },
      isComplete: !more && error === undefined,
      messages: messages.map((message) => ({
        channel: message.channel,
        entry: recordedEntry(message) as RecordedEntry,
      })),
    });
  }

  /** A part of the index is lost, or damaged. */
  #damageIndex(): void {
    const { context, buckets } = this.#environment;
    const { random } = this.#users;
    const keys = [...buckets.segments.keys()];
    if (keys.length === 0) return;
    const key = random.pick(keys);
    const bytes = buckets.segments.get(key);
    context.addTrace('bucket', `loses a part of ${key.replace(/-[^-/]*-[^-/]*-[^-/]*-[^-/]*-[^-/]*$/, '')}`);
    if (random.chance(0.5)) buckets.segments.delete(key);
    else if (bytes)
      buckets.segments.set(
        key,
        bytes.map((byte, index) => (index % 7 === 0 ? byte ^ 1 : byte)),
      );
  }

  #query(): RecordedQuery {
    const { random, usernames } = this.#users;
    const word = random.pick(this.#words());
    const from = random.pick(usernames);
    const channel = random.pick([...CHANNELS, ...this.#environment.records.created.map((one) => one.channel)]);
    return random.pick([
      wordQuery(word),
      wordQuery(word),
      beginningQuery(word.slice(0, 2)),
      beginningQuery('m'),
      { text: 'second line ', words: ['second', 'line'] },
      { text: `from:${from} m`, words: ['m'], isPrefix: true, from },
      { text: `in:${channel} m`, words: ['m'], isPrefix: true, channel },
      { text: `in:${channel} ${word} `, words: [word], channel },
      { text: 'has:file', words: [], hasFile: true },
    ]);
  }

  /** The words that users have typed, those of replaced and deleted texts among them. */
  #words(): string[] {
    const { typed, edits } = this.#environment.records;
    const words = [...typed, ...edits].flatMap(({ text }) => wordsOf(text));
    return words.length > 0 ? words : ['m1'];
  }
}

function wordQuery(word: string): RecordedQuery {
  return { text: `${word} `, words: [word] };
}

function beginningQuery(beginning: string): RecordedQuery {
  return { text: beginning, words: [beginning], isPrefix: true };
}

export const SEARCH_ACTIONS: ActionKind = {
  name: 'search',
  share: 0.35,
  start: (environment, users) => new SearchActions(environment, users),
};
