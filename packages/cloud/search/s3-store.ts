// The objects of a bucket, over HTTP.
import { BucketClient } from '../s3/bucket-client.ts';
import type { ObjectStore } from './object-store.ts';

/** Attempts of one request. A search does not depend on the store, so that few are enough. */
const ATTEMPTS = 2;

/** A bucket. Keys are of `a-z`, `0-9`, `-` and `/`, which no address escapes. */
export class S3Store implements ObjectStore {
  readonly #bucket: BucketClient;

  constructor(bucket: string, env: NodeJS.ProcessEnv = process.env) {
    this.#bucket = new BucketClient(bucket, ATTEMPTS, env);
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    await this.#bucket.send('PUT', `/${key}`, { body });
  }

  async getRange(key: string, start: number, end: number): Promise<Uint8Array | undefined> {
    const headers = { range: `bytes=${start}-${end - 1}` };
    const response = await this.#bucket.send('GET', `/${key}`, { headers, expected: [206, 200, 403, 404, 416] });
    // Without the permission to list the bucket, S3 responds to a missing key with 403: Amazon S3 API reference, GetObject.
    return response.status < 300 ? response.body : undefined;
  }

  async delete(key: string): Promise<void> {
    await this.#bucket.send('DELETE', `/${key}`, { expected: [204, 200, 404] });
  }
}
