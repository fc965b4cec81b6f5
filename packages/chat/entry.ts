// An entry: one numbered thing that happened in a channel, and the form in which it travels.
import { ChatError } from './errors.ts';
import type { User } from './members.ts';

/**
 * What every entry of a channel's log has.
 *
 * `seq` counts 1, 2, 3, … without holes and is the one order; `timestamp` (ISO 8601, UTC) is for people to read.
 * `userId` is who did it for good (the token's `sub`), `username` how that person was called then. `count` is how many
 * messages the channel has up to this entry, so that unread messages are a difference and nobody counts edits.
 */
export type EntryBase = {
  channel: string;
  seq: number;
  id: string;
  timestamp: string;
  username: string;
  userId: string;
  count: number;
};

/** Who reacted with what. `userIds` in the order in which they did. */
export type Reactions = { emoji: string; userIds: string[] };

/**
 * Somebody said something. Read from the log, it is as it stands now: `changedSeq` is the seq of the newest entry that is worked
 * into it, `edited` says that the words are not the first ones, `deleted` that they are gone (`message` is then empty).
 */
export type Message = EntryBase & {
  kind: 'message';
  message: string;
  changedSeq?: number;
  edited?: true;
  deleted?: true;
  reactions?: Reactions[];
};

/** Other words for a message, from whoever said it. `target` is the message's seq. */
export type Edit = EntryBase & { kind: 'edit'; target: number; message: string };

/** A message is taken back. */
export type Deletion = EntryBase & { kind: 'deletion'; target: number };

/** Somebody reacts to a message with an emoji, or (`on` is false) no longer does. */
export type Reaction = EntryBase & { kind: 'reaction'; target: number; emoji: string; on: boolean };

/** What a notice can be about. */
export type NoticeType =
  | 'joined'
  | 'left'
  | 'removed'
  | 'banned'
  | 'role'
  | 'renamed'
  | 'topic'
  | 'archived'
  | 'restored'
  | 'slow';

/**
 * The channel itself, or who is in it, changed. `userId` did it, to `user` if to anybody; `value` is the new title, topic, role
 * or seconds. From the entry after this one on, a channel with a new `epoch` is heard on that epoch's path alone.
 */
export type Notice = EntryBase & { kind: 'notice'; notice: NoticeType; user?: User; value?: string; epoch?: number };

/**
 * Something that nothing is shown for, but that has its place in the order: from a later version of Parley, or in the log an
 * edit whose words were replaced or deleted since.
 */
export type Other = EntryBase & { kind: 'other'; epoch?: number };

/** One entry of a channel's log. */
export type Entry = Message | Edit | Deletion | Reaction | Notice | Other;

/** Writes an entry as the log keeps it and the pipe copies it: JSON in base64, which no template and no JSON can break. */
export function encodePayload(entry: Entry): string {
  const bytes = new TextEncoder().encode(JSON.stringify(entry));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Reads an entry back from the form that the log keeps. */
export function parsePayload(payload: unknown): Entry {
  if (typeof payload !== 'string') throw new ChatError('bad-request', 'payload: a base64 text is needed.');
  const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
  return parseEntry(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
}

/** Reads an entry that came from outside: a page of history, or an event. */
export function parseEntry(input: unknown): Entry {
  if (typeof input !== 'object' || input === null) throw new ChatError('bad-request', 'An entry must be an object.');
  const fields = input as Record<string, unknown>;
  const base = parseBase(fields);
  switch (fields['kind']) {
    case 'message':
      return { ...base, kind: 'message', message: text('message', fields['message']), ...parseState(fields) };
    case 'edit':
      return {
        ...base,
        kind: 'edit',
        target: seqOf('target', fields['target']),
        message: text('message', fields['message']),
      };
    case 'deletion':
      return { ...base, kind: 'deletion', target: seqOf('target', fields['target']) };
    case 'reaction':
      return {
        ...base,
        kind: 'reaction',
        target: seqOf('target', fields['target']),
        emoji: text('emoji', fields['emoji']),
        on: fields['on'] === true,
      };
    case 'notice':
      return parseNotice(base, fields);
    default:
      text('kind', fields['kind']);
      return { ...base, kind: 'other' };
  }
}

const NOTICES: ReadonlySet<unknown> = new Set<NoticeType>([
  'joined',
  'left',
  'removed',
  'banned',
  'role',
  'renamed',
  'topic',
  'archived',
  'restored',
  'slow',
]);

// A notice of a later version has its place in the order, and its epoch: without that the channel would fall silent.
function parseNotice(base: EntryBase, { notice, user, value, epoch }: Record<string, unknown>): Notice | Other {
  const moved = epoch !== undefined && { epoch: whole('epoch', epoch, 1) };
  if (!NOTICES.has(notice)) return { ...base, kind: 'other', ...moved };
  return {
    ...base,
    kind: 'notice',
    notice: notice as NoticeType,
    ...(user !== undefined && { user: parseUser(user) }),
    ...(value !== undefined && { value: text('value', value) }),
    ...moved,
  };
}

function parseUser(input: unknown): User {
  const { userId, username } = (input ?? {}) as Record<string, unknown>;
  return { userId: text('userId', userId), username: text('username', username) };
}

function parseBase({ channel, seq, id, timestamp, username, userId, count }: Record<string, unknown>): EntryBase {
  const number = seqOf('seq', seq);
  return {
    channel: text('channel', channel),
    seq: number,
    id: text('id', id),
    timestamp: text('timestamp', timestamp),
    username: text('username', username),
    userId: text('userId', userId),
    // A log without counts holds messages only, so that each one's number is its seq.
    count: count === undefined ? number : whole('count', count, 0),
  };
}

function parseState({ changedSeq, edited, deleted, reactions }: Record<string, unknown>) {
  return {
    ...(changedSeq !== undefined && { changedSeq: seqOf('changedSeq', changedSeq) }),
    ...(edited === true && { edited: true as const }),
    ...(deleted === true && { deleted: true as const }),
    ...(Array.isArray(reactions) && { reactions: reactions.map(parseReactions) }),
  };
}

function parseReactions(input: unknown): Reactions {
  const { emoji, userIds } = (input ?? {}) as Record<string, unknown>;
  if (!Array.isArray(userIds)) throw new ChatError('bad-request', 'reactions: a list of userIds is needed.');
  return { emoji: text('emoji', emoji), userIds: userIds.map((userId) => text('userIds', userId)) };
}

function seqOf(name: string, value: unknown): number {
  return whole(name, value, 1);
}

function whole(name: string, value: unknown, least: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw new ChatError('bad-request', `${name}: a whole number from ${least} on.`);
  return value as number;
}

function text(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new ChatError('bad-request', `${name}: a text is needed.`);
  return value;
}
