// Where the files that are being uploaded are stored, as all tabs of one browser share it.
import type { FileContent, FileRecord, FileRecords } from './file-record.ts';

/** What one tab broadcasts to the others: how many bytes of a file are sent or, without it, that the records have changed. */
export type FileMessage = { progress?: { fileId: string; sentBytes: number } };

/** The stored files, the lock of the tab that uploads, and the channel between the tabs. */
export interface FileStorage {
  read(): Promise<FileRecords>;
  /** Stores a file. Rejects when the browser has no room for it. */
  add(record: FileRecord, content: FileContent): Promise<void>;
  /** Changes the records in one transaction and returns them. The content of a record that is no longer among them is deleted. */
  update(change: (records: FileRecords) => FileRecords): Promise<FileRecords>;
  content(fileId: string): Promise<FileContent | undefined>;
  /** Calls back once this tab is the one that uploads; it then is until it is closed. */
  lead(begin: () => void): void;
  broadcast(message: FileMessage): void;
  subscribe(listener: (message: FileMessage) => void): void;
  close(): void;
}

/** Storage in the memory of this tab, for a browser that stores nothing. */
export function memoryFileStorage(): FileStorage {
  let records: FileRecords = [];
  const contents = new Map<string, FileContent>();
  return {
    read: async () => records,
    async add(record, content) {
      contents.set(record.fileId, content);
      records = [...records, record];
    },
    async update(change) {
      records = change(records);
      for (const fileId of contents.keys()) if (!records.some((one) => one.fileId === fileId)) contents.delete(fileId);
      return records;
    },
    content: async (fileId) => contents.get(fileId),
    lead: (begin) => begin(),
    broadcast: () => undefined,
    subscribe: () => undefined,
    close: () => undefined,
  };
}
