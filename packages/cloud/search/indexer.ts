// Writes segments: of a block of the log that a search has read, and of smaller segments.
import { randomUUID } from 'node:crypto';
import { BLOCK_SIZES, type BlockSizes, type LogRange, mergeable } from './log-blocks.ts';
import { type Postings, postingsAfter, type TermIndex, unionOf } from './postings.ts';
import { Segment, type SegmentDeps, SegmentUnreadable } from './segment.ts';
import { encodeSegment } from './segment-format.ts';
import { INDEX_VERSION, type SegmentLists, type SegmentRecord } from './segment-list.ts';

export type IndexerDeps = SegmentDeps & { lists: SegmentLists; blockSizes?: BlockSizes; now: () => number };

const NO_LIST = { segments: [] as readonly SegmentRecord[], expiredTo: 0 };

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

  /** Removes what has expired up to an entry from the segments of a channel: the words of the messages up to it, of which one may be in any segment. */
  async expire(channel: string, { seq, time }: { seq: number; time: number }): Promise<void> {
    const { lists } = this.#deps;
    const { segments, expiredTo } = (await lists.read([channel], { eventually: false })).get(channel) ?? NO_LIST;
    const affected = segments.filter(({ to, oldest }) => to <= seq || oldest <= time);
    if (affected.length === 0 && expiredTo >= seq) return;
    const kept: SegmentRecord[] = [];
    for (const part of affected) if (part.to > seq) kept.push(...(await this.#withoutExpired(channel, part, seq)));
    await this.#delete(await lists.expire(channel, seq, affected, kept));
  }

  async #withoutExpired(channel: string, part: SegmentRecord, seq: number): Promise<SegmentRecord[]> {
    try {
      const { terms, messages } = postingsAfter(await new Segment(part, this.#deps).readAll(), seq);
      return messages === 0 ? [] : [await this.#put(channel, { range: part, messages, terms }, part.createdAt)];
    } catch (error) {
      // A search reads it from the log.
      if (error instanceof SegmentUnreadable) return [];
      throw error;
    }
  }

  async #put(channel: string, { range, messages, terms }: IndexedBlock, createdAt: number): Promise<SegmentRecord> {
    const { bytes, ...bounds } = encodeSegment(terms);
    const { from, to } = range;
    const key = `${INDEX_VERSION}/${channel}/${from}-${to}-${randomUUID()}`;
    await this.#deps.store.put(key, bytes);
    return { from, to, ...bounds, key, size: bytes.length, messages, createdAt };
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
