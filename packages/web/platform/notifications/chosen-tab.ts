// Which of the browser's tabs notifies, and which channels the user looks at in any of them: by locks, which end with their tab.

const NOTIFYING = 'parley.notifying';
const WATCHING = 'parley.watching';

/** The part of one tab. A browser without locks has one tab. */
export class ChosenTab {
  readonly #userId: string;
  readonly #stop = new AbortController();
  #chosen = !navigator.locks;
  #watched: string | undefined;
  #unwatch = () => {};

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

  /** The user looks at a channel in this tab, or at none. */
  watch(channel: string | undefined): void {
    if (channel === this.#watched) return;
    this.#unwatch();
    this.#watched = channel;
    if (channel === undefined || !navigator.locks) return;
    const ended = Promise.withResolvers<void>();
    this.#unwatch = () => ended.resolve();
    // Several tabs may show the same channel.
    void navigator.locks.request(this.#nameOf(channel), { mode: 'shared' }, () => ended.promise);
  }

  /** Whether the user looks at a channel in any tab. */
  async isWatched(channel: string): Promise<boolean> {
    if (this.#watched === channel) return true;
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    return held.some(({ name }) => name === this.#nameOf(channel));
  }

  stop(): void {
    this.#unwatch();
    this.#stop.abort();
  }

  #nameOf(channel: string): string {
    return `${WATCHING} ${this.#userId} ${channel}`;
  }
}
