// The rows of unread mentions: one for each message and mentioned member, among the user's own rows, until it is read.
import { userPartition } from './member-rows.ts';

/** The prefix of the sort keys of mentions. */
export const MENTION_PREFIX = 'mention#';

/** The row of a mention. The seq has as many digits as the largest one, so that the keys are in numerical order. */
export function mentionKey(userId: string, channel: string, seq: number) {
  return { pk: userPartition(userId), sk: `${MENTION_PREFIX}${channel}#${String(seq).padStart(16, '0')}` };
}

/** A sort key after those of the mentions in a channel, and before those of the next one: the colon follows the digits. */
export function afterMentions(channel: string): string {
  return `${MENTION_PREFIX}${channel}#:`;
}

/** The channel and the message of a mention. */
export function parseMentionKey(sk: string): { channel: string; seq: number } {
  const [, channel = '', seq = ''] = sk.split('#');
  return { channel, seq: Number(seq) };
}
