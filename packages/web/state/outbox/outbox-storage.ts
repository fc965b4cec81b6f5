// Where a user's outbox is stored, as all tabs of one browser share it.
import type { Entry } from '@parley/chat';
import type { Items } from './outbox-items.ts';

/**
 * What one tab broadcasts to the other tabs of the user. `sent`: this entry is in the log. `inLog`: so are the items with these
 * ids. `hurry`: retry now. Without any of them: the stored items have changed.
 */
export type OutboxMessage = { sent?: Entry; inLog?: readonly string[]; hurry?: true };

/** The stored items, the lock of the tab that sends, and the channel between the tabs. */
export interface OutboxStorage {
  /** Whether the items survive the tab. */
  readonly persistent: boolean;
  /** Reads the items, in the order of typing. */
  read(): Promise<Items>;
  /** Changes the items in one transaction and returns them. A change that returns its argument writes nothing. */
  update(change: (items: Items) => Items): Promise<Items>;
  /** Calls back once this tab is the one that sends; it then is until it is closed. */
  lead(begin: () => void): void;
  /** Sends a message to the other tabs. */
  broadcast(message: OutboxMessage): void;
  /** Receives the messages of the other tabs. */
  subscribe(listener: (message: OutboxMessage) => void): void;
  close(): void;
}

/** Storage in the memory of this tab, for a browser that stores nothing. */
export function memoryStorage(items: Items = []): OutboxStorage {
  let stored = items;
  return {
    persistent: false,
    read: async () => stored,
    async update(change) {
      stored = change(stored);
      return stored;
    },
    lead: (begin) => begin(),
    broadcast: () => undefined,
    subscribe: () => undefined,
    close: () => undefined,
  };
}
