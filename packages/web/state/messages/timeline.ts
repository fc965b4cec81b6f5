// The timeline: what the page knows of one channel's log, merged so that the order and duplication of its sources have no effect.
import { changedSeqOf, type Entry, type MissedEntries, type NewEntry, type Page } from '@parley/chat';
import type { Sending } from '../outbox/outbox-items.ts';
import { isExpiredBefore } from './known-entries.ts';

/** Seqs from `from` to `to`, inclusive. Seq 0 is the log's beginning. */
export type Range = { from: number; to: number };

/** An entry in the outbox: typed here, not in the log yet. */
export type Outgoing = NewEntry & Sending;

/**
 * `entries` by seq; `covered` are the ranges of known seqs (loaded or received), in order and never adjacent; `head` is the
 * newest seq that is known to exist; `outgoing` is what was typed here and is not in `entries`, in the order of typing.
 */
export type Timeline = {
  entries: readonly Entry[];
  covered: readonly Range[];
  head: number;
  outgoing: readonly Outgoing[];
};

/** The timeline before anything is loaded. */
export const EMPTY: Timeline = { entries: [], covered: [], head: 0, outgoing: [] };

/** Which page was requested. */
export type PageQuery = { before?: number; after?: number };

/** Adds an entry that was received as an event or as the response to a post; it replaces the outgoing entry with its id. */
export function withEntry(timeline: Timeline, entry: Entry): Timeline {
  return merge(timeline, [entry], { from: entry.seq, to: entry.seq }, entry.seq);
}

/** Adds a page of the history. */
export function withPage(timeline: Timeline, query: PageQuery, page: Page): Timeline {
  return merge(timeline, page.entries, span(query, page), page.head);
}

/** Adds all entries of a range. */
export function withRange(timeline: Timeline, entries: readonly Entry[], range: Range): Timeline {
  return merge(timeline, entries, range, timeline.head);
}

/** Adds what a sync brought since a seq. When that is too far away, the timeline restarts with what the response contains. */
export function withMissed(timeline: Timeline, after: number, missed: MissedEntries): Timeline {
  // Meanwhile the timeline may have restarted elsewhere in the log; the response would then leave a gap.
  if (missed.complete && (timeline.covered[0]?.from ?? Number.POSITIVE_INFINITY) > after + 1) return timeline;
  const { entries, head } = missed;
  const last = entries.at(-1)?.seq;
  const from = missed.complete ? after + 1 : missed.from;
  const range = last === undefined ? undefined : { from, to: last };
  // The messages before may have been edited or deleted meanwhile, or be those of a log that no longer exists.
  const isCutOff = !missed.complete && (after > head || (completeTo(timeline) ?? 0) < from - 1);
  return merge(isCutOff ? { ...EMPTY, outgoing: timeline.outgoing } : timeline, entries, range, head);
}

/** Replaces the outgoing entries, except those that are in the log already. */
export function withOutgoing(timeline: Timeline, outgoing: readonly Outgoing[]): Timeline {
  const known = new Set(timeline.entries.map(({ id }) => id));
  return { ...timeline, outgoing: outgoing.filter(({ id }) => !known.has(id)) };
}

/** The gaps: seqs that exist, or were reported to exist, between the known ones and the head. */
export function gaps(timeline: Timeline): Range[] {
  const result: Range[] = [];
  let known = timeline.covered[0]?.to;
  if (known === undefined) return result;
  for (const { from, to } of timeline.covered.slice(1)) {
    result.push({ from: known + 1, to: from - 1 });
    known = to;
  }
  if (known < timeline.head) result.push({ from: known + 1, to: timeline.head });
  return result;
}

/** The seq up to which nothing is missing; undefined before anything is loaded. */
export function completeTo(timeline: Timeline): number | undefined {
  return timeline.covered[0]?.to;
}

/** The seq before which older pages begin; undefined when the log's beginning, or nothing, is loaded. */
export function olderThan(timeline: Timeline): number | undefined {
  return isExpiredBefore(timeline) ? undefined : timeline.covered[0]?.from || undefined;
}

/** Keeps only the newest `count` entries, so that a page that stays open does not fill the memory. */
export function trimmed(timeline: Timeline, count: number): Timeline {
  const first = timeline.entries.at(-count);
  if (!first || timeline.entries.length <= count) return timeline;
  const covered = timeline.covered
    .filter(({ to }) => to >= first.seq)
    .map(({ from, to }) => ({ from: Math.max(from, first.seq), to }));
  return { ...timeline, entries: timeline.entries.slice(-count), covered };
}

function merge(timeline: Timeline, entries: readonly Entry[], range: Range | undefined, head: number): Timeline {
  const ids = new Set(entries.map(({ id }) => id));
  return {
    entries: union(timeline.entries, entries),
    covered: range ? joined([...timeline.covered, range]) : timeline.covered,
    head: Math.max(timeline.head, head, entries.at(-1)?.seq ?? 0),
    outgoing: timeline.outgoing.some(({ id }) => ids.has(id))
      ? timeline.outgoing.filter(({ id }) => !ids.has(id))
      : timeline.outgoing,
  };
}

// A page covers everything between the requested seq and its last entry. After its last entry it covers nothing, as the head may
// have advanced between the two reads that make a page.
function span({ before, after }: PageQuery, page: Page): Range | undefined {
  const first = page.entries[0]?.seq;
  const last = page.entries.at(-1)?.seq;
  if (after !== undefined) return last === undefined ? undefined : { from: after + 1, to: last };
  const from = page.more ? first : 0;
  const to = before === undefined ? (last ?? 0) : before - 1;
  return from === undefined ? undefined : { from, to };
}

function union(known: readonly Entry[], others: readonly Entry[]): readonly Entry[] {
  const last = known.at(-1)?.seq ?? 0;
  if (others.length === 1 && others[0] && others[0].seq > last) return [...known, others[0]];
  const bySeq = new Map(known.map((entry) => [entry.seq, entry]));
  for (const entry of others) bySeq.set(entry.seq, newer(bySeq.get(entry.seq), entry));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

// The log returns a message with its changes applied: a later read may contain more of them, and a delayed one fewer.
function newer(known: Entry | undefined, other: Entry): Entry {
  if (known?.kind !== 'message' || other.kind !== 'message') return known ?? other;
  return other.expired || changedSeqOf(other) > changedSeqOf(known) ? other : known;
}

function joined(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a.from - b.from);
  const result: Range[] = [];
  for (const range of sorted) {
    const last = result.at(-1);
    if (last && range.from <= last.to + 1) last.to = Math.max(last.to, range.to);
    else result.push({ ...range });
  }
  return result;
}
