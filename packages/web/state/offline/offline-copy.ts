// What this browser keeps of the chat, so that the page shows it without a network: the channels, and the newest page of some.
import type { Channel, Entry } from '@parley/chat';
import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { WebError } from '../../errors.ts';
import type { Channels } from '../channels/channels.ts';
import { completeTo, EMPTY, type Timeline, trimmed } from '../messages/timeline.ts';
import type { Clock } from '../ports.ts';

/** The channels of the user as of a time. */
export type SavedList = { at: string; username: string; channels: readonly Channel[] };

/** The newest page of a channel: its entries cover the seqs from `from` to `to`. */
export type SavedTimeline = { at: string; channel: string; entries: readonly Entry[]; from: number; to: number };

/** Keeps the copy of one user. */
export interface OfflineStorage {
  readList(): Promise<SavedList | undefined>;
  readTimeline(channel: string): Promise<SavedTimeline | undefined>;
  writeList(list: SavedList): Promise<void>;
  /** Keeps the timelines that were written last. */
  writeTimeline(timeline: SavedTimeline): Promise<void>;
}

/** Entries that are kept of a channel: a page, as it is displayed when a channel is opened. */
export const SAVED_ENTRIES = 60;

/** How long the page waits for the server before it shows the copy: longer than a slow answer. */
export const SHOW_COPY_AFTER_MS = 5_000;

/** Changes within this time are written together. */
export const SAVE_EVERY_MS = 2_000;

/** What a copy is given. Without a storage nothing is kept. */
export type OfflineCopyDeps = {
  clock: Clock;
  visible: ReadonlySignal<boolean>;
  openOfflineStorage?: () => Promise<OfflineStorage>;
};

/** What is shown, and to be kept. */
export type Shown = {
  username: ReadonlySignal<string>;
  channels: ReadonlySignal<readonly Channel[]>;
  open: ReadonlySignal<{ conversation: { channel: string; timeline: ReadonlySignal<Timeline> } } | undefined>;
};

/** What of that was read at a time. */
type Read = {
  username: string;
  channels: readonly Channel[];
  channel: string | undefined;
  timeline: Timeline | undefined;
};

/** The copy of one user's chat. */
export class OfflineCopy {
  readonly #deps: OfflineCopyDeps;
  readonly #savedAt = signal<string | undefined>(undefined);
  #storage: Promise<OfflineStorage | undefined> | undefined;
  #shown: Read | undefined;
  #written: Read | undefined;
  #synced = false;
  #stopped = false;
  #cancel: (() => void) | undefined;

  constructor(deps: OfflineCopyDeps) {
    this.#deps = deps;
  }

  /** When the copy was made that is shown instead of the server's list; undefined when the server's list is. */
  get savedAt(): ReadonlySignal<string | undefined> {
    return this.#savedAt;
  }

  /** Resolves when the first sync has, or when the copy was applied because the server does not answer. */
  async start(synced: Promise<void>, username: Signal<string>, channels: Pick<Channels, 'applyList'>): Promise<void> {
    const problem = await this.#problem(synced);
    if (problem === undefined || this.#synced) return;
    if (problem instanceof WebError && !problem.retryable) throw problem;
    const saved = await this.#open()
      .then((storage) => storage?.readList())
      .catch(() => undefined);
    if (!saved) return synced;
    if (this.#synced) return;
    this.#savedAt.value = saved.at;
    username.value = saved.username;
    channels.applyList(saved.channels);
  }

  /** The server's list is applied. */
  applied(): void {
    this.#synced = true;
    this.#savedAt.value = undefined;
  }

  /** What was kept of a channel. */
  async timelineOf(channel: string): Promise<SavedTimeline | undefined> {
    return (await this.#open())?.readTimeline(channel).catch(() => undefined);
  }

  /** Keeps what is shown, and what it changes to. Returns a function that ends this. */
  follow({ username, channels, open }: Shown): () => void {
    const stops = [
      effect(() => {
        const { channel, timeline } = open.value?.conversation ?? {};
        this.#shown = { username: username.value, channels: channels.value, channel, timeline: timeline?.value };
        this.#cancel ??= this.#deps.clock.after(SAVE_EVERY_MS, () => void this.#save());
      }),
      this.#deps.visible.subscribe((visible) => {
        if (!visible) void this.#save();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      this.#cancel?.();
      this.stop();
    };
  }

  /** Keeps nothing more. */
  stop(): void {
    this.#stopped = true;
  }

  // The error of the first sync, or that it takes too long.
  async #problem(synced: Promise<void>): Promise<unknown> {
    let stop: (() => void) | undefined;
    const late = new Promise<unknown>((resolve) => {
      stop = this.#deps.clock.after(SHOW_COPY_AFTER_MS, () => resolve('late'));
    });
    try {
      return await Promise.race([
        synced.then(
          () => undefined,
          (error: unknown) => error ?? 'failed',
        ),
        late,
      ]);
    } finally {
      stop?.();
    }
  }

  async #save(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const shown = this.#shown;
    // Before the first sync there is nothing new.
    if (!shown || !this.#synced || this.#stopped) return;
    const before = this.#written;
    this.#written = shown;
    const at = new Date(this.#deps.clock.now()).toISOString();
    try {
      const storage = await this.#open();
      const { username, channels, channel, timeline } = shown;
      if (channels !== before?.channels || username !== before.username)
        await storage?.writeList({ at, username, channels });
      const saved = timeline && timeline !== before?.timeline ? savedTimeline(timeline) : undefined;
      if (saved && channel !== undefined) await storage?.writeTimeline({ ...saved, at, channel });
    } catch {
      // A storage that is full keeps what it has.
    }
  }

  #open(): Promise<OfflineStorage | undefined> {
    this.#storage ??= this.#deps.openOfflineStorage?.().catch(() => undefined) ?? Promise.resolve(undefined);
    return this.#storage;
  }
}

// Only what follows without a gap can be continued by a sync.
function savedTimeline(timeline: Timeline): Pick<SavedTimeline, 'entries' | 'from' | 'to'> | undefined {
  const to = completeTo(timeline);
  if (to === undefined) return undefined;
  const complete = {
    ...EMPTY,
    entries: timeline.entries.filter(({ seq }) => seq <= to),
    covered: timeline.covered.slice(0, 1),
  };
  const { entries, covered } = trimmed(complete, SAVED_ENTRIES);
  return { entries, from: covered[0]?.from ?? to, to };
}
