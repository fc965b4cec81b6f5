// The channel paths of AppSync Events, for entries of the log and for signals, and the signals themselves.
import { ChatError } from './errors.ts';

/** A user is typing in a channel. The namespace's `onPublish` handler adds the user's identity. Signals are not stored. */
export type TypingSignal = { kind: 'typing'; username: string; userId: string };

/** A user's read cursor has moved on another device. The `onPublish` handler accepts it only from that user. */
export type ReadCursorSignal = {
  kind: 'read';
  channel: string;
  readSeq: number;
  readCount: number;
  readVersion?: number;
};

/** Another user has added the user to a channel: the only signal that others may publish on a user's path. */
export type ChannelAddedSignal = { kind: 'channel-added'; userId: string };

/**
 * What a hint is about: a mention, the user's membership or role in a channel, a conversation, a removal, a report, the sign-out of all
 * devices, that another page displays whether the user is online, a reply in a thread that the user follows, or what the user has saved.
 */
export type HintTopic = (typeof HINT_TOPICS)[number];

/**
 * Something about the user has changed in a channel: the server publishes it to all pages of the user, also in channels to which they
 * do not subscribe. It may be lost, repeated or late: a page asks the server what is true. `seq` is that of a mention, or of the root
 * of a thread that the user follows.
 */
export type Hint = { kind: 'hint'; about: HintTopic; channel: string; seq?: number };

/** The part of a path that names a channel in an epoch: `general`, and `general/2` after two removals of members. */
export function channelSegments(channel: string, epoch: number): string {
  return epoch === 0 ? channel : `${channel}/${epoch}`;
}

/** The path on which the entries of a channel's log are broadcast during an epoch. */
export function logPath(channel: string, epoch = 0): string {
  return `/serverlesschat/channels/${channelSegments(channel, epoch)}`;
}

/** The path on which members publish signals during the same epoch. */
export function signalPath(channel: string, epoch = 0): string {
  return `/signals/channels/${channelSegments(channel, epoch)}`;
}

/** The path of one user's signals, which only the user's own devices subscribe to. */
export function userPath(userId: string): string {
  return `/signals/users/${userId}`;
}

/** The path of the hints for all owners of the chat. */
export const OWNERS_PATH = '/signals/groups/owners';

/** Reads a hint of the server; one of a later version is about nothing that this version knows. */
export function parseHint(input: unknown): Hint {
  const { kind, about, channel, seq } = (input ?? {}) as Record<string, unknown>;
  if (kind !== 'hint' || !isHintTopic(about) || typeof channel !== 'string')
    throw new ChatError('bad-request', 'A hint must have kind, about and channel.');
  return { kind, about, channel, ...((about === 'mention' || about === 'thread') && { seq: Number(seq) || 0 }) };
}

const HINT_TOPICS = [
  'mention',
  'membership',
  'conversation',
  'removal',
  'report',
  'sign-out',
  'presence',
  'thread',
  'saved',
] as const;

function isHintTopic(about: unknown): about is HintTopic {
  return HINT_TOPICS.includes(about as HintTopic);
}

/** Reads a signal of another device of the same user. */
export function parseReadCursorSignal(input: unknown): ReadCursorSignal {
  const { kind, channel, readSeq, readCount, readVersion } = (input ?? {}) as Record<string, unknown>;
  if (
    kind !== 'read' ||
    typeof channel !== 'string' ||
    !Number.isSafeInteger(readSeq) ||
    !Number.isSafeInteger(readCount) ||
    !(readVersion === undefined || Number.isSafeInteger(readVersion))
  )
    throw new ChatError('bad-request', 'A read signal must have kind, channel, readSeq and readCount.');
  return {
    kind,
    channel,
    readSeq: readSeq as number,
    readCount: readCount as number,
    ...(readVersion !== undefined && { readVersion: readVersion as number }),
  };
}

/** Reads a signal of another user. */
export function parseTypingSignal(input: unknown): TypingSignal {
  const { kind, username, userId } = (input ?? {}) as Record<string, unknown>;
  if (kind !== 'typing' || typeof username !== 'string' || typeof userId !== 'string')
    throw new ChatError('bad-request', 'A signal has kind, username and userId.');
  return { kind, username, userId };
}
