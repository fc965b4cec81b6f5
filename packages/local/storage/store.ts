// The data folder: buckets of keys and values in memory, each change on disk before it is acknowledged.

/** One change; without `value` the key is deleted. Values are plain JSON. */
export type Change = { bucket: string; key: string; value?: unknown };

/** What services see of the data folder. The changes of one `commit` are all there after a crash, or none. */
export interface Storage {
  /** What a bucket holds now, changes not yet on disk included. */
  bucket(name: string): ReadonlyMap<string, unknown>;
  /** Applies the changes to memory at once, in order; resolves when they are on disk. */
  commit(changes: readonly Change[]): Promise<void>;
  /** Resolves when everything committed so far is on disk. */
  settled(): Promise<void>;
}
