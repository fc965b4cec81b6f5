// Typing indicators: one signal for each message, which is not stored, and only in channels of few members.
import { parseTypingSignal, signalPath, type User } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import { ChannelSubscription } from '../messages/channel-subscription.ts';
import type { Clock, Events } from '../ports.ts';

/**
 * How long a typist is displayed, unless the message arrives before: long enough for a message of two lines. Each signal is billed
 * for each subscriber, so it is not repeated.
 */
export const EXPIRE_AFTER_MS = 30_000;

/** A user who continues after a pause of this length is signalled again: for the others they have stopped. */
export const PAUSE_MS = 30_000;

/** The maximum number of typists that are remembered; the page names at most three. */
const TYPISTS_MAX = 50;

/**
 * What a channel's typing indicator is given. `connected` is whether signals can be published now, `enabled` whether the channel is
 * small enough for them.
 */
type TypingDeps = {
  events: Pick<Events, 'subscribe' | 'publish'>;
  clock: Clock;
  connected: () => boolean;
  enabled: () => boolean;
};

/** The users who are typing in one channel, without the signed-in user. */
export class Typing {
  readonly #channel: string;
  readonly #self: string;
  readonly #deps: TypingDeps;
  readonly #typists = signal<readonly User[]>([]);
  readonly #known = new Map<string, { username: string; cancelExpiry: () => void }>();
  readonly #subscription: ChannelSubscription;
  #signalled = false;
  #typedAt = Number.NEGATIVE_INFINITY;
  #epoch = 0;

  constructor(channel: string, self: string, deps: TypingDeps) {
    this.#channel = channel;
    this.#self = self;
    this.#deps = deps;
    const path = (epoch: number) => signalPath(channel, epoch);
    this.#subscription = new ChannelSubscription({ ...deps, path, onEvent: (event) => this.#received(event) });
  }

  /** The users who are typing now, in the order in which they began. */
  get typists(): ReadonlySignal<readonly User[]> {
    return this.#typists;
  }

  /** Subscribes to this epoch of the channel, and publishes signals there; not in a channel that is too large for signals. */
  open(epoch: number): void {
    this.#epoch = epoch;
    if (this.#deps.enabled()) this.#subscription.start(epoch);
    else this.#subscription.stop();
  }

  /** Unsubscribes and forgets all typists. */
  close(): void {
    this.#subscription.stop();
    for (const { cancelExpiry } of this.#known.values()) cancelExpiry();
    this.#known.clear();
    this.#show();
  }

  /** Signals that the user is typing, once for each message. Without a connection it does not: later it would be wrong. */
  signal(): void {
    const { clock, events, connected, enabled } = this.#deps;
    const now = clock.now();
    // A key in the future was pressed before the clock was set back.
    const isContinued = this.#typedAt <= now && now - this.#typedAt < PAUSE_MS;
    this.#typedAt = now;
    if ((this.#signalled && isContinued) || !connected() || !enabled()) return;
    this.#signalled = true;
    events.publish(signalPath(this.#channel, this.#epoch), [{ kind: 'typing' }]).catch(() => undefined);
  }

  /** Begins another message, as one was sent: its first key is signalled. */
  reset(): void {
    this.#signalled = false;
  }

  /** Removes a typist, whose message has arrived or whose signal has expired. */
  stopped(userId: string): void {
    this.#known.get(userId)?.cancelExpiry();
    if (this.#known.delete(userId)) this.#show();
  }

  #received(event: unknown): void {
    const typist = parsed(event);
    if (!typist || typist.userId === this.#self) return;
    this.#known.get(typist.userId)?.cancelExpiry();
    if (this.#known.size >= TYPISTS_MAX && !this.#known.has(typist.userId)) return;
    const cancelExpiry = this.#deps.clock.after(EXPIRE_AFTER_MS, () => this.stopped(typist.userId));
    this.#known.set(typist.userId, { username: typist.username, cancelExpiry });
    this.#show();
  }

  #show(): void {
    this.#typists.value = [...this.#known].map(([userId, { username }]) => ({ userId, username }));
  }
}

function parsed(event: unknown) {
  try {
    return parseTypingSignal(event);
  } catch {
    return undefined;
  }
}
