// Test stub: storage in memory, which survives the services that are recreated on it.
import type { Change, Storage } from '../storage/store.ts';

/** Storage in memory. Values pass through JSON, as on disk; `commits` counts the writes. */
export class MemoryStorage implements Storage {
  readonly #buckets = new Map<string, Map<string, unknown>>();
  commits = 0;

  bucket(name: string): ReadonlyMap<string, unknown> {
    return this.#open(name);
  }

  async commit(changes: readonly Change[]): Promise<void> {
    this.commits += 1;
    for (const { bucket, key, value } of changes) {
      if (value === undefined) this.#open(bucket).delete(key);
      else this.#open(bucket).set(key, JSON.parse(JSON.stringify(value)));
    }
  }

  async settled(): Promise<void> {}

  #open(name: string): Map<string, unknown> {
    const bucket = this.#buckets.get(name) ?? new Map<string, unknown>();
    this.#buckets.set(name, bucket);
    return bucket;
  }
}
