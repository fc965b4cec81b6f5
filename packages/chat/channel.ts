// A channel: a named place where people talk.
import { ChatError } from './errors.ts';

/**
 * A place where people talk, as `GET /channels` lists it for one reader. `head` is the seq of its newest entry and `count` its
 * messages, 0 when empty; `read` and `readCount` are the same of the newest entry that the reader has seen on any device.
 * `mentions` are the messages after it that call the reader by name.
 */
export type Channel = {
  name: string;
  head: number;
  count: number;
  read: number;
  readCount: number;
  mentions: number;
};

/** The messages of a channel that its reader has not seen: a difference, so nobody writes anything for each message. */
export function unread({ count, readCount }: Pick<Channel, 'count' | 'readCount'>): number {
  return Math.max(0, count - readCount);
}

/** The channels that exist from the first start on. */
export const DEFAULT_CHANNELS: readonly string[] = ['general', 'random', 'tech'];

/** One segment of an AppSync channel path holds 50 characters: docs.aws.amazon.com/appsync, event-api-websocket-protocol. */
export const CHANNEL_NAME_MAX = 50;

const CHANNEL_NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** Reads a channel's name: 1 to 50 of `a-z`, `0-9` and `-`, not beginning or ending with `-`. */
export function parseChannelName(input: unknown): string {
  if (typeof input !== 'string' || input.length === 0) throw new ChatError('bad-channel', 'A channel needs a name.');
  if (input.length > CHANNEL_NAME_MAX)
    throw new ChatError(
      'bad-channel',
      `The name is ${input.length} characters long; a channel's has at most ${CHANNEL_NAME_MAX}.`,
    );
  if (!CHANNEL_NAME.test(input))
    throw new ChatError(
      'bad-channel',
      `${JSON.stringify(input)} is not a channel's name: use a-z, 0-9 and -, with a letter or digit first and last.`,
    );
  return input;
}

/** Reads what `POST /channels` takes: `{ name }`. */
export function parseNewChannel(input: unknown): string {
  if (typeof input !== 'object' || input === null)
    throw new ChatError('bad-request', 'The body must be a JSON object with name.');
  return parseChannelName((input as Record<string, unknown>).name);
}
