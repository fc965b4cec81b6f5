// The rows of a timeline as they are drawn: days, groups by author, holes, the mark before what is new.
import type { Message, NewMessage, Notice } from '@parley/chat';
import type { Outgoing, Range } from './timeline.ts';

/** Messages of one person that follow each other within this time stand together under one name. */
export const GROUP_MS = 5 * 60_000;

/** One row. `opens` says that the row shows its author; `key` stays the same while the row is the same thing. */
export type Row =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'new'; key: string }
  | { kind: 'hole'; key: string }
  | { kind: 'notice'; key: string; notice: Notice }
  | { kind: 'message'; key: string; opens: boolean; own: boolean; message: Message }
  | { kind: 'outgoing'; key: string; opens: boolean; outgoing: Outgoing & NewMessage };

/**
 * What rows are made of. `holes` are the seqs that are missing; `newAfter` is the seq after which everything is new to the
 * reader, 0 marks nothing.
 */
export type Drawn = {
  messages: readonly Message[];
  /** Those among these messages. */
  notices: readonly Notice[];
  holes: readonly Range[];
  outgoing: readonly (Outgoing & NewMessage)[];
  self: string;
  newAfter: number;
};

/** Makes the rows of a piece of a timeline. An echo keeps the key of the outgoing message it replaces. */
export function rows({ messages, notices, holes, outgoing, self, newAfter }: Drawn): Row[] {
  const result: Row[] = [];
  let last: { seq: number; at: string; userId: string } | undefined;
  let told = 0;
  const tell = (before: number) => {
    for (let notice = notices[told]; notice && notice.seq < before; notice = notices[++told]) {
      result.push({ kind: 'notice', key: notice.id, notice });
      last = { seq: notice.seq, at: notice.timestamp, userId: '' };
    }
  };
  for (const message of messages) {
    const { seq, id, userId, timestamp } = message;
    tell(seq);
    const before = last;
    const hole = before && holes.some(({ from }) => from > before.seq && from < seq);
    if (hole) result.push({ kind: 'hole', key: `hole-${seq}` });
    const day = !before || dayOf(before.at) !== dayOf(timestamp);
    if (day) result.push({ kind: 'day', key: `day-${dayOf(timestamp)}-${seq}`, at: timestamp });
    const isNew = newAfter > 0 && before && before.seq <= newAfter && seq > newAfter && userId !== self;
    if (isNew) result.push({ kind: 'new', key: 'new' });
    const opens = day || isNew === true || hole === true || !together(before, timestamp, userId);
    result.push({ kind: 'message', key: id, opens, own: userId === self, message });
    last = { seq, at: timestamp, userId };
  }
  tell(Number.POSITIVE_INFINITY);
  for (const one of outgoing) {
    const day = !last || dayOf(last.at) !== dayOf(one.at);
    if (day) result.push({ kind: 'day', key: `day-${dayOf(one.at)}-${one.id}`, at: one.at });
    const opens = day || !last || !together(last, one.at, self);
    result.push({ kind: 'outgoing', key: one.id, opens, outgoing: one });
    last = { seq: Number.POSITIVE_INFINITY, at: one.at, userId: self };
  }
  return result;
}

function together(before: { at: string; userId: string }, at: string, userId: string): boolean {
  return before.userId === userId && Math.abs(Date.parse(at) - Date.parse(before.at)) < GROUP_MS;
}

// The reader's own day, not UTC's.
function dayOf(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
