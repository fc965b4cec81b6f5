// The objects that clients have stored: what the journal says of each, and its bytes in files.
import type { Clock } from '../../clock.ts';
import type { Change, Storage } from '../../storage/store.ts';
import type { Blob, BlobFiles, ByteRange } from './blob-files.ts';

/** An object. `headers` are the system metadata that are returned with it: `content-type`, `cache-control`, … */
export type StoredObject = {
  blobs: readonly Blob[];
  size: number;
  /** Without quotes. */
  etag: string;
  modifiedAt: number;
  headers: Readonly<Record<string, string>>;
  metadata: Readonly<Record<string, string>>;
  tags?: Readonly<Record<string, string>>;
  /** The checksums that its client sent, by algorithm: `crc32`. */
  checksums?: Readonly<Record<string, string>>;
};

/** What a client says of an object beside its bytes. */
export type ObjectAttributes = Pick<StoredObject, 'headers' | 'metadata' | 'tags' | 'checksums'>;

/** Where an object is. */
export type ObjectName = { bucket: string; key: string };

const OBJECTS = 's3.objects';

/** The objects of all buckets. An object that is stored survives a power loss, and is replaced at once or not at all. */
export class StoredObjects {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #files: BlobFiles;
  /** The keys of each bucket in the order of their UTF-8, until one is added or removed. */
  readonly #sorted = new Map<string, string[]>();

  constructor({ storage, clock, files }: { storage: Storage; clock: Clock; files: BlobFiles }) {
    this.#storage = storage;
    this.#clock = clock;
    this.#files = files;
  }

  /** The object of a key; undefined when there is none. */
  find(name: ObjectName): StoredObject | undefined {
    return this.#storage.bucket(OBJECTS).get(rowOf(name)) as StoredObject | undefined;
  }

  /**
   * Stores an object whose blobs are written, with further changes of the journal in one commit. `check` is called at the moment of the
   * change, and throws if the object that is there now may not be replaced. Blobs that are not used are removed.
   */
  async put(
    name: ObjectName,
    object: Omit<StoredObject, 'modifiedAt'>,
    check: (current: StoredObject | undefined) => void = () => {},
    changes: readonly Change[] = [],
  ): Promise<StoredObject> {
    const former = this.find(name);
    const value: StoredObject = { ...object, modifiedAt: this.#clock.now() };
    try {
      check(former);
      this.#sorted.delete(name.bucket);
      await this.#storage.commit([{ bucket: OBJECTS, key: rowOf(name), value }, ...changes]);
    } catch (error) {
      if (changes.length === 0) await this.#files.remove(object.blobs);
      throw error;
    }
    if (former) await this.#files.remove(former.blobs);
    return value;
  }

  /** Replaces the tags of an object. */
  async tag(name: ObjectName, tags: Readonly<Record<string, string>>): Promise<void> {
    const { tags: _former, ...object } = this.find(name) ?? {};
    const value = { ...object, ...(Object.keys(tags).length > 0 && { tags }) };
    await this.#storage.commit([{ bucket: OBJECTS, key: rowOf(name), value }]);
  }

  /** Deletes objects; those that do not exist are left out. */
  async delete(names: readonly ObjectName[]): Promise<void> {
    const found = names.flatMap((name) => this.find(name) ?? []);
    if (found.length === 0) return;
    for (const { bucket } of names) this.#sorted.delete(bucket);
    await this.#storage.commit(names.map((name) => ({ bucket: OBJECTS, key: rowOf(name) })));
    await this.#files.remove(found.flatMap(({ blobs }) => blobs));
  }

  /** The bytes of an object. */
  read({ blobs }: StoredObject, range: ByteRange): AsyncGenerator<Uint8Array> {
    return this.#files.read(blobs, range);
  }

  /** The keys of a bucket, sorted by their UTF-8 (Amazon S3 User Guide, "Listing object keys programmatically"). */
  keys(bucket: string): readonly string[] {
    const known = this.#sorted.get(bucket);
    if (known) return known;
    const prefix = `${bucket}/`;
    const keys = [...this.#storage.bucket(OBJECTS).keys()]
      .filter((row) => row.startsWith(prefix))
      .map((row) => row.slice(prefix.length))
      .sort(byUtf8);
    this.#sorted.set(bucket, keys);
    return keys;
  }

  /** The ids of the blobs of all objects. */
  blobIds(): string[] {
    return [...this.#storage.bucket(OBJECTS).values()].flatMap((object) =>
      (object as StoredObject).blobs.map(({ id }) => id),
    );
  }
}

/** Bucket names contain no slash. */
function rowOf({ bucket, key }: ObjectName): string {
  return `${bucket}/${key}`;
}

/** Code units compare as UTF-8 does, except for surrogates. */
export function byUtf8(one: string, other: string): number {
  if (/[\ud800-\udfff]/.test(one) || /[\ud800-\udfff]/.test(other))
    return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return one < other ? -1 : one > other ? 1 : 0;
}
