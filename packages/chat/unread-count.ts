// The unread count of a channel: a difference of two counts.
import type { Channel } from './channel.ts';

/** The number of unread messages: a difference, so that a new message causes no write for each reader. */
export function unreadCount({ count, readCount }: Pick<Channel, 'count' | 'readCount'>): number {
  return Math.max(0, count - readCount);
}
