// The tray in the browser's own storage: an IndexedDB for each person, a lock that says which tab sends, a bell between tabs.
import { type DBSchema, openDB } from 'idb';
import type { Item, News, Tray } from '../state/outbox/outbox-storage.ts';

interface Kept extends DBSchema {
  items: { key: string; value: Item };
}

/** Opens the tray of one person; rejects in a browser that keeps nothing or has no locks. */
export async function openTray(userId: string): Promise<Tray> {
  if (!('locks' in navigator)) throw new Error('This browser has no locks.');
  // Database, lock and bell bear the person's name: nobody else in this browser opens, sends or hears of it.
  const name = `parley.outbox.${userId}`;
  const database = await openDB<Kept>(name, 1, {
    upgrade: (fresh) => void fresh.createObjectStore('items', { keyPath: 'id' }),
  });
  const bell = new BroadcastChannel(name);
  const closing = new AbortController();
  const closed = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
  return {
    lasting: true,
    async revise(change) {
      // Strict: on disk before it counts as kept, so that a power cut loses nothing that was typed.
      const transaction = database.transaction('items', 'readwrite', { durability: 'strict' });
      const { store, done } = transaction;
      const before = (await store.getAll()).sort(byOrder);
      const after = change(before);
      const ids = new Set(after.map(({ id }) => id));
      const writes = after.filter((item) => !before.includes(item)).map((item) => store.put(item));
      const deletions = before.filter(({ id }) => !ids.has(id)).map(({ id }) => store.delete(id));
      await Promise.all([...writes, ...deletions, done]);
      return after;
    },
    lead(begin) {
      const sends = () => {
        begin();
        return closed;
      };
      // A tab that closes or crashes loses the lock, and the next one has it.
      navigator.locks.request(name, { signal: closing.signal }, sends).catch(() => undefined);
    },
    tell: (news) => bell.postMessage(news),
    hear(listener) {
      bell.addEventListener('message', ({ data }: MessageEvent<News>) => listener(data));
    },
    close() {
      closing.abort();
      bell.close();
      database.close();
    },
  };
}

// Two tabs may have typed in the same millisecond; every tab then sees the same order.
function byOrder(a: Item, b: Item): number {
  return a.order - b.order || (a.id < b.id ? -1 : 1);
}
