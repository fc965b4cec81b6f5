// What the tabs of one browser share: a lock that one tab holds, and messages between tabs, as Web Locks and a BroadcastChannel.
import type { Lifetime } from '../determinism/lifetime.ts';

type OpenTab<Message> = { lifetime: Lifetime; listener: (message: Message) => void };

/** One tab's end of what is shared. */
export type TabEnd<Message> = {
  lead(begin: () => void): void;
  broadcast(message: Message): void;
  subscribe(listener: (message: Message) => void): void;
  close(): void;
};

/** The tabs of a browser. After the end of a page the next one gets the lock. */
export class BrowserTabs<Message> {
  readonly #open = new Set<OpenTab<Message>>();
  readonly #queue: { lifetime: Lifetime; begin: () => void }[] = [];

  /** Adds a page; `later` delays its access to the lock. */
  add(lifetime: Lifetime, later: (work: () => void) => void): TabEnd<Message> {
    const self: OpenTab<Message> = { lifetime, listener: () => undefined };
    const close = () => this.#remove(self);
    lifetime.onEnd(close);
    return {
      lead: (begin) => {
        this.#queue.push({ lifetime, begin });
        if (this.#queue.length === 1) later(begin);
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

  #remove(self: OpenTab<Message>): void {
    this.#open.delete(self);
    const index = this.#queue.findIndex(({ lifetime }) => lifetime === self.lifetime);
    if (index < 0) return;
    this.#queue.splice(index, 1);
    const next = this.#queue[0];
    if (index === 0 && next) next.lifetime.after(1, next.begin);
  }
}
