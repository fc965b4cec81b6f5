// The files that the tabs of a browser share while they are uploaded, and their upload over a network that loses requests and responses.
import { WebError } from '../../packages/web/errors.ts';
import type { FileContent, FileRecords } from '../../packages/web/state/files/file-record.ts';
import type { FileMessage, FileStorage } from '../../packages/web/state/files/file-storage.ts';
import type { PutBytes } from '../../packages/web/state/files/file-upload.ts';
import type { ObjectBuckets } from '../backend/object-bucket.ts';
import type { Lifetime } from '../determinism/lifetime.ts';
import type { RunContext } from '../determinism/run-context.ts';
import { BrowserTabs } from './browser-tabs.ts';

/** The files of one user in one browser, in place of IndexedDB. */
export class BrowserFiles {
  readonly #context: RunContext;
  readonly #tabs = new BrowserTabs<FileMessage>();
  readonly #contents = new Map<string, FileContent>();
  #records: FileRecords = [];

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** The storage as one page uses it. After the page's end nothing more is stored, and the next tab uploads. */
  openIn(lifetime: Lifetime): FileStorage {
    const { faults } = this.#context;
    const afterDelay = (work: () => void) => void lifetime.after(faults.delayMs(2), work);
    const access = <Result>(work: () => Result) => new Promise<Result>((resolve) => afterDelay(() => resolve(work())));
    return {
      read: () => access(() => this.#records),
      add: (record, content) =>
        access(() => {
          this.#contents.set(record.fileId, content);
          this.#records = [...this.#records, record];
        }),
      update: (change) =>
        access(() => {
          this.#records = change(this.#records);
          const kept = new Set(this.#records.map(({ fileId }) => fileId));
          for (const fileId of this.#contents.keys()) if (!kept.has(fileId)) this.#contents.delete(fileId);
          return this.#records;
        }),
      content: (fileId) => access(() => this.#contents.get(fileId)),
      ...this.#tabs.add(lifetime, afterDelay),
    };
  }
}

/** Bytes of which only the number matters. */
export function bytesOf(size: number): Blob {
  return { size, slice: (from = 0, to = size) => bytesOf(Math.min(to, size) - from) } as Blob;
}

/** Stores bytes in the bucket, in place of packages/web/platform/files/put-bytes.ts. */
export function putBytesIn(
  { clock, faults }: RunContext,
  buckets: ObjectBuckets,
  page: { lifetime: Lifetime; online: () => boolean },
): PutBytes {
  return ({ url }, bytes, { signal }) =>
    new Promise((resolve, reject) => {
      const interrupt = () =>
        page.lifetime.run(() => reject(new WebError('unreachable', 'The upload was interrupted.')));
      signal.addEventListener('abort', interrupt);
      clock.after(faults.delayMs(50), () => {
        if (signal.aborted || !page.online() || faults.occurs('upload lost')) return interrupt();
        const status = buckets.put(url, bytes.size);
        clock.after(faults.delayMs(50), () => {
          if (!page.online() || faults.occurs('upload response lost')) return interrupt();
          page.lifetime.run(() => resolve(status));
        });
      });
    });
}
