// A search for messages as the page runs it: one request after the other, until a page of results is full or all is searched.
import {
  isSearchable,
  type Message,
  parseEntry,
  parseSearchQuery,
  SEARCH_PAGE_MAX,
  type SearchOrder,
} from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import { unexpectedAnswer } from '../../api/request.ts';
import type { RouteCaller } from '../../api/types.ts';

/** What is searched for: the text for the server, and the order. */
export type Search = { text: string; order: SearchOrder };

/**
 * How far a search is. `searchedTo` is how far back the log was searched so far, while it is being searched; `more` whether there may be
 * further results.
 */
export type SearchState = {
  search: Search | undefined;
  messages: readonly Message[];
  isSearching: boolean;
  searchedTo?: string;
  more: boolean;
  error?: unknown;
};

const NOTHING: SearchState = { search: undefined, messages: [], isSearching: false, more: false };

/** Requests of one search without a result in between: each searches for seconds, so that a server that does not get on is noticed. */
const REQUESTS_MAX = 40;

/** One search at a time; the results of an earlier one are displayed until the next one has some. */
export class MessageSearch {
  readonly #request: RouteCaller;
  readonly #state = signal<SearchState>(NOTHING);
  #cursor: string | undefined;
  #run = 0;

  constructor(request: RouteCaller) {
    this.#request = request;
  }

  get state(): ReadonlySignal<SearchState> {
    return this.#state;
  }

  /** Searches, unless the same search is displayed. A text that says nothing shows no results. */
  async search(search: Search): Promise<void> {
    const { search: shown, error } = this.#state.peek();
    if (shown?.text === search.text && shown.order === search.order && error === undefined) return;
    if (!isComplete(search.text)) return this.clear();
    this.#cursor = undefined;
    await this.#continue(search, []);
  }

  /** Loads further results. */
  async more(): Promise<void> {
    const { search, messages, isSearching, more } = this.#state.peek();
    if (search && more && !isSearching) await this.#continue(search, messages);
  }

  /** Forgets the search and its results. */
  clear(): void {
    this.#run += 1;
    this.#state.value = NOTHING;
  }

  async #continue(search: Search, earlier: readonly Message[]): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    const { searchedTo: _, error: __, ...before } = this.#state.peek();
    this.#state.value = { ...before, search, isSearching: true };
    let messages = earlier;
    try {
      for (let requests = 1; ; requests += 1) {
        const cursor = this.#cursor;
        const page = await this.#page(search, cursor);
        if (run !== this.#run) return;
        // The best messages of a part of the log are not the best of all.
        messages =
          search.order === 'best' && !page.complete
            ? [...earlier, ...page.messages]
            : joined(search.order === 'best' ? earlier : messages, page.messages);
        this.#cursor = page.cursor;
        const isFull = search.order === 'newest' && messages.length >= earlier.length + SEARCH_PAGE_MAX;
        const isStuck = requests === REQUESTS_MAX || (search.order === 'newest' && page.cursor === cursor);
        const isSearching = !page.complete && !isFull && !isStuck;
        const { searchedTo } = page;
        this.#state.value = {
          search,
          messages,
          isSearching,
          more: page.cursor !== undefined,
          ...(isSearching && searchedTo !== undefined && { searchedTo }),
        };
        if (!isSearching) return;
      }
    } catch (error) {
      if (run === this.#run) this.#state.value = { search, messages, isSearching: false, more: false, error };
    }
  }

  async #page({ text, order }: Search, cursor: string | undefined) {
    const query = { q: text, order, ...(cursor !== undefined && { cursor }) };
    const { messages, complete, searchedTo, cursor: next } = await this.#request('searchMessages', {}, { query });
    if (!Array.isArray(messages)) throw unexpectedAnswer('messages');
    return {
      messages: messages.map(parseEntry).filter((entry): entry is Message => entry.kind === 'message'),
      complete: complete === true,
      searchedTo: typeof searchedTo === 'string' ? searchedTo : undefined,
      cursor: typeof next === 'string' ? next : undefined,
    };
  }
}

/** Whether a text can be searched for; throws when it contains what the server would reject. */
function isComplete(text: string): boolean {
  return isSearchable(parseSearchQuery(text));
}

// A message that was edited between two requests may be in both.
function joined(earlier: readonly Message[], later: readonly Message[]): readonly Message[] {
  const known = new Set(earlier.map(({ channel, seq }) => `${channel} ${seq}`));
  return [...earlier, ...later.filter(({ channel, seq }) => !known.has(`${channel} ${seq}`))];
}
