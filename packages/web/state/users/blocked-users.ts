// Whom a person does not want to read: what they say is folded, on all devices of that person and nowhere else.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Rooms } from '../ports.ts';

/** Who is blocked by one person. */
export class Blocked {
  readonly #api: Pick<Rooms, 'blocked' | 'block' | 'unblock'>;
  #known = false;
  readonly #userIds = signal<ReadonlySet<string>>(new Set());

  constructor(api: Pick<Rooms, 'blocked' | 'block' | 'unblock'>) {
    this.#api = api;
  }

  /** Who they are, by sender. */
  get userIds(): ReadonlySignal<ReadonlySet<string>> {
    return this.#userIds;
  }

  /** Asks who is blocked, until that is known. Meanwhile everything is shown: a chat that does not open would be worse. */
  async ask(): Promise<void> {
    if (!this.#known) await this.#take(this.#api.blocked()).catch(() => undefined);
  }

  /** Blocks somebody. */
  block(userId: string): Promise<void> {
    return this.#take(this.#api.block(userId));
  }

  /** Lets somebody go. */
  unblock(userId: string): Promise<void> {
    return this.#take(this.#api.unblock(userId));
  }

  async #take(answer: Promise<string[]>): Promise<void> {
    this.#userIds.value = new Set(await answer);
    this.#known = true;
  }
}
