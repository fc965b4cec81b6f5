// Test doubles of what uploads depend on: the routes of files with the storage behind them, and the storage of a browser's tabs.
import { FILE_PARTS_MAX, type FileParts, type FileUpload, type SignedUpload } from '@parley/chat';
import { WebError } from '../errors.ts';
import type { FileContent, FileRecord, FileRecords } from '../state/files/file-record.ts';
import type { FileMessage, FileStorage } from '../state/files/file-storage.ts';
import type { PutBytes, UploadApi } from '../state/files/file-upload.ts';
import { ControlledServer } from './controlled-server.ts';
import { TabChannel } from './tab-channel.ts';

/** Files from this size on are uploaded in parts of this size. */
export const PART = 10;

/** Stores what is uploaded, by the path of its address. */
export class FakeFileServer extends ControlledServer implements UploadApi {
  readonly stored = new Map<string, number>();
  readonly completed = new Set<string>();
  /** The statuses of the next PUTs; 0 is a lost connection. */
  readonly statuses: number[] = [];

  createFile({ fileId, size, thumbnail }: FileRecord): Promise<FileUpload> {
    return this.respond(`create ${fileId}`, () => ({
      upload:
        size < PART
          ? { kind: 'put', ...signed(fileId) }
          : { kind: 'multipart', partSize: PART, parts: Math.ceil(size / PART) },
      ...(thumbnail && { thumbnail: signed(`${fileId}-thumbnail`) }),
      expiresAt: '2026-01-02T00:15:00.000Z',
    }));
  }

  listParts({ fileId, size }: FileRecord, from: number, count: number): Promise<FileParts> {
    return this.respond(`parts ${fileId} ${from}`, () => {
      const last = Math.min(Math.ceil(size / PART), from + Math.min(count, FILE_PARTS_MAX) - 1);
      const parts = Array.from({ length: last - from + 1 }, (_, index) => from + index);
      const path = (part: number) => `${fileId}-${part}`;
      return {
        stored: parts.flatMap((part) => {
          const bytes = this.stored.get(path(part));
          return bytes === undefined ? [] : [{ part, size: bytes }];
        }),
        urls: parts.filter((part) => !this.stored.has(path(part))).map((part) => ({ part, ...signed(path(part)) })),
      };
    });
  }

  completeFile({ fileId }: FileRecord): Promise<void> {
    return this.respond(`complete ${fileId}`, () => {
      this.completed.add(fileId);
    });
  }

  readonly put: PutBytes = (upload: SignedUpload, bytes, { signal, onProgress }) =>
    this.respond(`put ${upload.url}`, () => {
      signal.throwIfAborted();
      const status = this.statuses.shift() ?? 200;
      if (status === 0) throw new WebError('unreachable', 'The connection was lost.');
      onProgress(bytes.size);
      if (status === 200) this.stored.set(upload.url, bytes.size);
      return status;
    });
}

function signed(url: string): SignedUpload {
  return { url, headers: {} };
}

/** The tabs of one browser, which share the files; one of them uploads. */
export class FakeFileTabs {
  records: FileRecords = [];
  readonly contents = new Map<string, FileContent>();
  readonly #tabs = new TabChannel<FileMessage>();
  #full = false;

  /** From now on the browser has no room for more. */
  isFull(): void {
    this.#full = true;
  }

  /** Opens the storage in one more tab. */
  readonly open = async (): Promise<FileStorage> => {
    return {
      read: async () => structuredClone(this.records),
      add: async (record, content) => {
        if (this.#full) throw new DOMException('Full.', 'QuotaExceededError');
        this.records = [...this.records, structuredClone(record)];
        this.contents.set(record.fileId, content);
      },
      update: async (change) => {
        this.records = structuredClone(change(this.records));
        for (const fileId of this.contents.keys())
          if (!this.records.some((one) => one.fileId === fileId)) this.contents.delete(fileId);
        return structuredClone(this.records);
      },
      content: async (fileId) => this.contents.get(fileId),
      ...this.#tabs.open(),
    };
  };
}
