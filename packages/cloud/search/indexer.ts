// Writes segments: of a block of the log that a search has read, and of smaller segments.
import { randomUUID } from 'node:crypto';
import { BLOCK_SIZES, type BlockSizes, type LogRange, mergeable } from './log-blocks.ts';
import { type Postings, type TermIndex, unionOf } from './postings.ts';
import { Segment, type SegmentDeps, SegmentUnreadable } from './segment.ts';
import { encodeSegment } from './segment-format.ts';
import { INDEX_VERSION, type SegmentLists, type SegmentRecord } from './segment-list.ts';

export type IndexerDeps = SegmentDeps & { lists: SegmentLists; blockSizes?: BlockSizes; now: () => number };

/** A block of a log with its terms. */
export type IndexedBlock = { range: LogRange; messages: number; terms: TermIndex };

/**
 * Writes segments. Nothing depends on them: a search that cannot write, or whose segment another one replaces, finds the same messages in
 * the log. Each object has a name of its own, so that none is ever overwritten.
 */
export class Indexer {
  readonly #deps: IndexerDeps;

  constructor(deps: IndexerDeps) {
    this.#deps = deps;
  }

  /** Writes a segment for each block of a channel, and lists them. */
  async write(channel: string, blocks: readonly IndexedBlock[]): Promise<void> {
    const createdAt = Math.floor(this.#deps.now() / 1000);
    await this.#list(channel, await Promise.all(blocks.map((block) => this.#put(channel, block, createdAt))));
  }

  /** Removes segments that cannot be read. */
  async remove(channel: string, segments: readonly SegmentRecord[]): Promise<void> {
    await this.#delete(await this.#deps.lists.remove(channel, segments));
  }

  /** Merges segments of a channel into one, if some fill a larger block. Returns whether it did. */
  async merge(channel: string): Promise<boolean> {
    const list = (await this.#deps.lists.read([channel])).get(channel);
    const parts = mergeable(list?.segments ?? [], this.#deps.blockSizes ?? BLOCK_SIZES);
    const [first, last] = [parts[0], parts.at(-1)];
    if (!first || !last) return false;
    const terms = await this.#mergedTerms(channel, parts);
    if (!terms) return false;
    const messages = parts.reduce((sum, part) => sum + part.messages, 0);
    const createdAt = Math.min(...parts.map((part) => part.createdAt));
    const range = { from: first.from, to: last.to };
    await this.#list(channel, [await this.#put(channel, { range, messages, terms }, createdAt)]);
    return true;
  }

  async #put(channel: string, { range, messages, terms }: IndexedBlock, createdAt: number): Promise<SegmentRecord> {
    const { bytes, ...bounds } = encodeSegment(terms);
    const key = `${INDEX_VERSION}/${channel}/${range.from}-${range.to}-${randomUUID()}`;
    await this.#deps.store.put(key, bytes);
    return { ...range, ...bounds, key, size: bytes.length, messages, createdAt };
  }

  async #list(channel: string, records: readonly SegmentRecord[]): Promise<void> {
    await this.#delete(await this.#deps.lists.add(channel, records));
  }

  async #delete(keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map((key) => this.#deps.store.delete(key)));
  }

  async #mergedTerms(channel: string, parts: readonly SegmentRecord[]): Promise<TermIndex | undefined> {
    const merged = new Map<string, Postings[]>();
    for (const part of parts) {
      try {
        for (const [term, postings] of await new Segment(part, this.#deps).readAll()) {
          const lists = merged.get(term);
          if (lists) lists.push(postings);
          else merged.set(term, [postings]);
        }
      } catch (error) {
        if (!(error instanceof SegmentUnreadable)) throw error;
        await this.remove(channel, [part]);
        return undefined;
      }
    }
    return new Map([...merged].map(([term, lists]) => [term, unionOf(lists)]));
  }
}
