// Links of a message to others of its channel: the message that it quotes, the thread that it belongs to, the replies in its own thread.
import { ChatError } from './errors.ts';
import { parseInteger, parseString } from './fields.ts';

/**
 * The thread of a message. `count` is the number of its replies, those that were deleted included, `last` the time of the newest one,
 * and `userIds` are the authors of the newest ones, each once, the newest author last.
 */
export type Replies = { count: number; last: string; userIds: string[] };

/**
 * What a message may have. `replyTo` is the seq of the message that it quotes. A reply in a thread has the seq of the root as `thread`,
 * and as `threadCount` its number in the thread: 1, 2, 3, … without gaps. It is displayed in the channel, and counted there, only if
 * `alsoInChannel`. `replies` are those of a root.
 */
export type MessageLinks = {
  replyTo?: number;
  thread?: number;
  threadCount?: number;
  alsoInChannel?: true;
  replies?: Replies;
};

/** The links that the author of a new message chooses. */
export type NewLinks = Pick<MessageLinks, 'replyTo' | 'thread' | 'alsoInChannel'>;

/** The fields of new links. */
export const NEW_LINKS = ['replyTo', 'thread', 'alsoInChannel'] as const;

/** The most authors that a root names. */
export const REPLY_AUTHORS_MAX = 5;

/** Whether a message is displayed in its channel and counted there. */
export function isInChannel({ thread, alsoInChannel }: Pick<MessageLinks, 'thread' | 'alsoInChannel'>): boolean {
  return thread === undefined || alsoInChannel === true;
}

/** Reads the links of a stored message. */
export function parseLinks({
  replyTo,
  thread,
  threadCount,
  alsoInChannel,
  replies,
}: Record<string, unknown>): MessageLinks {
  return {
    ...(replyTo !== undefined && { replyTo: parseSeq('replyTo', replyTo) }),
    ...(thread !== undefined && {
      thread: parseSeq('thread', thread),
      threadCount: parseSeq('threadCount', threadCount),
      ...(alsoInChannel === true && { alsoInChannel }),
    }),
    ...(replies !== undefined && { replies: parseReplies(replies) }),
  };
}

/** Reads the links of a new message. */
export function parseNewLinks({ replyTo, thread, alsoInChannel, everyone }: Record<string, unknown>): NewLinks {
  if (alsoInChannel !== undefined && (alsoInChannel !== true || thread === undefined))
    throw new ChatError('bad-request', 'alsoInChannel: must be true, in a message with thread, or missing.');
  if (everyone !== undefined && thread !== undefined)
    throw new ChatError('bad-request', 'everyone: a reply in a thread mentions only users by name.');
  return {
    ...(replyTo !== undefined && { replyTo: parseSeq('replyTo', replyTo) }),
    ...(thread !== undefined && { thread: parseSeq('thread', thread) }),
    ...(alsoInChannel === true && { alsoInChannel }),
  };
}

function parseReplies(input: unknown): Replies {
  const { count, last, userIds } = (input ?? {}) as Record<string, unknown>;
  if (!Array.isArray(userIds)) throw new ChatError('bad-request', 'replies: must have a list of userIds.');
  return {
    count: parseSeq('count', count),
    last: parseString('last', last),
    userIds: userIds.map((userId) => parseString('userIds', userId)),
  };
}

function parseSeq(name: string, input: unknown): number {
  return parseInteger(name, input, { least: 1 });
}
