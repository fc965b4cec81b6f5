// Entries: the numbered events of a channel's log.
import { ChatError } from './errors.ts';
import { EVERYONE, type Everyone } from './everyone.ts';
import { parseEpoch, parseInteger, parseString, parseStrings } from './fields.ts';
import { type FileReference, parseFileReferences } from './files.ts';
import type { User } from './members.ts';
import { type MessageLinks, parseLinks } from './message-links.ts';
import { type PinChange, type PinCount, type PinMark, parsePin, parsePinCount, parsePinMark } from './pins.ts';

/**
 * The fields of every entry of a channel's log.
 *
 * `seq` is 1, 2, 3, … without gaps and is the only order; `timestamp` (ISO 8601, UTC) is for display. `userId` is the author (the
 * token's `sub`), `username` the author's name at that time. `count` is the number of messages of the channel up to this entry, without
 * those that are only in a thread, so that the unread count is a difference and does not include edits.
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

/** The users who have reacted with an emoji, in the order of their reactions. */
export type Reactions = { emoji: string; userIds: string[] };

/**
 * A message. Read from the log, it is in its current state: `changedSeq` is the seq of the newest change that is applied to it,
 * `edited` means that the text is not the original one, but that of `editedAt`, `deleted` that it was deleted (`message` is then empty), `expired` that its time was over.
 * A message with `files` may have no text. `noPreviews` means that its author has removed the previews of its links. `everyone` is whom it mentions beside the users whom it names, `strangers` are the names in it that mention no member.
 */
export type Message = EntryBase &
  MessageLinks & {
    kind: 'message';
    message: string;
    files?: FileReference[];
    changedSeq?: number;
    edited?: true;
    editedAt?: string;
    deleted?: true;
    noPreviews?: true;
    expired?: true;
    everyone?: Everyone;
    strangers?: string[];
    reactions?: Reactions[];
    pinned?: PinMark;
  };

/**
 * A new text of a message, by its author. `target` is the message's seq. `noPreviews` removes the previews of its links, for good; with the
 * text that the message has, nothing else is changed.
 */
export type Edit = EntryBase & {
  kind: 'edit';
  target: number;
  message: string;
  strangers?: string[];
  noPreviews?: true;
};

/** The deletion of a message, with the number of pinned messages if it was one of them. */
export type Deletion = EntryBase & PinCount & { kind: 'deletion'; target: number };

/** A user adds a reaction to a message or, if `on` is false, removes it. */
export type Reaction = EntryBase & { kind: 'reaction'; target: number; emoji: string; on: boolean };

/** A user pins a message or, if `on` is false, unpins it. */
export type Pin = EntryBase & PinChange & PinCount & { kind: 'pin' };

/** The types of notices. */
const NOTICE_TYPES = [
  ...(['joined', 'added', 'left', 'removed', 'banned', 'role'] as const),
  ...(['renamed', 'topic', 'archived', 'restored', 'slow', 'retention'] as const),
];

/** The type of a notice. */
export type NoticeType = (typeof NOTICE_TYPES)[number];

/**
 * A change of the channel or its members, by `userId` and, if it concerns another user, to `user`; `value` is the new title, topic,
 * role, interval or number of days. With a new `epoch`, the entries after this one are broadcast on that epoch's path only.
 */
export type Notice = EntryBase & { kind: 'notice'; notice: NoticeType; user?: User; value?: string; epoch?: number };

/**
 * An entry without content that keeps its position in the log: an entry of a later version of Parley, an edit whose text was
 * replaced or deleted since, or an entry that has expired.
 */
export type Placeholder = EntryBase & { kind: 'other'; epoch?: number; expired?: true };

/** One entry of a channel's log. */
export type Entry = Message | Edit | Deletion | Reaction | Pin | Notice | Placeholder;

/** Reads an entry of a response or an event. */
export function parseEntry(input: unknown): Entry {
  if (typeof input !== 'object' || input === null) throw new ChatError('bad-request', 'An entry must be an object.');
  const fields = input as Record<string, unknown>;
  const base = parseBase(fields);
  switch (fields['kind']) {
    case 'message':
      return { ...base, kind: 'message', message: parseString('message', fields['message']), ...parseState(fields) };
    case 'edit':
      return {
        ...base,
        kind: 'edit',
        target: parseSeqField('target', fields['target']),
        message: parseString('message', fields['message']),
        ...parseStrangers(fields),
        ...parseNoPreviews(fields),
      };
    case 'deletion':
      return { ...base, kind: 'deletion', target: parseSeqField('target', fields['target']), ...parsePinCount(fields) };
    case 'reaction':
      return {
        ...base,
        kind: 'reaction',
        target: parseSeqField('target', fields['target']),
        emoji: parseString('emoji', fields['emoji']),
        on: fields['on'] === true,
      };
    case 'pin':
      return { ...base, kind: 'pin', ...parsePin(fields) };
    case 'notice':
      return parseNotice(base, fields);
    default:
      parseString('kind', fields['kind']);
      return { ...base, kind: 'other', ...parseEpoch(fields), ...(fields['expired'] === true && { expired: true }) };
  }
}

/** Whether a text is the type of a notice. */
export function isNoticeType(input: unknown): input is NoticeType {
  return NOTICES.has(input);
}

const NOTICES: ReadonlySet<unknown> = new Set(NOTICE_TYPES);

// A notice of a later version keeps its position and its epoch: without the epoch the page would not follow the channel's path.
function parseNotice(base: EntryBase, fields: Record<string, unknown>): Notice | Placeholder {
  const [{ notice, user, value }, nextEpoch] = [fields, parseEpoch(fields)];
  if (!NOTICES.has(notice)) return { ...base, kind: 'other', ...nextEpoch };
  return {
    ...base,
    kind: 'notice',
    notice: notice as NoticeType,
    ...(user !== undefined && { user: parseUser(user) }),
    ...(value !== undefined && { value: parseString('value', value) }),
    ...nextEpoch,
  };
}

function parseUser(input: unknown): User {
  const { userId, username } = (input ?? {}) as Record<string, unknown>;
  return { userId: parseString('userId', userId), username: parseString('username', username) };
}

function parseBase({ channel, seq, id, timestamp, username, userId, count }: Record<string, unknown>): EntryBase {
  const number = parseSeqField('seq', seq);
  return {
    channel: parseString('channel', channel),
    seq: number,
    id: parseString('id', id),
    timestamp: parseString('timestamp', timestamp),
    username: parseString('username', username),
    userId: parseString('userId', userId),
    // A log without counts contains only messages, so that each count equals the seq.
    count: count === undefined ? number : parseInteger('count', count, { least: 0 }),
  };
}

function parseStrangers({ strangers }: Record<string, unknown>) {
  return Array.isArray(strangers) && { strangers: parseStrings('strangers', strangers) };
}

function parseNoPreviews({ noPreviews }: Record<string, unknown>) {
  return noPreviews === true && { noPreviews: true as const };
}

function parseState(fields: Record<string, unknown>) {
  const { changedSeq, edited, editedAt, deleted, expired, everyone, reactions } = fields;
  return {
    ...parseStrangers(fields),
    ...parseNoPreviews(fields),
    ...parseFileReferences(fields['files']),
    ...parseLinks(fields),
    ...(EVERYONE.includes(everyone as Everyone) && { everyone: everyone as Everyone }),
    ...(changedSeq !== undefined && { changedSeq: parseSeqField('changedSeq', changedSeq) }),
    ...(edited === true && { edited: true as const }),
    // An edit of an earlier version has no time.
    ...(edited === true && typeof editedAt === 'string' && { editedAt }),
    ...(deleted === true && { deleted: true as const, ...(expired === true && { expired: true as const }) }),
    ...(Array.isArray(reactions) && { reactions: reactions.map(parseReactions) }),
    ...parsePinMark(fields['pinned']),
  };
}

function parseReactions(input: unknown): Reactions {
  const { emoji, userIds } = (input ?? {}) as Record<string, unknown>;
  return { emoji: parseString('emoji', emoji), userIds: parseStrings('userIds', userIds) };
}

function parseSeqField(name: string, input: unknown): number {
  return parseInteger(name, input, { least: 1 });
}
