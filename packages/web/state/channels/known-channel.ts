// What the page knows of one channel, and which of two states of it is the later one.
import { type Channel, isLaterCursor } from '@parley/chat';
import type { ReadPosition } from '../../api/types.ts';

/**
 * `newMentions` are the seqs of messages that mention the user and that no response of the server has counted yet. Up to the seq
 * `settled` everything else is what the server would respond.
 */
export type Known = Channel & { newMentions: readonly number[]; settled: number };

/** Of two states of one channel the later one counts, number by number; title, topic and the like change by entries. */
export function latest(listed: Channel, known: Known | undefined): Known {
  if (!known) return { ...listed, newMentions: [], settled: listed.head };
  const { title, topic, archived, slowModeSeconds, retentionDays = 0 } = listed.head < known.head ? known : listed;
  const channel = {
    ...listed,
    ...{ title, topic, archived, slowModeSeconds, retentionDays, epoch: Math.max(listed.epoch, known.epoch) },
    head: Math.max(listed.head, known.head),
    count: Math.max(listed.count, known.count),
    newMentions: known.newMentions.filter((seq) => seq > listed.head),
    settled: listed.head < known.head ? known.settled : listed.head,
  };
  return isFurther(known, listed) ? withReadCursor(channel, known) : channel;
}

/** Whether a read cursor is further ahead than another, or of a later version. */
export function isFurther(one: ReadPosition, other: ReadPosition): boolean {
  const positionOf = ({ readSeq, readVersion = 0 }: ReadPosition) => ({ seq: readSeq, version: readVersion });
  return isLaterCursor(positionOf(one), positionOf(other));
}

/** The value of `settled` that no head has: the next sync returns the whole channel. */
export const UNSETTLED = -1;

/**
 * A channel with another read cursor. Only the server knows how many of the counted mentions are after it; at the newest entry there
 * are none.
 */
export function withReadCursor(channel: Known, { readSeq, readCount, readVersion = 0 }: ReadPosition): Known {
  const newMentions = channel.newMentions.filter((seq) => seq > readSeq);
  const cursor = { readSeq, readCount, newMentions, ...(readVersion > 0 && { readVersion }) };
  if (readSeq >= channel.head) return { ...channel, ...cursor, mentions: 0 };
  const isMark = readVersion !== (channel.readVersion ?? 0);
  const settled = channel.mentions === 0 && !isMark ? channel.settled : UNSETTLED;
  return { ...channel, ...cursor, settled };
}
