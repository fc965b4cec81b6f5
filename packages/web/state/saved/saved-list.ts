// What the user has saved for later: the marks of all saved messages, and the pages of the list that are loaded.
import { type Message, parseEntry, type SavedMessage } from '@parley/chat';
import { type ReadonlySignal, signal, untracked } from '@preact/signals';
import { listOf } from '../../api/request.ts';
import type { RouteCaller } from '../../api/types.ts';
import { WebError } from '../../errors.ts';
import { type LoadState, loadFailure } from '../messages/load-state.ts';
import type { Clock } from '../ports.ts';

/** The delay before the list is loaded again after a failure. */
const RETRY_AFTER_MS = 15_000;

/** What the list is given; `version` is that of the last sync. */
export type SavedListDeps = { request: RouteCaller; clock: Clock; version: ReadonlySignal<number> };

/** What identifies a message. */
type Address = { channel: string; seq: number };

/** The saved messages of one user. */
export class SavedList {
  readonly #deps: SavedListDeps;
  readonly #marks = signal<ReadonlySet<string>>(new Set());
  readonly #list = signal<readonly SavedMessage[]>([]);
  readonly #more = signal(false);
  readonly #loadState = signal<LoadState>({ state: 'loading' });
  readonly #stop: () => void;
  #version = 0;
  // Changes whose response has not arrived: they are applied to each list that does.
  readonly #pending = new Map<string, boolean>();
  #loading: Promise<void> | undefined;
  #again = false;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(deps: SavedListDeps) {
    this.#deps = deps;
    this.#stop = deps.version.subscribe((version) => {
      if (version > this.#version) untracked(() => void this.load());
    });
  }

  /** The messages of the loaded pages, the newest first. */
  get list(): ReadonlySignal<readonly SavedMessage[]> {
    return this.#list;
  }

  /** Whether there are further ones. */
  get more(): ReadonlySignal<boolean> {
    return this.#more;
  }

  get loadState(): ReadonlySignal<LoadState> {
    return this.#loadState;
  }

  /** Whether a message is saved. An effect that reads it runs again when that changes. */
  has(address: Address): boolean {
    return this.#marks.value.has(keyOf(address));
  }

  /** Loads the newest page. */
  load(): Promise<void> {
    this.#again = true;
    this.#loading ??= this.#loadAll().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Loads the page after the last one. */
  async loadMore(): Promise<void> {
    const last = this.#list.peek().at(-1);
    if (!last || !this.#more.peek() || this.#loading) return;
    try {
      const { saved, more } = await this.#deps.request('listSaved', {}, { query: { before: `${last.order}` } });
      if (this.#list.peek().at(-1) !== last) return;
      this.#list.value = [...this.#list.peek(), ...listOf<unknown>('saved', saved).map(parseSaved)];
      this.#more.value = more === true;
    } catch (error) {
      this.#loadState.value = loadFailure(error, 0, undefined);
    }
  }

  /** Saves a message, or removes it: displayed at once. Throws an error that the page can display, and displays what was before. */
  async change(address: Address, on: boolean): Promise<void> {
    const key = keyOf(address);
    const { channel, seq } = address;
    this.#pending.set(key, on);
    this.#mark(key, on);
    const before = this.#list.peek();
    if (!on) this.#list.value = before.filter((one) => keyOf(one) !== key);
    try {
      const { version } = await this.#deps.request(on ? 'saveMessage' : 'unsaveMessage', { channel, seq });
      this.#pending.delete(key);
      // The list has the message, and all pages agree, when it was loaded again. One that is being loaded may be from before the change.
      const isNext = Number(version) === this.#version + 1;
      if (isNext && !on && !this.#loading) this.#version = Number(version);
      else void this.load();
    } catch (error) {
      this.#pending.delete(key);
      this.#mark(key, !on);
      void this.load();
      throw error;
    }
  }

  /** Stops everything. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#stop();
  }

  async #loadAll(): Promise<void> {
    this.#cancel?.();
    while (this.#again) {
      this.#again = false;
      try {
        const { version, saved, more, marks } = await this.#deps.request('listSaved', {});
        this.#list.value = listOf<unknown>('saved', saved)
          .map(parseSaved)
          .filter((one) => this.#pending.get(keyOf(one)) !== false);
        this.#more.value = more === true;
        this.#version = Number(version);
        this.#marks.value = new Set(keysOf(marks));
        for (const [key, on] of this.#pending) this.#mark(key, on);
        this.#loadState.value = { state: 'complete' };
      } catch (error) {
        this.#loadState.value = loadFailure(error, 0, undefined);
        if (error instanceof WebError && error.retryable && !this.#stopped)
          this.#cancel = this.#deps.clock.after(RETRY_AFTER_MS, () => void this.load());
      }
    }
  }

  #mark(key: string, on: boolean): void {
    const others = [...this.#marks.peek()].filter((one) => one !== key);
    this.#marks.value = new Set(on ? [...others, key] : others);
  }
}

function keyOf({ channel, seq }: Address): string {
  return `${channel} ${seq}`;
}

function keysOf(marks: unknown): string[] {
  return Object.entries(Object(marks) as Record<string, unknown>).flatMap(([channel, seqs]) =>
    listOf<number>(channel, seqs).map((seq) => keyOf({ channel, seq })),
  );
}

function parseSaved(input: unknown): SavedMessage {
  const { channel, seq, order, at, message } = (input ?? {}) as Record<string, unknown>;
  const found = message === undefined ? undefined : (parseEntry(message) as Message);
  return {
    channel: String(channel),
    seq: Number(seq),
    order: Number(order),
    at: String(at),
    ...(found && { message: found }),
  };
}
