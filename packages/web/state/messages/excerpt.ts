// An excerpt: a part of a log far before its newest page, which grows at both ends until it meets what else is loaded.
import { type Entry, PAGE_MAX, type Page } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import { isExpiredBefore, rewritten } from './known-entries.ts';
import { type Timeline, withRange } from './timeline.ts';

/** Consecutive entries from one seq to another, inclusive. */
export type Excerpt = { entries: readonly Entry[]; from: number; to: number };

/** A seq to jump to: that of a message or, if not `exact`, the one from which on the next message is shown. */
export type JumpTarget = { seq: number; exact: boolean };

/** Entries of its first page before the seq around which it begins: about half a screen. */
export const CONTEXT_ENTRIES = 20;

/** What an excerpt uses of its conversation. `oldest` is the first seq that is loaded with the newest page, 0 for the log's beginning. */
export interface ExcerptHost {
  fetchPage(query: { before?: number; after?: number; limit: number }): Promise<Page>;
  oldest(): number | undefined;
  /** Changes what is known of the log. */
  change(change: (timeline: Timeline) => Timeline): void;
}

/** Loads an excerpt, and more of it at either end. */
export class ExcerptLoader {
  readonly #host: ExcerptHost;
  readonly #pageEntries: number;
  readonly #excerpt = signal<Excerpt | undefined>(undefined);
  // The first unread message or the one to jump to, until it is loaded.
  readonly #start = signal<number | undefined>(undefined);
  /** Where the reader jumps to, until the view has scrolled there. */
  readonly target = signal<JumpTarget | undefined>(undefined);
  /** How often the reader has returned to the newest message. */
  readonly returns = signal(0);
  #loading = false;
  #starting: Promise<void> | undefined;

  constructor(host: ExcerptHost, pageEntries: number) {
    this.#host = host;
    this.#pageEntries = pageEntries;
  }

  /** The excerpt, while there is one apart from the newest page. */
  get shown(): ReadonlySignal<Excerpt | undefined> {
    return this.#excerpt;
  }

  /** The seq of the first unread message, until it is loaded. */
  get start(): ReadonlySignal<number | undefined> {
    return this.#start;
  }

  /** Sets the seq of the first unread message; undefined if none is. */
  startAt(seq: number | undefined): void {
    this.#start.value = seq;
  }

  /** The entries of the first page: it contains the first unread message, if one page is enough for that. */
  firstEntries(head: number): number {
    const start = this.#start.peek();
    const wanted = start === undefined ? 0 : head - start + 1 + CONTEXT_ENTRIES;
    return wanted > PAGE_MAX ? this.#pageEntries : Math.max(this.#pageEntries, wanted);
  }

  /** The seq before which older pages of the excerpt begin; undefined at the beginning of the log or of what has not expired. */
  olderThan(): number | undefined {
    const excerpt = this.#excerpt.peek();
    return excerpt && !isExpiredBefore(excerpt) ? excerpt.from || undefined : undefined;
  }

  /**
   * Loads the page around the first unread message, unless it is loaded. The newest page must be: the entries that change messages of the
   * excerpt later are then known by their events. A page that cannot be loaded leaves the reader at the newest message.
   */
  loadStart(): Promise<void> {
    this.#starting ??= this.#loadStart().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #loadStart(): Promise<void> {
    for (let start = this.#start.peek(); start !== undefined; ) {
      if ((this.#host.oldest() ?? 0) > start) await this.#open(start).catch(() => undefined);
      const next = this.#start.peek();
      // Meanwhile the reader has jumped elsewhere: to another message, or to the newest one.
      if (next === undefined) this.#excerpt.value = undefined;
      if (next === start) this.#start.value = undefined;
      start = this.#start.peek();
    }
  }

  /** Shows an entry in its surroundings, which are loaded first if they are not yet, after the newest page. */
  async jumpTo(target: JumpTarget): Promise<void> {
    const { seq } = target;
    const { from, to } = this.#excerpt.peek() ?? { from: 1, to: 0 };
    if (seq < from || seq > to) {
      this.#excerpt.value = undefined;
      this.#start.value = seq;
    }
    this.target.value = target;
    if (this.#host.oldest() !== undefined) await this.loadStart();
  }

  /** Nothing can be loaded: the reader sees what this browser has kept. */
  giveUp(): void {
    this.#start.value = undefined;
  }

  async #open(seq: number): Promise<void> {
    const after = Math.max(0, seq - 1 - CONTEXT_ENTRIES);
    const page = await this.#host.fetchPage({ after, limit: this.#pageEntries });
    this.#show({ entries: [], from: after === 0 ? 0 : after + 1, to: after }, page.entries);
  }

  /** Forgets the excerpt, and the message at which it begins. */
  close(): void {
    this.returns.value += 1;
    this.#start.value = undefined;
    this.#excerpt.value = undefined;
    this.target.value = undefined;
  }

  /** Changes the entries of the excerpt and of the timeline, whose places remain. */
  rewrite(change: (entries: readonly Entry[]) => readonly Entry[]): void {
    const excerpt = this.#excerpt.peek();
    if (excerpt) this.#excerpt.value = rewritten(excerpt, change);
    this.#host.change((timeline) => rewritten(timeline, change));
  }

  /** Loads the page after its end. If it cannot be loaded, the reader scrolls on, or jumps to the newest message. */
  async loadNewer(): Promise<void> {
    const excerpt = this.#excerpt.peek();
    const oldest = this.#host.oldest();
    if (!excerpt || oldest === undefined || this.#loading) return;
    this.#loading = true;
    try {
      const limit = Math.min(PAGE_MAX, Math.max(1, oldest - 1 - excerpt.to), this.#pageEntries);
      const { entries } = await this.#host.fetchPage({ after: excerpt.to, limit });
      if (this.#excerpt.peek() === excerpt) this.#show(excerpt, entries);
    } catch {
      // Scrolling requests it again.
    } finally {
      this.#loading = false;
    }
  }

  /** Adds the page before its beginning, which has been loaded. */
  addOlder(before: number, { entries, more }: Page): void {
    const excerpt = this.#excerpt.peek();
    if (excerpt?.from !== before) return;
    const from = more ? (entries[0]?.seq ?? before) : 0;
    this.#excerpt.value = { ...excerpt, entries: [...entries, ...excerpt.entries], from };
  }

  #show(excerpt: Excerpt, newer: readonly Entry[]): void {
    const last = newer.at(-1)?.seq ?? excerpt.to;
    const longer = { ...excerpt, entries: [...excerpt.entries, ...newer], to: last };
    const oldest = this.#host.oldest();
    const hasMet = oldest !== undefined && longer.to >= oldest - 1;
    this.#excerpt.value = hasMet ? undefined : longer;
    if (hasMet)
      this.#host.change((timeline) => withRange(timeline, longer.entries, { from: longer.from, to: longer.to }));
  }
}
