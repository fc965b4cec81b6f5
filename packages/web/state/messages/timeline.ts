// A timeline: what a page knows of one channel's log, merged so that order and duplication of its sources cannot show.
import { changedSeqOf, type Entry, type MissedEntries, type NewEntry, type Page } from '@parley/chat';
import type { Sending } from '../outbox/outbox-items.ts';

/** Seqs from `from` to `to`, both included. Seq 0 stands for the log's beginning. */
export type Range = { from: number; to: number };

/** Something on its way: typed here, not yet seen in the log. */
export type Outgoing = NewEntry & Sending;

/**
 * `entries` by seq; `covered` says which seqs are known (read or heard), in order and never touching; `head` is the newest
 * seq anybody told us of; `outgoing` is what was typed here and is not in `entries`, in the order of typing.
 */
export type Timeline = {
  entries: readonly Entry[];
  covered: readonly Range[];
  head: number;
  outgoing: readonly Outgoing[];
};

/** The timeline before anything is read. */
export const EMPTY: Timeline = { entries: [], covered: [], head: 0, outgoing: [] };

/** Which page was asked for. */
export type Asked = { before?: number; after?: number };

/** Takes in an entry that was heard, or that answered a post; it replaces what is outgoing with its id. */
export function heard(timeline: Timeline, entry: Entry): Timeline {
  return merge(timeline, [entry], { from: entry.seq, to: entry.seq }, entry.seq);
}

/** Takes in a page of history. */
export function read(timeline: Timeline, asked: Asked, page: Page): Timeline {
  return merge(timeline, page.entries, span(asked, page), page.head);
}

/** Takes in what there is since a seq. When that is too far away, the timeline begins anew at what the answer brings. */
export function caughtUp(timeline: Timeline, after: number, missed: MissedEntries): Timeline {
  // Meanwhile the timeline may have begun anew elsewhere in the log; the answer would leave a hole no one asked for.
  if (missed.complete && (timeline.covered[0]?.from ?? Number.POSITIVE_INFINITY) > after + 1) return timeline;
  const { entries, head } = missed;
  const last = entries.at(-1)?.seq;
  const from = missed.complete ? after + 1 : missed.from;
  const range = last === undefined ? undefined : { from, to: last };
  // What is known of the messages before may have been edited or taken back meanwhile, or is of a log that is no more.
  const isCutOff = !missed.complete && (after > head || (completeTo(timeline) ?? 0) < from - 1);
  return merge(isCutOff ? { ...EMPTY, outgoing: timeline.outgoing } : timeline, entries, range, head);
}

/** Takes in what is on its way now, except what is in the log already. */
export function sending(timeline: Timeline, outgoing: readonly Outgoing[]): Timeline {
  const known = new Set(timeline.entries.map(({ id }) => id));
  return { ...timeline, outgoing: outgoing.filter(({ id }) => !known.has(id)) };
}

/** The holes: seqs that exist, or once were said to exist, between what is known and the head. */
export function missing(timeline: Timeline): Range[] {
  const holes: Range[] = [];
  let known = timeline.covered[0]?.to;
  if (known === undefined) return holes;
  for (const { from, to } of timeline.covered.slice(1)) {
    holes.push({ from: known + 1, to: from - 1 });
    known = to;
  }
  if (known < timeline.head) holes.push({ from: known + 1, to: timeline.head });
  return holes;
}

/** The seq up to which nothing is missing; undefined before anything is read. */
export function completeTo(timeline: Timeline): number | undefined {
  return timeline.covered[0]?.to;
}

/** The seq under which older pages begin, or undefined when the log's beginning is here or nothing is read. */
export function olderThan(timeline: Timeline): number | undefined {
  const from = timeline.covered[0]?.from;
  return from === undefined || from === 0 ? undefined : from;
}

/** Keeps the newest `count` entries only, so that a long stay does not fill the memory. */
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

// A page says what exists between the seq it was asked from and its last entry; over its last entry it says nothing,
// as the head may have moved on between the two reads that make a page.
function span({ before, after }: Asked, page: Page): Range | undefined {
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

// The log gives a message as it stands, so a later read may know more of it, and an earlier one that is late less.
function newer(known: Entry | undefined, other: Entry): Entry {
  if (known?.kind !== 'message' || other.kind !== 'message') return known ?? other;
  return changedSeqOf(other) > changedSeqOf(known) ? other : known;
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
