// The search in one channel: the newest entries, then segments and unindexed parts of the log, one after the other, backwards in time.
import type { Message, SearchQuery } from '@parley/chat';
import type { LogDeps } from '../db/log.ts';
import { type Candidate, type Found, findCandidates, lookupIn } from './candidates.ts';
import type { IndexedBlock } from './indexer.ts';
import { BLOCK_SIZES, type BlockSizes, blocksOf, gapsBetween, isBlock, type LogRange } from './log-blocks.ts';
import { type ScannedMessages, scanNewest, scanRange } from './scanned-messages.ts';
import { Segment, type SegmentDeps, SegmentUnreadable } from './segment.ts';
import type { SegmentList, SegmentRecord } from './segment-list.ts';

/** Part of a channel's log that is still to be searched: with a segment, or to be read. */
type Part = { kind: 'newest' } | { kind: 'segment'; record: SegmentRecord } | { kind: 'range'; range: LogRange };

/** What a part contains: candidates, how many messages it has, and how many of them have each term. */
export type PartResult = { candidates: Candidate[]; counts: number[]; messages: number };

/** The newest entries of a channel that are read first: what a busy channel gets in a few minutes. */
const NEWEST = 100;

/** How much the clocks of two functions differ at most, in seconds: a later entry may have a time that is so much earlier. */
const CLOCK_SKEW = 10;

export type ChannelSearchDeps = LogDeps & SegmentDeps & { blockSizes?: BlockSizes };

/** Bounds of the times of interest, in seconds: parts of other times are skipped. */
export type TimeBounds = { after: number; before: number };

/** One search in one channel. */
export class ChannelSearch {
  readonly channel: string;
  /** Blocks that were read and have no segment yet. */
  readonly unindexed: IndexedBlock[] = [];
  /** Segments that could not be read. */
  readonly unreadable: SegmentRecord[] = [];
  readonly #deps: ChannelSearchDeps;
  readonly #segments: readonly SegmentRecord[];
  readonly #expiredTo: number;
  readonly #bounds: TimeBounds;
  readonly #blockSizes: BlockSizes;
  #parts: Part[] = [{ kind: 'newest' }];
  #oldest = Number.POSITIVE_INFINITY;

  constructor(
    channel: string,
    { segments, expiredTo }: Pick<SegmentList, 'segments' | 'expiredTo'>,
    bounds: TimeBounds,
    deps: ChannelSearchDeps,
  ) {
    this.channel = channel;
    this.#deps = deps;
    this.#bounds = bounds;
    this.#blockSizes = deps.blockSizes ?? BLOCK_SIZES;
    this.#segments = segments;
    this.#expiredTo = expiredTo;
  }

  /** The newest time in seconds of which there may be messages that were not searched; -Infinity when all were. */
  get frontier(): number {
    const [next] = this.#parts;
    if (!next) return Number.NEGATIVE_INFINITY;
    const newest = (next.kind === 'segment' ? next.record.newest : this.#oldest) + CLOCK_SKEW;
    return newest < this.#bounds.after ? Number.NEGATIVE_INFINITY : newest;
  }

  /** How many small blocks of the log the next part is; 0 for a segment. */
  get scannedBlocks(): number {
    const [next] = this.#parts;
    return next?.kind === 'range' ? (next.range.to - next.range.from + 1) / this.#blockSizes[0] : 0;
  }

  /** Takes the next part, which the returned function searches. */
  takePart(): ((query: SearchQuery) => Promise<PartResult>) | undefined {
    if (this.frontier === Number.NEGATIVE_INFINITY) return undefined;
    const part = this.#parts.shift();
    return part && ((query) => this.#search(part, query));
  }

  async #search(part: Part, query: SearchQuery): Promise<PartResult> {
    switch (part.kind) {
      case 'newest':
        return this.#searchNewest(query);
      case 'range':
        return this.#searchRange(part.range, query);
      default:
        return this.#searchSegment(part.record, query);
    }
  }

  async #searchNewest(query: SearchQuery): Promise<PartResult> {
    const indexed = Math.max(this.#expiredTo, ...this.#segments.map(({ to }) => to));
    const scanned = await scanNewest(this.#deps, this.channel, { after: indexed, limit: NEWEST });
    const expired = { from: 1, to: this.#expiredTo };
    const gaps = gapsBetween([expired, ...this.#segments], scanned.head).flatMap((gap) =>
      blocksOf(gap, this.#blockSizes),
    );
    // A part of a block that has been read is not read again; a whole block is, to be indexed.
    const ranges = gaps
      .map((range) =>
        isBlock(range, this.#blockSizes) ? range : { ...range, to: Math.min(range.to, scanned.first - 1) },
      )
      .filter(({ from, to }) => from <= to);
    this.#parts = [
      ...ranges.map((range) => ({ at: range.to, part: { kind: 'range' as const, range } })),
      ...this.#segments
        .filter(({ oldest, newest }) => oldest <= this.#bounds.before && newest >= this.#bounds.after)
        .map((record) => ({ at: record.to, part: { kind: 'segment' as const, record } })),
    ]
      .sort((a, b) => b.at - a.at)
      .map(({ part }) => part);
    return this.#resultOf(scanned, query);
  }

  async #searchRange(range: LogRange, query: SearchQuery): Promise<PartResult> {
    const scanned = await scanRange(this.#deps, this.channel, range);
    if (isBlock(range, this.#blockSizes))
      this.unindexed.push({ range, messages: scanned.messages.size, terms: scanned.terms });
    return this.#resultOf(scanned, query);
  }

  async #searchSegment(record: SegmentRecord, query: SearchQuery): Promise<PartResult> {
    try {
      const segment = new Segment(record, this.#deps);
      const found = await findCandidates(query, (term, isPrefix) => segment.lookup(term, isPrefix));
      // Its oldest message may be one of an earlier part, that was edited within this one.
      this.#oldest = Math.min(this.#oldest, record.newest);
      return { ...this.#withChannel(found), messages: record.messages };
    } catch (error) {
      if (error instanceof SegmentUnreadable) this.unreadable.push(record);
      // The store is unavailable: the log has the same messages.
      else console.error(error);
      const results: PartResult[] = [];
      for (const range of blocksOf(record, this.#blockSizes)) results.push(await this.#searchRange(range, query));
      return joined(results);
    }
  }

  async #resultOf({ messages, terms, first }: ScannedMessages, query: SearchQuery): Promise<PartResult> {
    // Messages before the part were edited within it: how far the search has come is told by the others.
    for (const { seq, timestamp } of messages.values())
      if (seq >= first) this.#oldest = Math.min(this.#oldest, Math.floor(Date.parse(timestamp) / 1000));
    const found = await findCandidates(query, lookupIn(terms));
    return { ...this.#withChannel(found, messages), messages: messages.size };
  }

  #withChannel({ candidates, counts }: Found, messages?: ReadonlyMap<number, Message>): Omit<PartResult, 'messages'> {
    const { channel } = this;
    return {
      counts,
      candidates: candidates.map((candidate) => {
        const message = messages?.get(candidate.seq);
        return { ...candidate, channel, ...(message && { message }) };
      }),
    };
  }
}

function joined(results: readonly PartResult[]): PartResult {
  const counts = results.reduce<number[]>((sum, one) => one.counts.map((count, term) => count + (sum[term] ?? 0)), []);
  return {
    counts,
    candidates: results.flatMap(({ candidates }) => candidates),
    messages: results.reduce((sum, { messages }) => sum + messages, 0),
  };
}
