// Amazon S3: the buckets of a template, with the files that are deployed from the assembly and the objects that clients store.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import { ExpiryClock } from '../../expiry-clock.ts';
import type { Storage } from '../../storage/store.ts';
import type { Statement } from '../iam/index.ts';
import { BlobFiles, type ByteRange } from './blob-files.ts';
import { type BucketSettings, NO_SETTINGS } from './bucket-settings.ts';
import { isExpired, isUploadExpired } from './lifecycle.ts';
import { MultipartUploads } from './multipart-uploads.ts';
import { byUtf8, type ObjectName, type StoredObject, StoredObjects } from './stored-objects.ts';

/** A file that is deployed from the assembly at each start: its bytes, and the metadata that is sent with it. */
export type DeployedFile = { body: Buffer; contentType: string; cacheControl?: string };

/** An object of either kind, as it is read. */
export type ReadableObject = Omit<StoredObject, 'blobs'> & { read(range: ByteRange): AsyncIterable<Uint8Array> };

export type S3Deps = { storage: Storage; clock: Clock; folder: string };

type Bucket = { deployed: Map<string, DeployedFile>; settings: BucketSettings };

/** How often expired objects are looked for. AWS does it once a day. */
const SWEEP_MS = 60 * 60_000;

/** All buckets of the template. Objects of a bucket that the template no longer has are kept, as those of a retained bucket. */
export class S3 {
  readonly files: BlobFiles;
  readonly objects: StoredObjects;
  readonly uploads: MultipartUploads;
  readonly #buckets = new Map<string, Bucket>();
  readonly #clock: Clock;
  readonly #expiry: ExpiryClock;
  readonly #startedAt: number;
  #cancelSweep = () => {};

  constructor({ storage, clock, folder }: S3Deps) {
    this.files = new BlobFiles(join(folder, 'objects'));
    this.objects = new StoredObjects({ storage, clock, files: this.files });
    this.uploads = new MultipartUploads({ storage, clock, files: this.files, objects: this.objects });
    this.#clock = clock;
    this.#expiry = new ExpiryClock(clock);
    this.#startedAt = clock.now();
    this.files.sweep(new Set([...this.objects.blobIds(), ...this.uploads.blobIds()]));
  }

  createBucket(name: string, settings: BucketSettings = NO_SETTINGS): void {
    this.#buckets.set(name, { deployed: new Map(), settings });
  }

  /** Sets the policy of a bucket. */
  setPolicy(bucket: string, policy: readonly Statement[]): void {
    const found = this.#bucket(bucket);
    found.settings = { ...found.settings, policy };
  }

  /** The names of all buckets. */
  get names(): string[] {
    return [...this.#buckets.keys()].sort();
  }

  /** Whether the template has this bucket. */
  has(bucket: string): boolean {
    return this.#buckets.has(bucket);
  }

  settings(bucket: string): BucketSettings {
    return this.#bucket(bucket).settings;
  }

  /** Deploys a file. */
  put(bucket: string, key: string, file: DeployedFile): void {
    this.#bucket(bucket).deployed.set(key, file);
  }

  /** Removes a deployed file. */
  delete(bucket: string, key: string): void {
    this.#bucket(bucket).deployed.delete(key);
  }

  /** A deployed file. */
  read(bucket: string, key: string): DeployedFile | undefined {
    return this.#bucket(bucket).deployed.get(key);
  }

  /** The keys of the deployed files. */
  keys(bucket: string): string[] {
    return [...this.#bucket(bucket).deployed.keys()];
  }

  /** The object of a key: one that a client has stored, or a deployed file. */
  find({ bucket, key }: ObjectName): ReadableObject | undefined {
    const deployed = this.read(bucket, key);
    const stored = this.objects.find({ bucket, key });
    if (stored) return { ...stored, read: (range) => this.objects.read(stored, range) };
    if (!deployed) return undefined;
    const { body, contentType, cacheControl } = deployed;
    return {
      size: body.length,
      etag: createHash('md5').update(body).digest('hex'),
      modifiedAt: this.#startedAt,
      headers: { 'content-type': contentType, ...(cacheControl !== undefined && { 'cache-control': cacheControl }) },
      metadata: {},
      async *read({ start, end }) {
        yield body.subarray(start, end + 1);
      },
    };
  }

  /** Deletes objects of either kind. */
  async remove(names: readonly ObjectName[]): Promise<void> {
    for (const { bucket, key } of names) this.delete(bucket, key);
    await this.objects.delete(names);
  }

  /** The keys of all objects of a bucket, sorted. */
  allKeys(bucket: string): readonly string[] {
    const deployed = this.keys(bucket);
    const stored = this.objects.keys(bucket);
    return deployed.length === 0 ? stored : [...new Set([...deployed, ...stored])].sort(byUtf8);
  }

  /** Applies the lifecycle rules once an hour, until `close`. */
  run(): void {
    this.#cancelSweep = this.#clock.after(SWEEP_MS, () => {
      this.run();
      // The store reports what it cannot write.
      this.expire().catch(() => {});
    });
  }

  /** Deletes what has expired. */
  async expire(): Promise<void> {
    const now = this.#expiry.now();
    for (const [bucket, { settings }] of this.#buckets) {
      const { lifecycle } = settings;
      if (lifecycle.length === 0) continue;
      const expired = this.objects.keys(bucket).filter((key) => {
        const object = this.objects.find({ bucket, key });
        return object && lifecycle.some((rule) => isExpired(rule, key, object, now));
      });
      await this.objects.delete(expired.map((key) => ({ bucket, key })));
      for (const upload of this.uploads.list(bucket))
        if (lifecycle.some((rule) => isUploadExpired(rule, upload, now))) await this.uploads.abort(upload);
    }
  }

  close(): void {
    this.#cancelSweep();
  }

  #bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw new AwsError('NoSuchBucket', `The bucket ${name} does not exist.`, 404);
    return bucket;
  }
}
