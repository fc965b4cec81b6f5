// What the data folder holds, in memory: one copy of each value, and how long each is on disk.

/** One change; without `value` the key is deleted. Values are plain JSON. */
export type Change = { bucket: string; key: string; value?: unknown };

/** What a key held before a change. */
export type Before = { bucket: string; key: string; had: boolean; value: unknown; bytes: number };

/** Buckets by name. Values are never changed in place: a new value takes the old one's place. */
export class Buckets {
  readonly #values = new Map<string, Map<string, unknown>>();
  readonly #bytes = new Map<string, Map<string, number>>();
  #size = 0;

  /** About how many bytes a journal of nothing but the live values takes. */
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

  /** Applies one change whose text is `bytes` long, and answers what was there before. */
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

  /** Takes a change back; of several, the newest first. */
  undo(before: Before): void {
    this.#put(before, before.had, before.value, before.bytes);
  }

  /** A second set of maps over the same values, with some changes taken back: what is on disk now. */
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

/** Writes a change as the journal keeps it: `["bucket","key",value]`, or without the value when the key is deleted. */
export function encodeChange({ bucket, key, value }: Change): string {
  const place = `${JSON.stringify(bucket)},${JSON.stringify(key)}`;
  return value === undefined ? `[${place}]` : `[${place},${JSON.stringify(value)}]`;
}

/** Reads the commits of a frame, oldest first, each change with the length of its text. */
export function parseCommits(text: string): { change: Change; bytes: number }[] {
  return text.split('\n').flatMap((line) => {
    const changes = JSON.parse(line) as [string, string, unknown?][];
    const share = Math.ceil(line.length / changes.length);
    return changes.map(([bucket, key, value]) => ({ change: { bucket, key, value }, bytes: share }));
  });
}
