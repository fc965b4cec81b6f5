// Who is typing: said by signals that are never stored, forgotten when they are not repeated.
import { parseTypingSignal, signalPath, type User } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import { Ear } from '../messages/channel-subscription.ts';
import type { Clock, Events } from '../ports.ts';

/** How often a person who goes on typing says so. Publishing is metered, so not at every key. */
export const SAY_EVERY_MS = 3_000;

/** A typist who is not heard of for so long has stopped: two signals and a slow network. */
export const FORGET_AFTER_MS = 7_000;

/** The most typists that are remembered; the line names three at most. */
const TYPISTS_MAX = 50;

/** Who is typing in one channel, oneself left out. */
export class Typing {
  readonly #channel: string;
  readonly #self: string;
  readonly #events: Pick<Events, 'subscribe' | 'publish'>;
  readonly #clock: Clock;
  readonly #who = signal<readonly User[]>([]);
  readonly #typists = new Map<string, { username: string; callOff: () => void }>();
  readonly #live: () => boolean;
  #saidAt = Number.NEGATIVE_INFINITY;
  readonly #ear: Ear;
  #epoch = 0;

  constructor(
    channel: string,
    self: string,
    world: { events: Pick<Events, 'subscribe' | 'publish'>; clock: Clock; live: () => boolean },
  ) {
    this.#channel = channel;
    this.#self = self;
    this.#events = world.events;
    this.#clock = world.clock;
    this.#live = world.live;
    const path = (epoch: number) => signalPath(channel, epoch);
    this.#ear = new Ear({ ...world, path, live: async () => undefined, heard: (event) => this.#heard(event) });
  }

  /** Those who type now, who began first first. */
  get who(): ReadonlySignal<readonly User[]> {
    return this.#who;
  }

  /** Listens in this epoch of the channel, and says there that one is typing. */
  open(epoch: number): void {
    this.#epoch = epoch;
    this.#ear.hear(epoch);
  }

  /** Stops listening and forgets everybody. */
  close(): void {
    this.#ear.stop();
    for (const { callOff } of this.#typists.values()) callOff();
    this.#typists.clear();
    this.#show();
  }

  /** Tells the others that one is typing, every few seconds at most. Without a connection it is not said: later it is not true. */
  say(): void {
    if (!this.#live() || this.#clock.now() - this.#saidAt < SAY_EVERY_MS) return;
    this.#saidAt = this.#clock.now();
    this.#events.publish(signalPath(this.#channel, this.#epoch), [{ kind: 'typing' }]).catch(() => undefined);
  }

  /** The message was sent: the next key is a new beginning. */
  sent(): void {
    this.#saidAt = Number.NEGATIVE_INFINITY;
  }

  /** Somebody's message is here, so that person has stopped typing. */
  stopped(userId: string): void {
    this.#typists.get(userId)?.callOff();
    if (this.#typists.delete(userId)) this.#show();
  }

  #heard(event: unknown): void {
    const signal = parsed(event);
    if (!signal || signal.userId === this.#self) return;
    this.#typists.get(signal.userId)?.callOff();
    if (this.#typists.size >= TYPISTS_MAX && !this.#typists.has(signal.userId)) return;
    const callOff = this.#clock.after(FORGET_AFTER_MS, () => this.stopped(signal.userId));
    this.#typists.set(signal.userId, { username: signal.username, callOff });
    this.#show();
  }

  #show(): void {
    this.#who.value = [...this.#typists].map(([userId, { username }]) => ({ userId, username }));
  }
}

function parsed(event: unknown) {
  try {
    return parseTypingSignal(event);
  } catch {
    return undefined;
  }
}
