// The contents of the data folder in memory: each value once, with its length on disk.

/** Sets a key to a value; without `value` it deletes the key. Values are plain JSON. */
export type Change = { bucket: string; key: string; value?: unknown };

/** The value of a key before a change. */
export type Before = { bucket: string; key: string; had: boolean; value: unknown; bytes: number };

/** Buckets by name. Values are never changed in place: a new value replaces the old one. */
export class Buckets {
  readonly #values = new Map<string, Map<string, unknown>>();
  readonly #bytes = new Map<string, Map<string, number>>();
  #size = 0;

  /** The approximate size of a journal that holds the live values only. */
  get size(): number {
    return this.#size;
  }

  bucket(name: string): Map<string, unknown> {
    let bucket = this.#values.get(name);
    if (!bucket) {
      bucket = new Map();
      this.#values.set(name, bucket);
      this.#bytes.set(name, new Map());
    }
    return bucket;
  }

  /** Applies one change whose text is `bytes` long. Returns the former value. */
  apply({ bucket, key, value }: Change, bytes: number): Before {
    const values = this.bucket(bucket);
    const before = {
      bucket,
      key,
      had: values.has(key),
      value: values.get(key),
      bytes: this.#bytes.get(bucket)?.get(key) ?? 0,
    };
    this.#put(before, value !== undefined, value, bytes);
    return before;
  }

  /** Undoes a change; of several, the newest must be undone first. */
  undo(before: Before): void {
    this.#put(before, before.had, before.value, before.bytes);
  }

  /** A copy of the maps over the same values, with some changes undone: the state on disk. */
  copyWithout(changes: Iterable<Before>): Map<string, Map<string, unknown>> {
    const copy = new Map([...this.#values].map(([name, values]) => [name, new Map(values)]));
    for (const { bucket, key, had, value } of changes) {
      if (had) copy.get(bucket)?.set(key, value);
      else copy.get(bucket)?.delete(key);
    }
    return copy;
  }

  #put({ bucket, key }: { bucket: string; key: string }, has: boolean, value: unknown, bytes: number): void {
    const values = this.bucket(bucket);
    const sizes = this.#bytes.get(bucket) as Map<string, number>;
    this.#size -= sizes.get(key) ?? 0;
    if (has) {
      values.set(key, value);
      sizes.set(key, bytes);
      this.#size += bytes;
    } else {
      values.delete(key);
      sizes.delete(key);
    }
  }
}

/** Encodes a change for the journal: `["bucket","key",value]`, or without the value when the key is deleted. */
export function encodeChange({ bucket, key, value }: Change): string {
  const place = `${JSON.stringify(bucket)},${JSON.stringify(key)}`;
  return value === undefined ? `[${place}]` : `[${place},${JSON.stringify(value)}]`;
}

/** Parses the commits of a record, oldest first, each change with the length of its text. */
export function parseCommits(text: string): { change: Change; bytes: number }[] {
  return text.split('\n').flatMap((line) => {
    const changes = JSON.parse(line) as [string, string, unknown?][];
    const share = Math.ceil(line.length / changes.length);
    return changes.map(([bucket, key, value]) => ({ change: { bucket, key, value }, bytes: share }));
  });
}
