// Where the segments of the index are stored: immutable objects that are read in parts.

/** A store of objects; in the cloud a bucket. */
export interface ObjectStore {
  put(key: string, body: Uint8Array): Promise<void>;
  /** The bytes from `start` up to `end`, exclusive; undefined when there is no such object, or no such part of it. */
  getRange(key: string, start: number, end: number): Promise<Uint8Array | undefined>;
  delete(key: string): Promise<void>;
}
