// The files that are being uploaded in the browser's own storage: an IndexedDB database for each user, a lock for the tab that uploads.
import { type DBSchema, openDB } from 'idb';
import type { FileContent, FileRecord } from '../../state/files/file-record.ts';
import type { FileMessage, FileStorage } from '../../state/files/file-storage.ts';

interface FilesDatabase extends DBSchema {
  records: { key: string; value: FileRecord };
  contents: { key: string; value: FileContent };
}

/** Opens the files of a user; rejects in a browser that denies storage or has no locks. */
export async function openIndexedDbFiles(userId: string): Promise<FileStorage> {
  if (!('locks' in navigator)) throw new Error('This browser has no locks.');
  // No other user of this browser reads or uploads anything of it.
  const name = `parley.files.${userId}`;
  const database = await openDB<FilesDatabase>(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('records', { keyPath: 'fileId' });
      fresh.createObjectStore('contents');
    },
  });
  const tabs = new BroadcastChannel(name);
  const closing = new AbortController();
  const closed = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
  return {
    read: async () => sorted(await database.getAll('records')),
    async add(record, content) {
      const transaction = database.transaction(['records', 'contents'], 'readwrite', { durability: 'strict' });
      await Promise.all([
        transaction.objectStore('records').put(record),
        transaction.objectStore('contents').put(content, record.fileId),
        transaction.done,
      ]);
    },
    async update(change) {
      const transaction = database.transaction(['records', 'contents'], 'readwrite', { durability: 'strict' });
      const records = transaction.objectStore('records');
      const before = sorted(await records.getAll());
      const after = change(before);
      const kept = new Set(after.map(({ fileId }) => fileId));
      const writes = after.filter((record) => !before.includes(record)).map((record) => records.put(record));
      const deletions = before
        .filter(({ fileId }) => !kept.has(fileId))
        .flatMap(({ fileId }) => [records.delete(fileId), transaction.objectStore('contents').delete(fileId)]);
      await Promise.all([...writes, ...deletions, transaction.done]);
      return after;
    },
    content: (fileId) => database.get('contents', fileId),
    lead(begin) {
      const leads = () => {
        begin();
        return closed;
      };
      // A tab that closes or crashes loses the lock, and the next one gets it.
      navigator.locks.request(name, { signal: closing.signal }, leads).catch(() => undefined);
    },
    broadcast(message) {
      if (!closing.signal.aborted) tabs.postMessage(message);
    },
    subscribe(listener) {
      tabs.addEventListener('message', ({ data }: MessageEvent<FileMessage>) => listener(data));
    },
    close() {
      closing.abort();
      tabs.close();
      database.close();
    },
  };
}

function sorted(records: readonly FileRecord[]): FileRecord[] {
  return records.toSorted((a, b) => a.order - b.order || (a.fileId < b.fileId ? -1 : 1));
}
