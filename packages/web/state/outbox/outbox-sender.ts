// The sender: one thing at a time for each channel, in the order of typing, for as long as it takes.
import type { Entry, NewEntry } from '@parley/chat';
import type { ReadonlySignal } from '@preact/signals';
import { sentence, WebError } from '../../errors.ts';
import type { Api, Clock } from '../ports.ts';
import type { Item } from './outbox-storage.ts';

/** The first wait before something is sent again; each further one is twice as long, up to the longest. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** What the sender needs of the world. */
export type SenderWorld = {
  api: Pick<Api, 'post'>;
  clock: Clock;
  online: ReadonlySignal<boolean>;
  random: () => number;
};

/** What it needs of the outbox. */
export interface Desk {
  revise(change: (items: readonly Item[]) => readonly Item[]): Promise<void>;
  sent(id: string, entry: Entry): Promise<void>;
}

/** Sends what lies in the tray. Channels do not wait for each other. */
export class Sender {
  readonly #world: SenderWorld;
  readonly #desk: Desk;
  /** Channels that are being worked on, and whether something has changed in them since. */
  readonly #busy = new Map<string, { changed: boolean }>();
  readonly #waits = new Set<() => void>();
  #stopped = false;

  constructor(world: SenderWorld, desk: Desk) {
    this.#world = world;
    this.#desk = desk;
  }

  /** Begins on each channel that has something waiting. */
  wake(items: readonly Item[]): void {
    for (const channel of new Set(items.filter(({ state }) => state === 'queued').map((one) => one.channel))) {
      const busy = this.#busy.get(channel);
      if (busy) busy.changed = true;
      else void this.#work(channel);
    }
  }

  /** The same, and what waits for its next try waits no longer. */
  hurry(items: readonly Item[]): void {
    for (const end of [...this.#waits]) end();
    this.wake(items);
  }

  /** Sends nothing more. */
  stop(): void {
    this.#stopped = true;
    for (const end of [...this.#waits]) end();
  }

  async #work(channel: string): Promise<void> {
    const busy = { changed: true };
    this.#busy.set(channel, busy);
    while (busy.changed) {
      busy.changed = false;
      await this.#empty(channel);
    }
    this.#busy.delete(channel);
  }

  async #empty(channel: string): Promise<void> {
    for (let failures = 0; ; ) {
      if (this.#stopped || !this.#world.online.peek()) return;
      const item = await this.#next(channel);
      if (!item || this.#stopped) return;
      try {
        await this.#desk.sent(item.id, await this.#world.api.post(channel, entryOf(item)));
        failures = 0;
      } catch (error) {
        const waitMs = isPassing(error) ? this.#waitMs(failures++, error.retryAfterMs) : 0;
        const retryAt = this.#world.clock.now() + waitMs;
        await this.#desk.revise((items) =>
          items.map((one) => (one.id === item.id ? unsent(one, error, retryAt) : one)),
        );
        if (waitMs) await this.#wait(waitMs);
      }
    }
  }

  // Nothing overtakes: what comes first in the channel and has not failed for good is next.
  async #next(channel: string): Promise<Item | undefined> {
    let next: Item | undefined;
    await this.#desk.revise((items) => {
      const first = items.find((one) => one.channel === channel && one.state !== 'failed');
      next = first?.state === 'queued' ? first : undefined;
      return items.map((one) => (one === next ? { ...one, state: 'sending' } : one));
    });
    return next;
  }

  #waitMs(failures: number, atLeastMs = 0): number {
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
    return Math.max(atLeastMs, longest * (1 + this.#world.random()) * 0.5);
  }

  #wait(waitMs: number): Promise<void> {
    return new Promise((resume) => {
      const end = () => {
        callOff();
        this.#waits.delete(end);
        resume();
      };
      const callOff = this.#world.clock.after(waitMs, end);
      this.#waits.add(end);
    });
  }
}

function entryOf(item: Item): NewEntry {
  const { channel: _channel, order: _order, at: _at, state: _state, ...rest } = item;
  const { problem: _problem, tried: _tried, retryAt: _retryAt, ...entry } = rest;
  return entry;
}

function isPassing(error: unknown): error is WebError {
  return error instanceof WebError && (error.retryable || error.code === 'signed-out');
}

// A refusal is an answer, and so is "too many": the server has nothing of this try. Of one without an answer it may have everything.
function unsent({ retryAt: _, ...item }: Item, error: unknown, retryAt: number): Item {
  const problem = sentence(error);
  if (!isPassing(error)) return { ...item, state: 'failed', problem };
  return {
    ...item,
    state: 'queued',
    problem,
    ...(error.status !== TOO_MANY && { tried: true }),
    // Time alone does not bring back who is signed out.
    ...(error.code !== 'signed-out' && { retryAt }),
  };
}

const TOO_MANY = 429;
