// The buckets of S3: objects that outlive crashes of the engine, as functions and browsers see them, with faults.

import type { FileObjects, StoredPart, Variant } from '../../packages/cloud/files/file-store.ts';
import { S3Error } from '../../packages/cloud/s3/bucket-client.ts';
import type { ObjectStore } from '../../packages/cloud/search/object-store.ts';
import type { Lifetime } from '../determinism/lifetime.ts';
import type { RunContext } from '../determinism/run-context.ts';

const DAY_MS = 24 * 60 * 60_000;

/** The rules of the bucket in packages/cloud/stack/files.construct.ts: for pending objects, and for uploads that are not completed. */
const PENDING_MS = 2 * DAY_MS;
const UPLOAD_MS = DAY_MS;

type StoredFile = { size: number; pending: boolean; at: number };
type Upload = { key: string; at: number; parts: Map<number, number> };

/** The part of a function that uses a bucket: after a crash it receives no result. */
export type BucketUser = { lifetime: Lifetime; crash: () => void };

/** A file by its id and variant. */
export function objectKey(fileId: string, variant: Variant): string {
  return `${variant}/${fileId}`;
}

/** The bucket of files and that of the search index. */
export class ObjectBuckets {
  readonly files = new Map<string, StoredFile>();
  readonly segments = new Map<string, Uint8Array>();
  readonly #uploads = new Map<string, Upload>();
  readonly #context: RunContext;
  /** Is called before objects of files are deleted. */
  onDelete: (key: string) => void = () => undefined;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** A PUT by a browser at a signed address; returns the status. */
  put(address: string, size: number): number {
    const { key, query } = parseAddress(address);
    if (Number(query.get('until')) <= this.#context.clock.now()) return 403;
    if (Number(query.get('size')) !== size) return 403;
    const uploadId = query.get('uploadId');
    if (uploadId !== null) {
      const upload = this.#uploads.get(uploadId);
      upload?.parts.set(Number(query.get('part')), size);
      return upload ? 200 : 404;
    }
    if (this.files.has(key)) return 412;
    this.files.set(key, { size, pending: true, at: this.#context.clock.now() });
    return 200;
  }

  /** A GET by a browser at a signed address; returns the status. */
  get(address: string): number {
    const { key, query } = parseAddress(address);
    if (Number(query.get('until')) <= this.#context.clock.now()) return 403;
    return this.files.has(key) ? 200 : 404;
  }

  /** Deletes what the lifecycle rules delete. */
  expire(): void {
    const now = this.#context.clock.now();
    for (const [key, { pending, at }] of this.files) if (pending && now - at >= PENDING_MS) this.#delete(key);
    for (const [uploadId, { at }] of this.#uploads) if (now - at >= UPLOAD_MS) this.#uploads.delete(uploadId);
  }

  /** The bucket of files as a function uses it. */
  filesOf(user: BucketUser): FileObjects {
    const { clock, random } = this.#context;
    const until = (seconds: number) => clock.now() + seconds * 1_000;
    const call = <Result>(operation: string, work: () => Result) => this.#call(user, operation, work);
    return {
      signPut: async (fileId, variant, { size }, seconds) => ({
        url: `/${objectKey(fileId, variant)}?size=${size}&until=${until(seconds)}`,
        headers: {},
      }),
      signPart: async (fileId, uploadId, { part, size }, seconds) => ({
        url: `/${objectKey(fileId, 'original')}?size=${size}&until=${until(seconds)}&uploadId=${uploadId}&part=${part}`,
        headers: {},
      }),
      signGet: async (fileId, variant, _, seconds) => `/${objectKey(fileId, variant)}?until=${until(seconds)}`,
      createUpload: (fileId) =>
        call('createUpload', () => {
          const uploadId = `upload-${random.integer(0, 1e9)}`;
          this.#uploads.set(uploadId, { key: objectKey(fileId, 'original'), at: clock.now(), parts: new Map() });
          return uploadId;
        }),
      parts: (_, uploadId) => call('parts', () => partsOf(this.#uploads.get(uploadId))),
      completeUpload: (_, uploadId) => call('completeUpload', () => this.#complete(uploadId)),
      sizeOf: (fileId, variant) => call('sizeOf', () => this.files.get(objectKey(fileId, variant))?.size),
      keep: (fileId, variant) =>
        call('keep', () => {
          const file = this.files.get(objectKey(fileId, variant));
          if (!file) throw new S3Error('keep', 404, '<Code>NoSuchKey</Code>');
          file.pending = false;
        }),
      delete: (fileId) =>
        call('delete', () => {
          for (const variant of ['original', 'thumbnail'] as const) this.#delete(objectKey(fileId, variant));
        }),
    };
  }

  /** The bucket of the search index as a function uses it. */
  segmentsOf(user: BucketUser): ObjectStore {
    const call = <Result>(operation: string, work: () => Result) => this.#call(user, operation, work);
    return {
      put: (key, body) => call('put', () => void this.segments.set(key, body)),
      getRange: (key, start, end) =>
        call('getRange', () => {
          const body = this.segments.get(key);
          return body && start < body.length ? body.slice(start, end) : undefined;
        }),
      delete: (key) => call('delete', () => void this.segments.delete(key)),
    };
  }

  async #call<Result>({ lifetime, crash }: BucketUser, operation: string, work: () => Result): Promise<Result> {
    const { faults } = this.#context;
    const wait = () => new Promise<void>((resolve) => lifetime.after(faults.delayMs(5), resolve));
    const crashed = () => {
      crash();
      return new Promise<never>(() => undefined);
    };
    if (faults.occurs('function crashes before a bucket call')) return crashed();
    await wait();
    if (faults.occurs('bucket fails')) throw new S3Error(operation, 503, '<Code>SlowDown</Code>');
    const result = work();
    await wait();
    if (faults.occurs('bucket response lost')) throw new S3Error(operation, 500, '<Code>InternalError</Code>');
    if (faults.occurs('function crashes after a bucket call')) return crashed();
    return result;
  }

  #complete(uploadId: string): void {
    const upload = this.#uploads.get(uploadId);
    if (!upload) return;
    const size = [...upload.parts.values()].reduce((sum, part) => sum + part, 0);
    this.files.set(upload.key, { size, pending: true, at: this.#context.clock.now() });
    this.#uploads.delete(uploadId);
  }

  #delete(key: string): void {
    if (!this.files.has(key)) return;
    this.onDelete(key);
    this.files.delete(key);
  }
}

function partsOf(upload: Upload | undefined): StoredPart[] | undefined {
  return upload && [...upload.parts].map(([part, size]) => ({ part, size, etag: `"${part}"` }));
}

function parseAddress(address: string): { key: string; query: URLSearchParams } {
  const { pathname, searchParams } = new URL(address, 'https://bucket');
  return { key: pathname.slice(1), query: searchParams };
}
