// Test doubles of the tabs of a browser, which share the storage of the outbox.
import type { Items } from '../state/outbox/outbox-items.ts';
import type { OutboxMessage, OutboxStorage } from '../state/outbox/outbox-storage.ts';
import { TabChannel } from './tab-channel.ts';

/** The tabs of one user in one browser: they share the stored items, one of them sends, and all receive broadcasts. */
export class FakeTabs {
  items: Items = [];
  /** The accesses and the broadcasts of all tabs so far. */
  readonly counts = { reads: 0, updates: 0, broadcasts: 0 };
  readonly #tabs = new TabChannel<OutboxMessage>();
  #broken = false;

  /** From now on the browser stores nothing more. */
  breaks(): void {
    this.#broken = true;
  }

  /** Opens the storage in one more tab. */
  readonly open = async (): Promise<OutboxStorage> => {
    const links = this.#tabs.open();
    return {
      persistent: true,
      read: async () => {
        this.counts.reads++;
        return structuredClone(this.items);
      },
      update: async (change) => {
        this.counts.updates++;
        if (this.#broken) throw new DOMException('Full.', 'QuotaExceededError');
        this.items = structuredClone(change(this.items));
        return structuredClone(this.items);
      },
      ...links,
      broadcast: (message) => {
        this.counts.broadcasts++;
        links.broadcast(message);
      },
    };
  };
}
