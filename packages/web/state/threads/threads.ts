// The threads that the user follows, with their unread counts: the list of the server, and what has arrived since.
import {
  applyReply,
  type FollowedThread,
  type Message,
  parseEntry,
  parseThreadSignal,
  unreadReplies,
} from '@parley/chat';
import { computed, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { listOf } from '../../api/request.ts';
import type { RouteCaller } from '../../api/types.ts';
import { WebError } from '../../errors.ts';
import type { NewsListeners } from '../channels/news.ts';
import { type LoadState, loadFailure } from '../messages/load-state.ts';
import type { Clock } from '../ports.ts';

/** The least time between two lists: others can reply without end. */
export const LIST_EVERY_MS = 5_000;

/** How long what was read waits to be stored: several replies that are read at once make one request. */
export const READ_AFTER_MS = 1_000;

/** The delay before it is stored again after a failure. */
const RETRY_AFTER_MS = 15_000;

/** What the threads are given. `version` is that of the last sync, `channels` are those of the user; `signalDevices` publishes to the user's own devices. */
export type ThreadsDeps = {
  request: RouteCaller;
  clock: Clock;
  version: ReadonlySignal<number>;
  channels: ReadonlySignal<readonly { name: string }[]>;
  news: NewsListeners;
  isLive: (channel: string) => boolean;
  signalDevices: (event: object) => void;
};

/** What identifies a thread. */
export type ThreadKey = { channel: string; seq: number };

/** The threads of one user. */
export class Threads {
  readonly #deps: ThreadsDeps;
  readonly #list = signal<readonly FollowedThread[]>([]);
  readonly #shown = computed(() => this.#inChannels());
  readonly #loadState = signal<LoadState>({ state: 'loading' });
  readonly #unread = computed(() => this.#shown.value.filter((one) => unreadReplies(one) > 0).length);
  readonly #due = new Map<string, { key: ThreadKey; count: number; cancel: () => void }>();
  readonly #stops: (() => void)[];
  #listed = 0;
  #listedAt = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | undefined;
  #again = false;
  #cancelLoad: (() => void) | undefined;

  constructor(deps: ThreadsDeps) {
    this.#deps = deps;
    this.#stops = [
      deps.version.subscribe((version) => {
        if (version !== this.#listed) untracked(() => this.loadSoon());
      }),
      deps.news.add(({ message }) => message && this.receive(message)),
      this.#loadWhenJoined(),
    ];
  }

  /** The followed threads, the unread ones first, then by their newest reply. */
  get list(): ReadonlySignal<readonly FollowedThread[]> {
    return this.#shown;
  }

  /** Whether the list is complete. */
  get loadState(): ReadonlySignal<LoadState> {
    return this.#loadState;
  }

  /** The number of threads with unread replies. */
  get unread(): ReadonlySignal<number> {
    return this.#unread;
  }

  /** A thread that the user follows. */
  of({ channel, seq }: ThreadKey): FollowedThread | undefined {
    return this.#shown.value.find(({ root }) => root.channel === channel && root.seq === seq);
  }

  /** The same without a subscription of the effect that reads it. */
  find(key: ThreadKey): FollowedThread | undefined {
    return this.#list.peek().find(({ root }) => isThread(root, key));
  }

  /** Loads the list, now or as soon as that is allowed. */
  loadSoon(): void {
    if (this.#cancelLoad) return;
    const { clock } = this.#deps;
    const waitMs = Math.min(LIST_EVERY_MS, this.#listedAt + LIST_EVERY_MS - clock.now());
    if (waitMs <= 0) return void this.load();
    this.#cancelLoad = clock.after(waitMs, () => void this.load());
  }

  /** Loads the list now. */
  load(): Promise<void> {
    // Also while the list is being loaded: otherwise a delay that has passed would count as one that is still to come.
    this.#cancelLoad?.();
    this.#cancelLoad = undefined;
    this.#again = true;
    this.#loading ??= this.#loadAll().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Applies a message of any channel: a reply of a followed thread is counted by its number. */
  receive(message: Message): void {
    const { channel, thread } = message;
    if (thread === undefined) return;
    this.#change({ channel, seq: thread }, (one) => ({ ...one, root: applyReply(one.root, message) }));
  }

  /** The server says that there is a reply. Those of channels whose events arrive are known, except in a thread that is not followed yet. */
  hinted(channel: string, seq: number): void {
    const isKnown = this.#list.peek().some(({ root }) => root.channel === channel && root.seq === seq);
    if (!isKnown || !this.#deps.isLive(channel)) this.loadSoon();
  }

  /** Another device of the user has read a thread, or changed whether it is followed. */
  signalled(event: unknown): void {
    try {
      const { channel, thread, read } = parseThreadSignal(event);
      if (read === undefined) this.loadSoon();
      else this.#moveRead({ channel, seq: thread }, read);
    } catch {
      // A signal of a later version.
    }
  }

  /** Records that the user has read a followed thread up to a reply, on all devices. */
  markRead(key: ThreadKey, count: number): void {
    const id = `${key.channel} ${key.seq}`;
    const due = this.#due.get(id);
    if (due && due.count >= count) return;
    due?.cancel();
    this.#moveRead(key, count);
    const cancel = this.#deps.clock.after(READ_AFTER_MS, () => void this.#store(id));
    this.#due.set(id, { key, count, cancel });
  }

  /** Follows a thread, or ends it; returns how far it is read. Throws an error that the page can display. */
  async follow(key: ThreadKey, following: boolean): Promise<number> {
    const { channel, seq } = key;
    const { read } = await this.#deps.request('followThread', { channel, seq }, { body: { following } });
    if (!following) this.#list.value = this.#list.peek().filter(({ root }) => !isThread(root, key));
    this.loadSoon();
    this.#deps.signalDevices({ kind: 'thread', channel, thread: seq });
    return Number(read);
  }

  /** Stores at once what was read, as the page may be closed. */
  flush(): void {
    for (const [id, { cancel }] of this.#due) {
      cancel();
      void this.#store(id);
    }
  }

  /** Stops everything. */
  stop(): void {
    this.flush();
    this.#cancelLoad?.();
    for (const stop of this.#stops) stop();
  }

  // A user who has left a channel, or was removed, no longer sees its threads, also before the next list.
  #inChannels(): readonly FollowedThread[] {
    const names = new Set(this.#deps.channels.value.map(({ name }) => name));
    const list = this.#list.value;
    return list.every(({ root }) => names.has(root.channel))
      ? list
      : list.filter(({ root }) => names.has(root.channel));
  }

  // A user who returns to a channel may follow threads there.
  #loadWhenJoined(): () => void {
    const { channels, version } = this.#deps;
    let known = new Set(channels.peek().map(({ name }) => name));
    return channels.subscribe((list) => {
      const names = new Set(list.map(({ name }) => name));
      if (version.peek() > 0 && [...names].some((name) => !known.has(name))) untracked(() => this.loadSoon());
      known = names;
    });
  }

  async #loadAll(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      this.#listedAt = this.#deps.clock.now();
      try {
        const { version, threads } = await this.#deps.request('listThreads', {});
        this.#apply(listOf<unknown>('threads', threads).map(parseFollowed));
        this.#listed = Number(version);
        this.#loadState.value = { state: 'complete' };
      } catch (error) {
        this.#loadState.value = loadFailure(error, 0, undefined);
        if (error instanceof WebError && error.retryable)
          this.#cancelLoad = this.#deps.clock.after(RETRY_AFTER_MS, () => void this.load());
      }
    }
  }

  // What has arrived since the list was made is kept.
  #apply(listed: readonly FollowedThread[]): void {
    const next = listed.map((one) => {
      const known = this.#list.peek().find(({ root }) => isThread(root, one.root));
      const isAhead = (known?.root.replies?.count ?? 0) > (one.root.replies?.count ?? 0);
      const due = this.#due.get(`${one.root.channel} ${one.root.seq}`)?.count ?? 0;
      return { root: known && isAhead ? known.root : one.root, read: Math.max(one.read, due) };
    });
    this.#list.value = sorted(next);
  }

  #moveRead(key: ThreadKey, read: number): void {
    this.#change(key, (one) => (read > one.read ? { ...one, read } : one));
  }

  #change(key: ThreadKey, change: (thread: FollowedThread) => FollowedThread): void {
    const list = this.#list.peek();
    const next = list.map((one) => (isThread(one.root, key) ? change(one) : one));
    if (next.some((one, index) => one !== list[index])) this.#list.value = sorted(next);
  }

  async #store(id: string): Promise<void> {
    const due = this.#due.get(id);
    if (!due) return;
    const { channel, seq } = due.key;
    try {
      const content = { body: { count: due.count }, keepalive: true };
      const { read, following } = await this.#deps.request('markThreadRead', { channel, seq }, content);
      if (this.#due.get(id) === due) this.#due.delete(id);
      if (following === true) this.#deps.signalDevices({ kind: 'thread', channel, thread: seq, read: Number(read) });
    } catch (error) {
      if (this.#due.get(id) !== due) return;
      const isTransient = error instanceof WebError && (error.retryable || error.code === 'signed-out');
      if (!isTransient) this.#due.delete(id);
      else due.cancel = this.#deps.clock.after(RETRY_AFTER_MS, () => void this.#store(id));
    }
  }
}

/** Reads a followed thread of a response. */
function parseFollowed(input: unknown): FollowedThread {
  const { root, read } = (input ?? {}) as Record<string, unknown>;
  return { root: parseEntry(root) as Message, read: Number(read) };
}

function isThread(root: Pick<Message, 'channel' | 'seq'>, { channel, seq }: ThreadKey): boolean {
  return root.channel === channel && root.seq === seq;
}

function sorted(threads: readonly FollowedThread[]): FollowedThread[] {
  const isUnread = (one: FollowedThread) => Number(unreadReplies(one) > 0);
  const lastOf = ({ root }: FollowedThread) => root.replies?.last ?? '';
  return threads.toSorted((a, b) => isUnread(b) - isUnread(a) || lastOf(b).localeCompare(lastOf(a)));
}
