// A channel: a named place where people talk.
import { ChatError } from './errors.ts';
import { DIRECT_MAX, isUserId, oneField, parseSingleLine, type User } from './members.ts';
import type { ChannelKind, EffectiveRole } from './roles.ts';

/**
 * A place where people talk, as `GET /channels` lists it for one reader who is in it. `name` is what it is called for good, in
 * paths and in the log; `title` is what people read, and may change. `effectiveRole` is how the reader stands to it, `mutedUntil`
 * (ISO 8601, UTC) until when the reader may not speak, `participants` who is in a direct conversation. `slowModeSeconds` is how long each
 * person waits between two messages, 0 when not at all. `epoch` counts how often somebody was taken out of it; it is part of the
 * path on which the channel is heard.
 *
 * `reports` counts the reports that nobody has settled yet, for those who may see them alone.
 *
 * `head` is the seq of its newest entry and `count` its messages, 0 when empty; `readSeq` and `readCount` are the same of the newest
 * entry that the reader has seen on any device. `mentions` are the messages after it that call the reader by name.
 */
export type Channel = {
  name: string;
  kind: ChannelKind;
  title: string;
  topic: string;
  archived: boolean;
  slowModeSeconds: number;
  epoch: number;
  effectiveRole: EffectiveRole;
  mutedUntil?: string;
  participants?: User[];
  reports?: number;
  head: number;
  count: number;
  readSeq: number;
  readCount: number;
  mentions: number;
};

/** A public channel that the reader is not in. */
export type JoinableChannel = { name: string; title: string; topic: string; members: number };

/** What `POST /channels` takes. A private channel and a direct conversation get their name from the server. */
export type NewChannel =
  | { kind: 'public'; name: string; topic: string }
  | { kind: 'private'; title: string; topic: string }
  | { kind: 'direct'; userIds: string[] };

/** What `PATCH /channels/{channel}` takes, one at a time. */
export type ChannelChange = { title: string } | { topic: string } | { archived: boolean } | { slowModeSeconds: number };

/** The longest title and topic, in UTF-16 units. */
export const TITLE_MAX = 80;
export const TOPIC_MAX = 250;

/** The longest that slow mode lets people wait: an hour. */
export const SLOW_MODE_SECONDS_MAX = 3_600;

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

/** Reads what `POST /channels` takes; `{ name }` alone is a public channel. */
export function parseNewChannel(input: unknown): NewChannel {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new ChatError('bad-request', 'The body must be a JSON object with kind, and name, title or userIds.');
  const { kind = 'public', name, title, topic = '', userIds } = input as Record<string, unknown>;
  switch (kind) {
    case 'public':
      return { kind, name: parseChannelName(name), topic: parseTopic(topic) };
    case 'private':
      return { kind, title: parseSingleLine('title', title, TITLE_MAX), topic: parseTopic(topic) };
    case 'direct':
      return { kind, userIds: parseUserIds(userIds) };
    default:
      throw new ChatError('bad-request', 'kind: one of public, private, direct.');
  }
}

/** Reads what `PATCH /channels/{channel}` takes. */
export function parseChannelChange(input: unknown): ChannelChange {
  const [name, value] = oneField(input, ['title', 'topic', 'archived', 'slowModeSeconds']);
  switch (name) {
    case 'title':
      return { title: parseSingleLine(name, value, TITLE_MAX) };
    case 'topic':
      return { topic: parseTopic(value) };
    case 'archived':
      if (typeof value !== 'boolean') throw new ChatError('bad-request', 'archived: true or false.');
      return { archived: value };
    default:
      if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > SLOW_MODE_SECONDS_MAX)
        throw new ChatError('bad-request', `slowModeSeconds: a whole number from 0 to ${SLOW_MODE_SECONDS_MAX}.`);
      return { slowModeSeconds: value as number };
  }
}

// A channel may do without a topic.
function parseTopic(input: unknown): string {
  return input === '' ? '' : parseSingleLine('topic', input, TOPIC_MAX);
}

function parseUserIds(input: unknown): string[] {
  const userIds = Array.isArray(input) ? [...new Set(input as unknown[])] : [];
  if (userIds.length < 1 || userIds.length >= DIRECT_MAX || !userIds.every(isUserId))
    throw new ChatError('bad-request', `userIds: 1 to ${DIRECT_MAX - 1} other users, each by userId.`);
  return userIds;
}
