// Amazon S3: buckets and objects in memory. Their contents are deployed from the assembly at each start.
import { AwsError } from '../../errors.ts';

/** An object: its bytes, and the metadata that is sent with it. */
export type StoredObject = { body: Buffer; contentType: string; cacheControl?: string };

/** All buckets of the template, with their objects by key. */
export class S3 {
  readonly #buckets = new Map<string, Map<string, StoredObject>>();

  createBucket(name: string): void {
    this.#buckets.set(name, new Map());
  }

  /** Whether the template has this bucket. */
  has(bucket: string): boolean {
    return this.#buckets.has(bucket);
  }

  put(bucket: string, key: string, object: StoredObject): void {
    this.#bucket(bucket).set(key, object);
  }

  delete(bucket: string, key: string): void {
    this.#bucket(bucket).delete(key);
  }

  read(bucket: string, key: string): StoredObject | undefined {
    return this.#bucket(bucket).get(key);
  }

  keys(bucket: string): string[] {
    return [...this.#bucket(bucket).keys()];
  }

  #bucket(name: string): Map<string, StoredObject> {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw new AwsError('NoSuchBucket', `The bucket ${name} does not exist.`, 404);
    return bucket;
  }
}
