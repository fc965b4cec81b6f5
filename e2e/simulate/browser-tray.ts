// The tray of one browser in a run: kept over reloads, sent from by one tab, with a bell between the tabs.
import type { Item, News, Tray } from '../../packages/web/state/tray.ts';
import type { Life } from './life.ts';
import type { Timeline } from './timeline.ts';

/** How long a tab's bell is on its way to the others. */
const BELL_MS = 1;

type Open = { life: Life; begin?: () => void; heard?: (news: News) => void };

/** What IndexedDB, Web Locks and BroadcastChannel are to a page. */
export class BrowserTray {
  readonly #timeline: Timeline;
  readonly #tabs: Open[] = [];
  #items: readonly Item[] = [];

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** Opens it in a page; when the page is over, the next one sends. */
  open(life: Life): Tray {
    const tab: Open = { life };
    this.#tabs.push(tab);
    life.atEnd(() => this.#close(tab));
    return {
      lasting: true,
      revise: (change) =>
        new Promise((resolve) => {
          life.do(() => {
            this.#items = structuredClone(change(this.#items));
            resolve(structuredClone(this.#items));
          });
        }),
      lead: (begin) => {
        tab.begin = begin;
        if (this.#tabs[0] === tab) life.do(begin);
      },
      tell: (news) => {
        if (life.over) return;
        for (const other of this.#tabs)
          if (other !== tab) this.#timeline.after(BELL_MS, () => other.life.do(() => other.heard?.(news)));
      },
      hear: (listener) => {
        tab.heard = listener;
      },
      close: () => this.#close(tab),
    };
  }

  #close(tab: Open): void {
    const at = this.#tabs.indexOf(tab);
    if (at >= 0) this.#tabs.splice(at, 1);
    const [next] = this.#tabs;
    if (at === 0 && next?.begin) next.life.do(next.begin);
  }
}
