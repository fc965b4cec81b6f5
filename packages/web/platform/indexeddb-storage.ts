// The outbox in the browser's own storage: an IndexedDB database for each user, a lock for the tab that sends, a BroadcastChannel.
import { type DBSchema, openDB } from 'idb';
import type { Item, Items } from '../state/outbox/outbox-items.ts';
import type { OutboxMessage, OutboxStorage } from '../state/outbox/outbox-storage.ts';

interface OutboxDatabase extends DBSchema {
  items: { key: string; value: Item };
}

/** Opens the outbox of a user; rejects in a browser that denies storage or has no locks. */
export async function openIndexedDbStorage(userId: string): Promise<OutboxStorage> {
  if (!('locks' in navigator)) throw new Error('This browser has no locks.');
  // Database, lock and channel are named after the user: no other user of this browser reads, sends or receives anything of it.
  const name = `parley.outbox.${userId}`;
  const database = await openDB<OutboxDatabase>(name, 1, {
    upgrade: (fresh) => void fresh.createObjectStore('items', { keyPath: 'id' }),
  });
  const tabs = new BroadcastChannel(name);
  const closing = new AbortController();
  const closed = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
  return {
    persistent: true,
    read: async () => sorted(await database.getAll('items')),
    async update(change) {
      // Strict: on disk before it counts as stored, so that a power cut loses nothing that was typed.
      const transaction = database.transaction('items', 'readwrite', { durability: 'strict' });
      const { store, done } = transaction;
      const before = sorted(await store.getAll());
      const after = change(before);
      const ids = new Set(after.map(({ id }) => id));
      const writes = after.filter((item) => !before.includes(item)).map((item) => store.put(item));
      const deletions = before.filter(({ id }) => !ids.has(id)).map(({ id }) => store.delete(id));
      await Promise.all([...writes, ...deletions, done]);
      return after;
    },
    lead(begin) {
      const leads = () => {
        begin();
        return closed;
      };
      // A tab that closes or crashes loses the lock, and the next one gets it.
      navigator.locks.request(name, { signal: closing.signal }, leads).catch(() => undefined);
    },
    broadcast: (message) => tabs.postMessage(message),
    subscribe(listener) {
      tabs.addEventListener('message', ({ data }: MessageEvent<OutboxMessage>) => listener(data));
    },
    close() {
      closing.abort();
      tabs.close();
      database.close();
    },
  };
}

// Two tabs may have typed in the same millisecond; every tab then has the same order.
function sorted(items: Items): Items {
  return items.toSorted((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}
