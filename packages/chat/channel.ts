// Channels: their fields, their names, and the request bodies that create and change them.
import { ChatError } from './errors.ts';
import { parseBoolean, parseInteger, parseSingleField, parseSingleLine } from './fields.ts';
import { DIRECT_MAX, isUserId, type User } from './members.ts';
import type { ChannelKind, EffectiveRole } from './roles.ts';

/**
 * A channel, as `GET /channels` returns it to a member. `name` never changes and is used in paths and in the log; `title` is
 * displayed, and may change. `effectiveRole` is the member's, who is muted until `mutedUntil` (ISO 8601, UTC); `participants` are
 * those of a direct conversation. `slowModeSeconds` is the interval between two messages or edits of one user, 0 when slow mode is off.
 * Messages expire after `retentionDays`, never if that is 0 or missing; all entries up to `expiredSeq` have.
 * `epoch` counts the removals of members; it is part of the path on which the channel is broadcast.
 *
 * `reports` counts the unsettled reports, and exists only for members who may view them.
 *
 * `head` is the seq of the newest entry and `count` the number of messages, 0 when empty; `readSeq` and `readCount` are the same of
 * the member's read cursor, and `readVersion` its version, if the member has marked messages as unread. `mentions` counts the
 * messages after the cursor that mention the member. `pins` counts the pinned messages, if the channel has ever had one.
 */
export type Channel = {
  name: string;
  kind: ChannelKind;
  title: string;
  topic: string;
  archived: boolean;
  slowModeSeconds: number;
  retentionDays?: number;
  expiredSeq?: number;
  epoch: number;
  effectiveRole: EffectiveRole;
  mutedUntil?: string;
  participants?: User[];
  reports?: number;
  head: number;
  count: number;
  readSeq: number;
  readCount: number;
  readVersion?: number;
  mentions: number;
  pins?: number;
  typing: boolean;
  mayMentionEveryone?: true;
};

/** A public channel of which the user is not a member. */
export type JoinableChannel = { name: string; title: string; topic: string; members: number };

/** The body of `POST /channels`. The server chooses the names of private channels and direct conversations. */
export type NewChannel =
  | { kind: 'public'; name: string; title?: string; topic: string }
  | { kind: 'private'; title: string; topic: string }
  | { kind: 'direct'; userIds: string[] };

/** The body of `PATCH /channels/{channel}`, one change at a time. */
export type ChannelChange =
  | { title: string }
  | { topic: string }
  | { archived: boolean }
  | { slowModeSeconds: number }
  | { retentionDays: number };

/** The longest title and topic, in UTF-16 units. */
export const TITLE_MAX = 80;
export const TOPIC_MAX = 250;

/** The longest interval of slow mode: an hour. */
export const SLOW_MODE_SECONDS_MAX = 3_600;

/** The longest time that messages can be kept, if not forever, in days: ten years. */
export const RETENTION_DAYS_MAX = 3_650;

/** The channels that exist from the start, and of which all users are members. */
export const DEFAULT_CHANNELS: readonly string[] = ['general', 'random', 'tech'];

/** One segment of an AppSync channel path holds 50 characters: docs.aws.amazon.com/appsync, event-api-websocket-protocol. */
export const CHANNEL_NAME_MAX = 50;

const CHANNEL_NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** Reads a channel name: 1 to 50 of `a-z`, `0-9` and `-`, not beginning or ending with `-`. */
export function parseChannelName(input: unknown): string {
  if (typeof input !== 'string' || input.length === 0)
    throw new ChatError('bad-channel', 'A channel must have a name.');
  if (input.length > CHANNEL_NAME_MAX)
    throw new ChatError('bad-channel', `The name has ${input.length} characters; the limit is ${CHANNEL_NAME_MAX}.`);
  if (!CHANNEL_NAME.test(input))
    throw new ChatError(
      'bad-channel',
      'Use lowercase letters, digits and hyphens in the name, with a letter or digit first and last.',
    );
  return input;
}

/** Reads the body of `POST /channels`; `{ name }` alone creates a public channel, whose title is its name. */
export function parseNewChannel(input: unknown): NewChannel {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new ChatError('bad-request', 'The body must be a JSON object with kind, and name, title or userIds.');
  const { kind = 'public', name, title, topic = '', userIds } = input as Record<string, unknown>;
  switch (kind) {
    case 'public':
      return {
        kind,
        name: parseChannelName(name),
        ...(title !== undefined && { title: parseTitle(title) }),
        topic: parseTopic(topic),
      };
    case 'private':
      return { kind, title: parseTitle(title), topic: parseTopic(topic) };
    case 'direct':
      return { kind, userIds: parseUserIds(userIds) };
    default:
      throw new ChatError('bad-request', 'kind: must be public, private or direct.');
  }
}

/** Reads the body of `PATCH /channels/{channel}`. */
export function parseChannelChange(input: unknown): ChannelChange {
  const [name, value] = parseSingleField(input, ['title', 'topic', 'archived', 'slowModeSeconds', 'retentionDays']);
  switch (name) {
    case 'title':
      return { title: parseTitle(value) };
    case 'topic':
      return { topic: parseTopic(value) };
    case 'archived':
      return { archived: parseBoolean(name, value) };
    case 'retentionDays':
      return { retentionDays: parseInteger(name, value, { least: 0, most: RETENTION_DAYS_MAX }) };
    default:
      return { slowModeSeconds: parseInteger(name, value, { least: 0, most: SLOW_MODE_SECONDS_MAX }) };
  }
}

function parseTitle(input: unknown): string {
  return parseSingleLine('title', input, TITLE_MAX);
}

// A topic may be empty.
function parseTopic(input: unknown): string {
  return input === '' ? '' : parseSingleLine('topic', input, TOPIC_MAX);
}

function parseUserIds(input: unknown): string[] {
  const userIds = Array.isArray(input) ? [...new Set(input as unknown[])] : [];
  if (userIds.length < 1 || userIds.length >= DIRECT_MAX || !userIds.every(isUserId))
    throw new ChatError('bad-request', `userIds: must be a list of the ids of 1 to ${DIRECT_MAX - 1} other users.`);
  return userIds;
}
