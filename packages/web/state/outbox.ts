// The outbox: one send at a time for a channel, so that messages arrive in the order in which they were typed.
import { type Entry, newId } from '@parley/chat';
import { sentence, WebError } from '../errors.ts';
import type { Outgoing } from './timeline.ts';
import type { Api, Clock } from './world.ts';

/** Waits before a send is tried again by itself; after them the person decides. Short, so that nobody wonders. */
export const SEND_WAITS_MS: readonly number[] = [1_000, 3_000];

/** What the outbox needs of its conversation. */
export interface Desk {
  outgoing(): readonly Outgoing[];
  typed(outgoing: Outgoing): void;
  marked(id: string, change: Omit<Outgoing, 'id' | 'message' | 'at'>): void;
  sent(entry: Entry): void;
}

/** Sends what is typed in one channel. */
export class Outbox {
  readonly #channel: string;
  readonly #api: Pick<Api, 'post'>;
  readonly #clock: Clock;
  readonly #desk: Desk;
  #sending = false;

  constructor(channel: string, api: Pick<Api, 'post'>, clock: Clock, desk: Desk) {
    this.#channel = channel;
    this.#api = api;
    this.#clock = clock;
    this.#desk = desk;
  }

  /** Shows a message at once and sends it as soon as those before it are through. */
  send(message: string): void {
    this.#desk.typed({ id: newId(), message, at: new Date(this.#clock.now()).toISOString(), state: 'queued' });
    void this.#run();
  }

  /** Sends what waits already. */
  resume(): void {
    void this.#run();
  }

  /** Tries a failed message again, under its own id, so that it cannot be posted twice. */
  retry(id: string): void {
    const failed = this.#desk.outgoing().some((one) => one.id === id && one.state === 'failed');
    if (failed) this.#desk.marked(id, { state: 'queued' });
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let next = this.#next(); next; next = this.#next()) await this.#sendOne(next);
    this.#sending = false;
  }

  #next(): Outgoing | undefined {
    return this.#desk.outgoing().find(({ state }) => state === 'queued');
  }

  async #sendOne({ id, message }: Outgoing): Promise<void> {
    for (const wait of [...SEND_WAITS_MS, undefined]) {
      this.#desk.marked(id, { state: 'sending' });
      try {
        return this.#desk.sent(await this.#api.post(this.#channel, { id, kind: 'message', message }));
      } catch (error) {
        const retryable = error instanceof WebError && error.retryable;
        if (wait === undefined || !retryable) return this.#failed(id, sentence(error), retryable);
      }
      await new Promise<void>((resume) => this.#clock.after(wait, resume));
      // The echo may have come although the answer was lost.
      if (!this.#desk.outgoing().some((one) => one.id === id)) return;
    }
  }

  // What is queued behind a message that the network did not take fails with it: sent now, it would overtake.
  #failed(id: string, problem: string, retryable: boolean): void {
    this.#desk.marked(id, { state: 'failed', problem, retryable });
    if (!retryable) return;
    for (const one of this.#desk.outgoing())
      if (one.state === 'queued') this.#desk.marked(one.id, { state: 'failed', problem, retryable });
  }
}
