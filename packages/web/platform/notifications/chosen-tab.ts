// Which of the browser's tabs notifies, and which channels and threads the user looks at in any of them: by locks, which end with their tab.

const NOTIFYING = 'parley.notifying';
const WATCHING = 'parley.watching';

/** The part of one tab. A browser without locks has one tab. */
export class ChosenTab {
  readonly #userId: string;
  readonly #stop = new AbortController();
  #chosen = !navigator.locks;
  readonly #watched = new Map<string, () => void>();

  constructor(userId: string) {
    this.#userId = userId;
    const { signal } = this.#stop;
    navigator.locks
      ?.request(`${NOTIFYING} ${userId}`, { signal }, () => {
        this.#chosen = true;
        return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      })
      .catch(() => undefined);
  }

  /** Whether this tab is the one that notifies. */
  get chosen(): boolean {
    return this.#chosen;
  }

  /** The user looks at these places in this tab: the addresses of a channel and of a thread. */
  watch(places: readonly string[]): void {
    for (const [place, unwatch] of this.#watched) {
      if (places.includes(place)) continue;
      unwatch();
      this.#watched.delete(place);
    }
    for (const place of places) {
      if (this.#watched.has(place)) continue;
      const ended = Promise.withResolvers<void>();
      this.#watched.set(place, () => ended.resolve());
      // Several tabs may show the same.
      void navigator.locks?.request(this.#nameOf(place), { mode: 'shared' }, () => ended.promise);
    }
  }

  /** Whether the user looks at a place in any tab. */
  async isWatched(place: string): Promise<boolean> {
    if (this.#watched.has(place)) return true;
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    return held.some(({ name }) => name === this.#nameOf(place));
  }

  stop(): void {
    this.watch([]);
    this.#stop.abort();
  }

  #nameOf(place: string): string {
    return `${WATCHING} ${this.#userId} ${place}`;
  }
}
