// The outbox storage that the tabs of a browser share: the items, the lock of the sending tab, and messages between tabs.
import type { Items } from '../../packages/web/state/outbox/outbox-items.ts';
import type { OutboxMessage, OutboxStorage } from '../../packages/web/state/outbox/outbox-storage.ts';
import type { Lifetime } from '../determinism/lifetime.ts';
import type { RunContext } from '../determinism/run-context.ts';
import { BrowserTabs } from './browser-tabs.ts';

/** The outbox of one user in one browser, in place of IndexedDB, Web Locks and a BroadcastChannel. */
export class BrowserStorage {
  readonly #context: RunContext;
  readonly #tabs = new BrowserTabs<OutboxMessage>();
  #json = '[]';

  constructor(context: RunContext) {
    this.#context = context;
  }

  get items(): Items {
    return JSON.parse(this.#json);
  }

  /** The storage as one page uses it. After the page's end nothing more is stored, and the next tab becomes the sender. */
  openIn(lifetime: Lifetime): OutboxStorage {
    const { faults } = this.#context;
    const afterDelay = (work: () => void) => void lifetime.after(faults.delayMs(2), work);
    return {
      persistent: true,
      read: () => new Promise((resolve) => afterDelay(() => resolve(this.items))),
      update: (change) =>
        new Promise((resolve) =>
          afterDelay(() => {
            const after = change(this.items);
            this.#json = JSON.stringify(after);
            afterDelay(() => resolve(after));
          }),
        ),
      ...this.#tabs.add(lifetime, afterDelay),
    };
  }
}
