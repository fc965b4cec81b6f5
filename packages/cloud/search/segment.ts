// A stored segment: the postings of a term, read in parts, and of all terms.
import type { ObjectStore } from './object-store.ts';
import { decodePostings, type Postings, type TermIndex, unionOf } from './postings.ts';
import {
  checksumOf,
  type DictionaryBlock,
  type DictionaryEntry,
  type Directory,
  decodeBlock,
  decodeDirectory,
} from './segment-format.ts';
import type { SegmentRecord } from './segment-list.ts';

/** A segment cannot be read: it is damaged, or was replaced or expired. What it covers is in the log. */
export class SegmentUnreadable extends Error {
  override readonly name = 'SegmentUnreadable';
}

/** The most blocks that are kept as one: the words that begin with one letter are thousands. */
const CACHED_BLOCKS_MAX = 4;

/** Directories and blocks that a warm function keeps: a search for the next letter reads the same ones. */
export class SegmentCache {
  readonly #max: number;
  readonly #parts = new Map<string, unknown>();

  constructor(max = 1_000) {
    this.#max = max;
  }

  async read<Part>(key: string, load: () => Promise<Part>): Promise<Part> {
    const known = this.#parts.get(key);
    if (known !== undefined) return known as Part;
    const part = await load();
    if (this.#parts.size >= this.#max) this.#parts.delete(this.#parts.keys().next().value ?? '');
    this.#parts.set(key, part);
    return part;
  }
}

export type SegmentDeps = { store: ObjectStore; cache: SegmentCache };

/** Reads one segment. */
export class Segment {
  readonly record: SegmentRecord;
  readonly #deps: SegmentDeps;

  constructor(record: SegmentRecord, deps: SegmentDeps) {
    this.record = record;
    this.#deps = deps;
  }

  /** The postings of a term, or of all terms that begin with it. Throws `SegmentUnreadable`. */
  async lookup(term: string, isPrefix: boolean): Promise<Postings> {
    try {
      const directory = await this.#directory();
      const matches = (one: string) => (isPrefix ? one.startsWith(term) : one === term);
      const entries = (await this.#entriesFrom(directory, term, isPrefix)).filter((one) => matches(one.term));
      const [first, last] = [entries[0], entries.at(-1)];
      if (!first || !last) return unionOf([]);
      const bytes = await this.#range(first.at, last.end);
      return unionOf(entries.map((entry) => decode(entry, bytes, first.at, directory.base)));
    } catch (error) {
      throw unreadable(error);
    }
  }

  /** All terms. Throws `SegmentUnreadable`. */
  async readAll(): Promise<TermIndex> {
    try {
      const { size, directoryAt } = this.record;
      const bytes = await this.#range(0, size);
      const { base, blocks } = decodeDirectory(bytes.subarray(directoryAt), directoryAt);
      const entries = blocks.flatMap(({ at, end, postingsAt }) => decodeBlock(bytes.subarray(at, end), postingsAt));
      return new Map(entries.map((entry) => [entry.term, decode(entry, bytes, 0, base)]));
    } catch (error) {
      throw unreadable(error);
    }
  }

  #directory(): Promise<Directory> {
    const { key, directoryAt, size } = this.record;
    return this.#deps.cache.read(key, async () => decodeDirectory(await this.#range(directoryAt, size), directoryAt));
  }

  /** The entries of the blocks that may contain a term, or terms that begin with it: one read for all that are not cached. */
  async #entriesFrom({ blocks }: Directory, term: string, isPrefix: boolean): Promise<DictionaryEntry[]> {
    const after = blocks.findIndex(({ first }) => first > term);
    const from = Math.max(0, (after < 0 ? blocks.length : after) - 1);
    let to = from + 1;
    while (isPrefix && blocks[to]?.first.startsWith(term)) to += 1;
    const wanted = blocks.slice(from, to);
    const [first, last] = [wanted[0], wanted.at(-1)];
    if (!first || !last) return [];
    const load = async () => {
      const bytes = await this.#range(first.at, last.end);
      const part = ({ at, end }: DictionaryBlock) => bytes.subarray(at - first.at, end - first.at);
      return wanted.flatMap((block) => decodeBlock(part(block), block.postingsAt));
    };
    const key = `${this.record.key} ${first.at} ${last.at}`;
    return wanted.length > CACHED_BLOCKS_MAX ? load() : this.#deps.cache.read(key, load);
  }

  async #range(start: number, end: number): Promise<Uint8Array> {
    const bytes = await this.#deps.store.getRange(this.record.key, start, end);
    if (bytes?.length !== end - start) throw new RangeError('The segment is missing, or is too short.');
    return bytes;
  }
}

function decode(
  { at, end, count, checksum }: DictionaryEntry,
  bytes: Uint8Array,
  offset: number,
  base: number,
): Postings {
  const encoded = bytes.subarray(at - offset, end - offset);
  if (checksumOf(encoded) !== checksum) throw new RangeError('The checksum of postings is wrong.');
  return decodePostings(encoded, count, base);
}

// What decoding throws: ranges, and texts that are no UTF-8. Errors of the store are passed on.
function unreadable(error: unknown): unknown {
  return error instanceof RangeError || error instanceof TypeError
    ? new SegmentUnreadable(error.message, { cause: error })
    : error;
}
