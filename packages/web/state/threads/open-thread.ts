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

/** Replies before a reply that is jumped to, and after it: more than a screen. */
export const AROUND_REPLIES = 25;

/** The delay before the thread is loaded again, as the index of replies was behind; it doubles. */
const BEHIND_MS = 500;

/** How often it is loaded again because of that. */
const BEHIND_MAX = 6;

/** `pages` are the root and the loaded replies; `following` and `read` are the user's when there were `count` replies. */
type Loaded = { pages: readonly Message[]; following: boolean; read: number; count: number };

/** Replies that are not loaded: so many before the one with a seq. */
export type MissingReplies = { before: number; count: number };

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
  readonly #missing = computed(() => missingIn(this.#messages.value, this.root));
  readonly #jumped = signal<number | undefined>(undefined);
  readonly #stopFollowing: () => void;
  // The channel was known up to this seq without a gap when the thread was requested.
  #from: number | undefined;
  // The reply that was jumped to.
  #wanted: number | undefined;
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

  /** Where replies are missing, as their numbers say. */
  get missing(): ReadonlySignal<readonly MissingReplies[]> {
    return this.#missing;
  }

  /** The reply that was jumped to, once it is known whether it is there. */
  get jumped(): ReadonlySignal<number | undefined> {
    return this.#jumped;
  }

  get loadState(): ReadonlySignal<LoadState> {
    return this.#loadState;
  }

  /** What the server has said; undefined before. */
  get loaded(): ReadonlySignal<Loaded | undefined> {
    return this.#loaded;
  }

  /** Loads the surroundings of a reply, unless it is loaded; before the thread is, `load` does. */
  async jumpTo(reply: number): Promise<void> {
    this.#wanted = reply;
    if (!this.#loaded.peek()) return;
    try {
      const around = this.#has(reply) ? [] : await this.#around(reply);
      const current = this.#loaded.peek();
      if (current) this.#loaded.value = { ...current, pages: [...current.pages, ...around] };
      this.#jumped.value = reply;
    } catch (error) {
      this.#loadState.value = loadFailure(error, 0, undefined);
    }
  }

  /** Loads the newest replies, and the surroundings of one that was jumped to. */
  async load(): Promise<void> {
    this.#cancel?.();
    this.#loadState.value = { state: 'loading' };
    const from = this.#deps.conversation.cursor;
    try {
      const page = await this.#request({});
      const wanted = this.#wanted;
      const isFar = wanted !== undefined && !page.pages.some(({ seq }) => seq === wanted);
      const around = isFar ? await this.#around(wanted) : [];
      this.#from = from ?? 0;
      this.#loaded.value = { ...page, pages: [...page.pages, ...around] };
      this.#jumped.value = wanted;
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

  /** Loads the page before a reply. */
  async loadBefore(reply: number): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const older = await this.#request({ before: `${reply}` });
      const current = this.#loaded.peek();
      if (current) this.#loaded.value = { ...current, pages: [...older.pages, ...current.pages] };
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

  /** Changes the loaded messages, whose places remain. */
  rewrite(change: (entries: readonly Entry[]) => readonly Entry[]): void {
    const loaded = this.#loaded.peek();
    if (!loaded) return;
    const pages = change(loaded.pages);
    if (pages !== loaded.pages)
      this.#loaded.value = { ...loaded, pages: pages.filter((entry) => entry.kind === 'message') };
  }

  /** Stops everything. */
  stop(): void {
    this.#cancel?.();
    this.#stopFollowing();
  }

  async #request(query: Record<string, string>): Promise<Loaded> {
    const { channel, root: seq } = this;
    const content = { query: { limit: `${PAGE_REPLIES}`, ...query } };
    const { root, replies, following, read } = await this.#deps.request('readThread', { channel, seq }, content);
    const entries = [root, ...listOf<unknown>('replies', replies)].map(parseEntry);
    const pages = entries.filter((entry) => entry.kind === 'message');
    return {
      pages,
      count: pages[0]?.replies?.count ?? 0,
      following: following === true,
      read: Number(read),
    };
  }

  #has(reply: number): boolean {
    return this.#messages.peek().some(({ seq }) => seq === reply);
  }

  async #around(reply: number): Promise<readonly Message[]> {
    const limit = `${AROUND_REPLIES}`;
    const [before, after] = await Promise.all([
      this.#request({ before: `${reply + 1}`, limit }),
      this.#request({ after: `${reply}`, limit }),
    ]);
    return [...before.pages, ...after.pages];
  }

  // The root is newer than the index: its number says which replies there are.
  #reloadIfBehind(): void {
    const messages = this.#messages.peek();
    const isBehind = (messages.at(-1)?.threadCount ?? 0) < (messages[0]?.replies?.count ?? 0);
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

function missingIn(messages: readonly Message[], root: number): MissingReplies[] {
  const replies = messages.filter(({ seq }) => seq !== root);
  return replies.flatMap(({ seq, threadCount = 0 }, index) => {
    const count = threadCount - 1 - (replies[index - 1]?.threadCount ?? 0);
    return count > 0 ? [{ before: seq, count }] : [];
  });
}

function newer(known: Entry | undefined, other: Entry): Entry {
  if (known?.kind !== 'message' || other.kind !== 'message') return known ?? other;
  if (known.expired) return known;
  return other.expired || changedSeqOf(other) > changedSeqOf(known) ? other : known;
}
