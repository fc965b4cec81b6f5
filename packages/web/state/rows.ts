// The rows of a timeline as they are drawn: days, groups by author, holes, the mark before what is new.
import type { Entry } from '@parley/chat';
import type { Outgoing } from './timeline.ts';

/** Messages of one person that follow each other within this time stand together under one name. */
export const GROUP_MS = 5 * 60_000;

/** One row. `opens` says that the row shows its author; `key` stays the same while the row is the same thing. */
export type Row =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'new'; key: string }
  | { kind: 'hole'; key: string; count: number }
  | { kind: 'entry'; key: string; opens: boolean; own: boolean; entry: Entry }
  | { kind: 'outgoing'; key: string; opens: boolean; outgoing: Outgoing };

/** What rows are made of. `newAfter` is the seq after which everything is new to the reader; 0 marks nothing. */
export type Drawn = {
  entries: readonly Entry[];
  outgoing: readonly Outgoing[];
  self: string;
  newAfter: number;
};

/** Makes the rows of a piece of a timeline. An echo keeps the key of the outgoing message it replaces. */
export function rows({ entries, outgoing, self, newAfter }: Drawn): Row[] {
  const result: Row[] = [];
  let last: { seq: number; at: string; sender: string } | undefined;
  for (const entry of entries) {
    const before = last;
    if (entry.kind !== 'message') {
      if (before) last = { ...before, seq: entry.seq };
      continue;
    }
    const day = !before || dayOf(before.at) !== dayOf(entry.timestamp);
    if (before && entry.seq > before.seq + 1)
      result.push({ kind: 'hole', key: `hole-${entry.seq}`, count: entry.seq - before.seq - 1 });
    if (day) result.push({ kind: 'day', key: `day-${dayOf(entry.timestamp)}-${entry.seq}`, at: entry.timestamp });
    const isNew = newAfter > 0 && before?.seq === newAfter && entry.sender !== self;
    if (isNew) result.push({ kind: 'new', key: 'new' });
    const opens = day || isNew || entry.seq !== before.seq + 1 || !together(before, entry.timestamp, entry.sender);
    result.push({ kind: 'entry', key: entry.id, opens, own: entry.sender === self, entry });
    last = { seq: entry.seq, at: entry.timestamp, sender: entry.sender };
  }
  for (const one of outgoing) {
    if (one.kind !== 'message') continue;
    const day = !last || dayOf(last.at) !== dayOf(one.at);
    if (day) result.push({ kind: 'day', key: `day-${dayOf(one.at)}-${one.id}`, at: one.at });
    const opens = day || !last || !together(last, one.at, self);
    result.push({ kind: 'outgoing', key: one.id, opens, outgoing: one });
    last = { seq: Number.POSITIVE_INFINITY, at: one.at, sender: self };
  }
  return result;
}

function together(before: { at: string; sender: string }, at: string, sender: string): boolean {
  return before.sender === sender && Math.abs(Date.parse(at) - Date.parse(before.at)) < GROUP_MS;
}

// The reader's own day, not UTC's.
function dayOf(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
