// Whether the server has another version of the page than the one that is open.
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { Clock } from './ports.ts';

/** How often a page that stays open looks for a new version, when it becomes visible. */
export const CHECK_EVERY_MS = 30 * 60_000;

/**
 * What updates are given: `available`, which is set when there is a new version, `script`, the name of the script that the open page was started with, which changes with every version, and
 * `fetchPage`, which loads the page as it is now.
 */
export type PageUpdatesDeps = {
  available: Signal<boolean>;
  script: string;
  fetchPage: () => Promise<string>;
  clock: Pick<Clock, 'now'>;
};

/** Looks for a new version of the page. It is offered, and never loaded while the user types. */
export class PageUpdates {
  readonly #deps: PageUpdatesDeps;
  #checkedAt: number;

  constructor(deps: PageUpdatesDeps) {
    this.#deps = deps;
    this.#checkedAt = deps.clock.now();
  }

  /** Whether there is a new version. */
  get available(): ReadonlySignal<boolean> {
    return this.#deps.available;
  }

  /** Looks for a new version, if the last look was long ago. */
  async checkNowAndThen(): Promise<void> {
    const age = this.#deps.clock.now() - this.#checkedAt;
    if (age < 0 || age >= CHECK_EVERY_MS) await this.check();
  }

  /** Looks for a new version now. */
  async check(): Promise<void> {
    this.#checkedAt = this.#deps.clock.now();
    try {
      const html = await this.#deps.fetchPage();
      // A page of another kind, such as that of a network that wants a sign-in, is no new version.
      if (/"main-[A-Z0-9]+\.js"/.test(html) && !html.includes(`"${this.#deps.script}"`))
        this.#deps.available.value = true;
    } catch {
      // Without a network there is none.
    }
  }
}
