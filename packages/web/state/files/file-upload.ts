// The upload of one file: to the address that the server signs, in one request, or in parts of which only the missing ones are sent.
import { FILE_PARTS_MAX, type FileParts, type FileUpload, type SignedUpload } from '@parley/chat';
import { WebError } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { FileContent, FileRecord } from './file-record.ts';

/** The routes of files that an upload calls. */
export interface UploadApi {
  createFile(record: FileRecord): Promise<FileUpload>;
  listParts(record: FileRecord, from: number, count: number): Promise<FileParts>;
  completeFile(record: FileRecord): Promise<void>;
}

/** Stores bytes at a signed address; returns the HTTP status, and rejects without a response. */
export type PutBytes = (
  upload: SignedUpload,
  bytes: Blob,
  options: { signal: AbortSignal; onProgress: (sentBytes: number) => void },
) => Promise<number>;

export type FileUploadDeps = { api: UploadApi; put: PutBytes };

/** Parts that are sent at one time. A browser has six connections to a host that speaks HTTP/1.1. */
const PARALLEL_PARTS = 3;

type UploadOptions = { signal: AbortSignal; onProgress: (sentBytes: number) => void };

/** Uploads a file. After a failure it is called again: what is stored is not sent a second time. */
export async function uploadFile(
  record: FileRecord,
  content: FileContent,
  { api, put }: FileUploadDeps,
  { signal, onProgress }: UploadOptions,
): Promise<void> {
  const store = async (upload: SignedUpload, bytes: Blob, onSent: (sentBytes: number) => void) => {
    signal.throwIfAborted();
    checkStored(await put(upload, bytes, { signal, onProgress: onSent }));
  };
  const { upload, thumbnail } = await api.createFile(record);
  if (thumbnail && content.thumbnail) await store(thumbnail, content.thumbnail, () => undefined);
  if (upload.kind === 'put') await store(upload, content.file, onProgress);
  else {
    const progress = new PartProgress(onProgress);
    for (let from = 1; from <= upload.parts; from += FILE_PARTS_MAX) {
      const { stored, urls } = await api.listParts(record, from, Math.min(FILE_PARTS_MAX, upload.parts - from + 1));
      for (const { part, size } of stored) progress.sent(part, size);
      await inParallel(urls, PARALLEL_PARTS, async ({ part, ...address }) => {
        const bytes = content.file.slice((part - 1) * upload.partSize, part * upload.partSize);
        await store(address, bytes, (sentBytes) => progress.sent(part, sentBytes));
        progress.sent(part, bytes.size);
      });
    }
  }
  signal.throwIfAborted();
  await api.completeFile(record);
}

/** The sum of what is sent of each part. */
class PartProgress {
  readonly #sent = new Map<number, number>();
  readonly #report: (sentBytes: number) => void;

  constructor(report: (sentBytes: number) => void) {
    this.#report = report;
  }

  sent(part: number, bytes: number): void {
    this.#sent.set(part, bytes);
    this.#report([...this.#sent.values()].reduce((sum, one) => sum + one, 0));
  }
}

/** The statuses after which another attempt may succeed: 403 when the address has expired, 409 when another attempt is being stored. */
const TRANSIENT: ReadonlySet<number> = new Set([403, 408, 409, 429]);

// 412: an earlier attempt is stored, of which the response was lost.
function checkStored(status: number): void {
  if ((status >= 200 && status < 300) || status === 412) return;
  const isTransient = status >= 500 || TRANSIENT.has(status);
  throw new WebError(isTransient ? 'failing' : 'refused', t.uploadRejected(status), { status });
}

async function inParallel<Item>(
  items: readonly Item[],
  limit: number,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const remaining = [...items];
  const work = async () => {
    for (let item = remaining.shift(); item !== undefined; item = remaining.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: limit }, work));
}
