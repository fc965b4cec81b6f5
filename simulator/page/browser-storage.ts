// A browser's storage as its tabs share it: what is typed, the lock of the tab that sends, and the bell between tabs.
import type { Item, News, Tray } from '../../packages/web/state/outbox/outbox-storage.ts';
import type { Life } from '../determinism/lifetime.ts';
import type { World } from '../determinism/run-context.ts';

type Open = { life: Life; listener: (news: News) => void };

/** The outbox of one person in one browser: what IndexedDB, Web Locks and a BroadcastChannel are to `kept-tray.ts`. */
export class BrowserTray {
  readonly #world: World;
  readonly #open = new Set<Open>();
  readonly #queue: { life: Life; begin: () => void }[] = [];
  #kept = '[]';

  constructor(world: World) {
    this.#world = world;
  }

  /** What lies in it, as texts. */
  get items(): Item[] {
    return JSON.parse(this.#kept);
  }

  /** The tray as one page has it. When the page is gone, nothing more is kept, and the next tab leads. */
  openIn(life: Life): Tray {
    const { faults } = this.#world;
    const soon = (work: () => void) => life.after(faults.hopMs(2), work);
    const mine: Open = { life, listener: () => undefined };
    const gone = () => this.#leave(mine);
    life.atEnd(gone);
    return {
      lasting: true,
      revise: (change) =>
        new Promise((resolve) =>
          soon(() => {
            const after = change(this.items);
            this.#kept = JSON.stringify(after);
            soon(() => resolve(after));
          }),
        ),
      lead: (begin) => {
        this.#queue.push({ life, begin });
        if (this.#queue.length === 1) soon(begin);
      },
      tell: (news) => {
        for (const other of this.#open) if (other !== mine) other.life.after(1, () => other.listener(news));
      },
      hear: (listener) => {
        mine.listener = listener;
        this.#open.add(mine);
      },
      close: gone,
    };
  }

  #leave(mine: Open): void {
    this.#open.delete(mine);
    const at = this.#queue.findIndex(({ life }) => life === mine.life);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    const next = this.#queue[0];
    if (at === 0 && next) next.life.after(1, next.begin);
  }
}
