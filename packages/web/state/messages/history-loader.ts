// Loads older messages, one page at a time, when the reader scrolls up.
import type { Page } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import { errorText } from '../../errors.ts';

/** Whether older entries are being loaded, or could not be. */
export type HistoryState = { state: 'idle' | 'loading' } | { state: 'failed'; problem: string };

/** What the loader uses of its conversation. `before` is undefined when the log's beginning is loaded. */
export interface HistoryHost {
  before(): number | undefined;
  fetchPage(before: number): Promise<Page>;
  addPage(before: number, page: Page): void;
}

/** Loads the page before the oldest entry. */
export class HistoryLoader {
  readonly #host: HistoryHost;
  readonly #state = signal<HistoryState>({ state: 'idle' });

  constructor(host: HistoryHost) {
    this.#host = host;
  }

  get state(): ReadonlySignal<HistoryState> {
    return this.#state;
  }

  /** Does nothing at the log's beginning, and while a page is being loaded. */
  async load(): Promise<void> {
    const before = this.#host.before();
    if (before === undefined || this.#state.peek().state === 'loading') return;
    this.#state.value = { state: 'loading' };
    try {
      const page = await this.#host.fetchPage(before);
      // Meanwhile the timeline may have restarted elsewhere in the log; the page would then leave a gap.
      if (this.#host.before() === before) this.#host.addPage(before, page);
      this.#state.value = { state: 'idle' };
    } catch (error) {
      this.#state.value = { state: 'failed', problem: errorText(error) };
    }
  }
}
