// Older pages: read one at a time, when a reader scrolls up.
import type { Page } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import { sentence } from '../../errors.ts';

/** Whether older entries are being read, or could not be. */
export type Older = { state: 'idle' | 'reading' } | { state: 'stuck'; problem: string };

/** What the reading needs of its conversation. `before` is undefined when the log's beginning is here. */
export interface Desk {
  before(): number | undefined;
  page(before: number): Promise<Page>;
  read(before: number, page: Page): void;
}

/** Reads the page before the oldest entry. */
export class OlderPages {
  readonly #desk: Desk;
  readonly #state = signal<Older>({ state: 'idle' });

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get state(): ReadonlySignal<Older> {
    return this.#state;
  }

  /** Nothing happens at the log's beginning, nor while a page is on its way. */
  async read(): Promise<void> {
    const before = this.#desk.before();
    if (before === undefined || this.#state.peek().state === 'reading') return;
    this.#state.value = { state: 'reading' };
    try {
      const page = await this.#desk.page(before);
      // Meanwhile the timeline may have begun anew elsewhere in the log; the page would leave a hole no one asked for.
      if (this.#desk.before() === before) this.#desk.read(before, page);
      this.#state.value = { state: 'idle' };
    } catch (error) {
      this.#state.value = { state: 'stuck', problem: sentence(error) };
    }
  }
}
