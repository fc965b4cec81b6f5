// One thread that is displayed: its pages of the server, and what the channel's conversation has received since.
import { changedSeqOf, type Entry, type Message, parseEntry } from '@parley/chat';
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { listOf } from '../../api/request.ts';
import type { RouteCaller } from '../../api/types.ts';
import type { Conversation } from '../messages/conversation.ts';
import { type LoadState, loadFailure } from '../messages/load-state.ts';
import { messagesOf } from '../messages/rendered-messages.ts';
import type { Clock } from '../ports.ts';

/** Replies of one page. */
export const PAGE_REPLIES = 50;

/** The delay before the thread is loaded again, as the index of replies was behind; it doubles. */
const BEHIND_MS = 500;

/** How often it is loaded again because of that. */
const BEHIND_MAX = 6;

/**
 * `pages` are the root and the loaded replies; `more` whether there are earlier ones; `following` and `read` are the user's when there were
 * `count` replies.
 */
type Loaded = { pages: readonly Message[]; more: boolean; following: boolean; read: number; count: number };

export type OpenThreadDeps = {
  request: RouteCaller;
  clock: Clock;
  conversation: Pick<Conversation, 'channel' | 'timeline' | 'cursor'>;
};

/** A thread as its reader sees it. */
export class OpenThread {
  readonly root: number;
  readonly channel: string;
  readonly #deps: OpenThreadDeps;
  readonly #loaded = signal<Loaded | undefined>(undefined);
  readonly #loadState = signal<LoadState>({ state: 'loading' });
  readonly #messages = computed(() => this.#merged());
  readonly #stopFollowing: () => void;
  // The channel was known up to this seq without a gap when the thread was requested.
  #from: number | undefined;
  #behind = 0;
  #failures = 0;
  #busy = false;
  #cancel: (() => void) | undefined;

  constructor(root: number, deps: OpenThreadDeps) {
    this.root = root;
    this.channel = deps.conversation.channel;
    this.#deps = deps;
    this.#stopFollowing = effect(() => {
      const { covered } = deps.conversation.timeline.value;
      const { from } = covered[0] ?? {};
      // The conversation has restarted behind a gap, in which replies may have changed.
      if (from !== undefined && this.#from !== undefined && from > this.#from + 1) untracked(() => void this.load());
    });
  }

  /** The root, if it is known, and the replies that are, in their order. */
  get messages(): ReadonlySignal<readonly Message[]> {
    return this.#messages;
  }

  get loadState(): ReadonlySignal<LoadState> {
    return this.#loadState;
  }

  /** What the server has said; undefined before. */
  get loaded(): ReadonlySignal<Loaded | undefined> {
    return this.#loaded;
  }

  /** Loads the newest replies. */
  async load(): Promise<void> {
    this.#cancel?.();
    this.#loadState.value = { state: 'loading' };
    const from = this.#deps.conversation.cursor;
    try {
      const page = await this.#request({});
      this.#from = from ?? 0;
      this.#loaded.value = page;
      this.#failures = 0;
      this.#loadState.value = { state: 'complete' };
      this.#reloadIfBehind();
    } catch (error) {
      const now = this.#deps.clock.now();
      const failure = loadFailure(error, this.#failures++, now);
      this.#loadState.value = failure;
      if (failure.retryAt !== undefined)
        this.#cancel = this.#deps.clock.after(failure.retryAt - now, () => void this.load());
    }
  }

  /** Loads the page before the oldest reply. */
  async loadOlder(): Promise<void> {
    const loaded = this.#loaded.peek();
    const oldest = loaded?.pages.find(({ seq }) => seq !== this.root)?.seq;
    if (!loaded?.more || oldest === undefined || this.#busy) return;
    this.#busy = true;
    try {
      const older = await this.#request({ before: `${oldest}` });
      const current = this.#loaded.peek();
      if (current) this.#loaded.value = { ...current, pages: [...older.pages, ...current.pages], more: older.more };
    } catch (error) {
      this.#loadState.value = loadFailure(error, 0, undefined);
    } finally {
      this.#busy = false;
    }
  }

  /** Notes what the user has chosen. */
  setFollowing(following: boolean, read: number): void {
    const loaded = this.#loaded.peek();
    const count = this.#messages.peek().at(-1)?.threadCount ?? 0;
    if (loaded) this.#loaded.value = { ...loaded, following, read, count };
  }

  /** Stops everything. */
  stop(): void {
    this.#cancel?.();
    this.#stopFollowing();
  }

  async #request(query: Record<string, string>): Promise<Loaded> {
    const { channel, root: seq } = this;
    const content = { query: { limit: `${PAGE_REPLIES}`, ...query } };
    const { root, replies, more, following, read } = await this.#deps.request('readThread', { channel, seq }, content);
    const entries = [root, ...listOf<unknown>('replies', replies)].map(parseEntry);
    const pages = entries.filter((entry) => entry.kind === 'message');
    return {
      pages,
      count: pages[0]?.replies?.count ?? 0,
      more: more === true,
      following: following === true,
      read: Number(read),
    };
  }

  // The root is newer than the index: its number says which replies there are.
  #reloadIfBehind(): void {
    const [root, ...replies] = this.#messages.peek();
    const newest = root?.replies?.count ?? 0;
    const first = replies[0]?.threadCount ?? newest + 1;
    const isBehind = first + replies.length - 1 < newest;
    if (!isBehind || this.#behind >= BEHIND_MAX) return;
    const waitMs = BEHIND_MS * 2 ** this.#behind++;
    this.#cancel = this.#deps.clock.after(waitMs, () => void this.load());
  }

  #merged(): Message[] {
    const bySeq = new Map<number, Entry>();
    for (const entry of [...this.#deps.conversation.timeline.value.entries, ...(this.#loaded.value?.pages ?? [])])
      bySeq.set(entry.seq, newer(bySeq.get(entry.seq), entry));
    const entries = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
    return messagesOf(entries, this.root);
  }
}

function newer(known: Entry | undefined, other: Entry): Entry {
  if (known?.kind !== 'message' || other.kind !== 'message') return known ?? other;
  return changedSeqOf(other) > changedSeqOf(known) ? other : known;
}
