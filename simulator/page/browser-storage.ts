// The outbox storage that the tabs of a browser share: the items, the lock of the sending tab, and messages between tabs.
import type { Items } from '../../packages/web/state/outbox/outbox-items.ts';
import type { OutboxMessage, OutboxStorage } from '../../packages/web/state/outbox/outbox-storage.ts';
import type { Lifetime } from '../determinism/lifetime.ts';
import type { RunContext } from '../determinism/run-context.ts';

type OpenTab = { lifetime: Lifetime; listener: (message: OutboxMessage) => void };

/** The outbox of one user in one browser, in place of IndexedDB, Web Locks and a BroadcastChannel. */
export class BrowserStorage {
  readonly #context: RunContext;
  readonly #open = new Set<OpenTab>();
  readonly #queue: { lifetime: Lifetime; begin: () => void }[] = [];
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
    const afterDelay = (work: () => void) => lifetime.after(faults.delayMs(2), work);
    const self: OpenTab = { lifetime, listener: () => undefined };
    const close = () => this.#remove(self);
    lifetime.onEnd(close);
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
      lead: (begin) => {
        this.#queue.push({ lifetime, begin });
        if (this.#queue.length === 1) afterDelay(begin);
      },
      broadcast: (message) => {
        for (const other of this.#open) if (other !== self) other.lifetime.after(1, () => other.listener(message));
      },
      subscribe: (listener) => {
        self.listener = listener;
        this.#open.add(self);
      },
      close,
    };
  }

  #remove(self: OpenTab): void {
    this.#open.delete(self);
    const index = this.#queue.findIndex(({ lifetime }) => lifetime === self.lifetime);
    if (index < 0) return;
    this.#queue.splice(index, 1);
    const next = this.#queue[0];
    if (index === 0 && next) next.lifetime.after(1, next.begin);
  }
}
