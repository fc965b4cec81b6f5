// The rows of a rendered timeline: days, messages grouped by author, gaps, the marker before unread messages.
import type { Message, NewMessage, Notice } from '@parley/chat';
import type { Outgoing, Range } from './timeline.ts';

/** Messages of one author that follow each other within this time are grouped under one name. */
export const GROUP_MS = 5 * 60_000;

/** One row. `startsGroup` is whether the row shows its author, as the first of a group; `key` identifies the row. */
export type Row =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'new'; key: string }
  | { kind: 'gap'; key: string }
  | { kind: 'notice'; key: string; notice: Notice }
  | { kind: 'message'; key: string; startsGroup: boolean; own: boolean; message: Message }
  | { kind: 'outgoing'; key: string; startsGroup: boolean; outgoing: Outgoing & NewMessage };

/**
 * What rows are made of. `gaps` are the seqs that are missing; `firstNew` is the seq of the first unread message, if there is one.
 */
export type TimelineContent = {
  messages: readonly Message[];
  /** The notices between these messages. */
  notices: readonly Notice[];
  gaps: readonly Range[];
  outgoing: readonly (Outgoing & NewMessage)[];
  self: string;
  firstNew: number | undefined;
  /** A time whose day needs no divider, as it is displayed above. */
  day?: string | undefined;
};

/** The rows of a part of a timeline. A message has the key of the outgoing message that it replaces. */
export function rowsOf({ messages, notices, gaps, outgoing, self, firstNew, day: shown }: TimelineContent): Row[] {
  const result: Row[] = [];
  let last: { seq: number; at: string; userId: string } | undefined;
  let next = 0;
  const addDay = (at: string, key: number | string) => {
    const before = last?.at ?? shown;
    const day = before === undefined || dayOf(before) !== dayOf(at);
    if (day) result.push({ kind: 'day', key: `day-${dayOf(at)}-${key}`, at });
    return day;
  };
  const addNotices = (before: number) => {
    for (let notice = notices[next]; notice && notice.seq < before; notice = notices[++next]) {
      addDay(notice.timestamp, notice.seq);
      result.push({ kind: 'notice', key: notice.id, notice });
      last = { seq: notice.seq, at: notice.timestamp, userId: '' };
    }
  };
  for (const message of messages) {
    const { seq, id, userId, timestamp } = message;
    addNotices(seq);
    const before = last;
    const gap = before && gaps.some(({ from }) => from > before.seq && from < seq);
    if (gap) result.push({ kind: 'gap', key: `gap-${seq}` });
    const day = addDay(timestamp, seq);
    const isNew = seq === firstNew;
    if (isNew) result.push({ kind: 'new', key: 'new' });
    const startsGroup = day || isNew || gap === true || !before || !isSameGroup(before, timestamp, userId);
    result.push({ kind: 'message', key: id, startsGroup, own: userId === self, message });
    last = { seq, at: timestamp, userId };
  }
  addNotices(Number.POSITIVE_INFINITY);
  for (const one of outgoing) {
    const day = addDay(one.at, one.id);
    const startsGroup = day || !last || !isSameGroup(last, one.at, self);
    result.push({ kind: 'outgoing', key: one.id, startsGroup, outgoing: one });
    last = { seq: Number.POSITIVE_INFINITY, at: one.at, userId: self };
  }
  return result;
}

/**
 * The seq of the first message of another user after the one up to which the channel was read. It is known once everything from there
 * on is loaded: `from` is the first seq that is.
 */
export function firstUnread(
  messages: readonly Message[],
  { newAfter, from, self }: { newAfter: number | undefined; from: number | undefined; self: string },
): number | undefined {
  if (newAfter === undefined || from === undefined || from > newAfter + 1) return undefined;
  return messages.find(({ seq, userId }) => seq > newAfter && userId !== self)?.seq;
}

function isSameGroup(before: { at: string; userId: string }, at: string, userId: string): boolean {
  return before.userId === userId && Math.abs(Date.parse(at) - Date.parse(before.at)) < GROUP_MS;
}

// The reader's own day, not UTC's.
function dayOf(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
