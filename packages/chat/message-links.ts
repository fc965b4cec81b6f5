// Links of a message to others of its channel: the message that it quotes, the thread that it belongs to, the replies in its own thread.
import { parseInteger, parseString, parseStrings } from './fields.ts';

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
export function parseLinks(fields: Record<string, unknown>): MessageLinks {
  const links: Record<string, unknown> = {};
  for (const name of ['replyTo', 'thread', 'threadCount'])
    if (fields[name] !== undefined) links[name] = parseInteger(name, fields[name], { least: 1 });
  if (fields['alsoInChannel'] === true) links['alsoInChannel'] = true;
  if (fields['replies'] !== undefined) links['replies'] = parseReplies(fields['replies']);
  return links;
}

function parseReplies(input: unknown): Replies {
  const { count, last, userIds } = Object(input) as Record<string, unknown>;
  return {
    count: parseInteger('count', count, { least: 1 }),
    last: parseString('last', last),
    userIds: parseStrings('userIds', userIds),
  };
}
