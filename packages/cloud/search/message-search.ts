// The search for messages in some channels: newest first or best first, with a bounded time for each request.
import {
  type Message,
  matchMessage,
  SEARCH_PAGE_MAX,
  type SearchOrder,
  type SearchQuery,
  type SearchResults,
} from '@parley/chat';
import type { ChatTableDeps } from '../db/chat-table.ts';
import type { LogDeps } from '../db/log.ts';
import { entriesAt } from '../db/log-ranges.ts';
import { byScore, byTime, type Candidate } from './candidates.ts';
import { ChannelSearch, type TimeBounds } from './channel-search.ts';
import { Indexer } from './indexer.ts';
import { BLOCK_SIZES, type BlockSizes, mergeable } from './log-blocks.ts';
import type { ObjectStore } from './object-store.ts';
import { encodeTimeCursor, parseSearchCursor, RANKED_MAX, type TimeCursor } from './search-cursor.ts';
import { SegmentCache } from './segment.ts';
import { type SegmentList, SegmentLists } from './segment-list.ts';

export type MessageSearchDeps = ChatTableDeps &
  LogDeps & { store: ObjectStore; now: () => number; blockSizes?: BlockSizes };

/** What is searched: a query in channels that the user may read. */
export type SearchRequest = { channels: readonly string[]; query: SearchQuery; order: SearchOrder; cursor?: unknown };

/** How long one request reads; then it returns what it has found. A user waits for the rest with something to read. */
const READING_MS = 2_500;

/** A merge of segments takes a second of a function of 512 MB: one begins only when the search was quick. */
const MERGING_MS = 1_000;

/**
 * Parts that are read at once: few at first, as the newest ones are often enough. Of small blocks without a segment no more than that are
 * read at once: reading, indexing and writing a large one takes two seconds of a function of 512 MB, and the time is checked in between.
 */
const WIDTH_MIN = 8;
const WIDTH_MAX = 32;

/** Messages that one request compares with the query: with a phrase of frequent words, most candidates do not match. */
const COMPARED_MAX = 500;

const NO_SEGMENTS = { segments: [], expiredTo: 0 };

/** Searches the logs of all channels. A warm function keeps one. */
export class MessageSearch {
  readonly #deps: MessageSearchDeps & { cache: SegmentCache; lists: SegmentLists };
  readonly #indexer: Indexer;

  constructor(deps: MessageSearchDeps) {
    this.#deps = { ...deps, cache: new SegmentCache(), lists: new SegmentLists(deps) };
    this.#indexer = new Indexer(this.#deps);
  }

  /** One page of results. Every message in it was read from the log during the request, and matched then. */
  async search({ channels, query, order, cursor }: SearchRequest): Promise<SearchResults> {
    const began = this.#deps.now();
    const lists = await this.#deps.lists.read(channels);
    const after = order === 'newest' ? parseSearchCursor('newest', cursor) : undefined;
    const bounds: TimeBounds = {
      after: Math.floor((query.after ?? 0) / 1000),
      before: Math.min(
        Math.ceil((query.before ?? Number.POSITIVE_INFINITY) / 1000),
        after?.time ?? Number.POSITIVE_INFINITY,
      ),
    };
    const searches = channels.map(
      (channel) => new ChannelSearch(channel, lists.get(channel) ?? NO_SEGMENTS, bounds, this.#deps),
    );
    const search = new RunningSearch(searches, query, { ...this.#deps, until: began + READING_MS });
    const results =
      order === 'newest' ? await search.newest(after) : await search.best(parseSearchCursor('best', cursor));
    await this.#index(searches);
    await this.#merge(lists, began);
    return order === 'newest' ? { ...results, messages: results.messages.toSorted(byTimestamp) } : results;
  }

  // What fails here costs a later search time, and nothing else.
  async #index(searches: readonly ChannelSearch[]): Promise<void> {
    try {
      await Promise.all(
        searches.map(async ({ channel, unindexed, unreadable }) => {
          if (unreadable.length > 0) await this.#indexer.remove(channel, unreadable);
          if (unindexed.length > 0) await this.#indexer.write(channel, unindexed);
        }),
      );
    } catch (error) {
      console.error(error);
    }
  }

  async #merge(lists: ReadonlyMap<string, SegmentList>, began: number): Promise<void> {
    const sizes = this.#deps.blockSizes ?? BLOCK_SIZES;
    const [channel] = [...lists].find(([, { segments }]) => mergeable(segments, sizes).length > 0) ?? [];
    if (channel === undefined || this.#deps.now() - began >= MERGING_MS) return;
    try {
      await this.#indexer.merge(channel);
    } catch (error) {
      console.error(error);
    }
  }
}

/** One request: what it has found, and how far it has come in each channel. */
class RunningSearch {
  readonly #searches: readonly ChannelSearch[];
  readonly #query: SearchQuery;
  readonly #deps: MessageSearchDeps & { until: number };
  readonly #found = new Map<string, Candidate>();
  readonly #counts: number[];
  #messages = 0;
  #width = WIDTH_MIN;
  #compared = 0;

  constructor(searches: readonly ChannelSearch[], query: SearchQuery, deps: MessageSearchDeps & { until: number }) {
    this.#searches = searches;
    this.#query = query;
    this.#deps = deps;
    this.#counts = query.terms.map(() => 0);
  }

  /** The newest results after a cursor: parts are read backwards in time until there are enough. */
  async newest(after: TimeCursor | undefined): Promise<SearchResults> {
    const messages: Message[] = [];
    let last: Candidate | undefined;
    for (;;) {
      const frontier = this.#frontier;
      const isRead = frontier === Number.NEGATIVE_INFINITY;
      const ready = [...this.#found.values()]
        .filter((one) => one.time > frontier && (!after || byTime(after, one) < 0) && (!last || byTime(last, one) < 0))
        .sort(byTime);
      const compared = await this.#compare(ready, SEARCH_PAGE_MAX - messages.length);
      messages.push(...compared.messages);
      last = compared.last ?? last;
      const hasRest = compared.compared < ready.length;
      if (isRead && !hasRest) return { messages, complete: true };
      if (last && (messages.length >= SEARCH_PAGE_MAX || hasRest))
        return { messages, ...this.#end(messages, last.time), cursor: encodeTimeCursor(last) };
      if (this.#isLate) {
        const cursor = { time: frontier, seq: 0, channel: '' };
        return { messages, complete: false, searchedTo: timestampOf(frontier), cursor: encodeTimeCursor(cursor) };
      }
      await this.#read();
    }
  }

  /** The best results from a place in their order: all parts are read. */
  async best(from: number): Promise<SearchResults> {
    while (this.#frontier !== Number.NEGATIVE_INFINITY && !this.#isLate) await this.#read();
    const frontier = this.#frontier;
    const ranked = [...this.#found.values()].sort(byScore(this.#messages, this.#counts)).slice(0, RANKED_MAX);
    const { messages, compared } = await this.#compare(ranked.slice(from), SEARCH_PAGE_MAX);
    if (frontier > Number.NEGATIVE_INFINITY)
      return { messages, complete: false, searchedTo: timestampOf(frontier), cursor: `${from}` };
    const next = from + compared;
    return { messages, complete: true, ...(next < ranked.length && { cursor: `${next}` }) };
  }

  // A page that is not full was ended by the number of comparisons.
  #end(messages: readonly Message[], time: number): Pick<SearchResults, 'complete' | 'searchedTo'> {
    return messages.length < SEARCH_PAGE_MAX ? { complete: false, searchedTo: timestampOf(time) } : { complete: true };
  }

  get #frontier(): number {
    return Math.max(Number.NEGATIVE_INFINITY, ...this.#searches.map(({ frontier }) => frontier));
  }

  // The newest entries of every channel are always read, so that each request comes further.
  get #isLate(): boolean {
    return this.#frontier < Number.POSITIVE_INFINITY && this.#deps.now() >= this.#deps.until;
  }

  /** Searches the parts that may have the newest messages. */
  async #read(): Promise<void> {
    const parts: ReturnType<ChannelSearch['takePart']>[] = [];
    let scanned = 0;
    for (let taken = 0; taken < this.#width && scanned < WIDTH_MIN; taken += 1) {
      const frontier = this.#frontier;
      const next = this.#searches.find((one) => one.frontier === frontier);
      if (!next || frontier === Number.NEGATIVE_INFINITY) break;
      scanned += next.scannedBlocks;
      parts.push(next.takePart());
    }
    this.#width = Math.min(WIDTH_MAX, 2 * this.#width);
    for (const result of await Promise.all(parts.map((search) => search?.(this.#query)))) {
      if (!result) continue;
      this.#messages += result.messages;
      result.counts.forEach((count, term) => {
        this.#counts[term] = (this.#counts[term] ?? 0) + count;
      });
      for (const candidate of result.candidates) {
        const key = `${candidate.channel} ${candidate.seq}`;
        const known = this.#found.get(key);
        if (!known || (candidate.message && !known.message)) this.#found.set(key, candidate);
      }
    }
  }

  /** Compares candidates with their current messages, in order, until so many match. Returns how many were compared, and the last one. */
  async #compare(
    candidates: readonly Candidate[],
    wanted: number,
  ): Promise<{ messages: Message[]; compared: number; last?: Candidate }> {
    const messages: Message[] = [];
    let compared = 0;
    while (compared < candidates.length && messages.length < wanted && this.#compared < COMPARED_MAX) {
      const batch = candidates.slice(compared, compared + 2 * wanted);
      const current = await this.#currentMessages(batch);
      for (const candidate of batch) {
        if (messages.length >= wanted) break;
        compared += 1;
        this.#compared += candidate.message ? 0 : 1;
        const message = current.get(`${candidate.channel} ${candidate.seq}`);
        if (message && matchMessage(this.#query, message)) messages.push(message);
      }
    }
    const last = candidates[compared - 1];
    return { messages, compared, ...(last && { last }) };
  }

  async #currentMessages(candidates: readonly Candidate[]): Promise<Map<string, Message>> {
    const read = candidates.filter(({ message }) => !message);
    const entries = await entriesAt(this.#deps, read);
    const known = candidates.flatMap(({ message }) => message ?? []);
    const messages = [...known, ...entries.filter((entry) => entry.kind === 'message')];
    return new Map(messages.map((message) => [`${message.channel} ${message.seq}`, message]));
  }
}

// The index has whole seconds.
function byTimestamp(a: Message, b: Message): number {
  return a.timestamp < b.timestamp ? 1 : a.timestamp > b.timestamp ? -1 : b.seq - a.seq;
}

function timestampOf(time: number): string {
  return new Date(time * 1000).toISOString();
}
