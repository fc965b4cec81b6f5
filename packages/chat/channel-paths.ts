// Where a channel is heard: its path on AppSync, one for the log's events and one for signals.
import { ChatError } from './errors.ts';

/** What need not last: somebody is typing. Stamped with the sender's identity by the namespace's `onPublish` handler. */
export type TypingSignal = { kind: 'typing'; username: string; userId: string };

/** What one of a person's devices tells the others: a channel is read up to there. Its `onPublish` lets nobody else say it. */
export type ReadCursorSignal = { kind: 'read'; channel: string; readSeq: number; readCount: number };

/** What a signal to a person's own path may tell from somebody else: there is a channel that this person was put into. */
export type ChannelAddedSignal = { kind: 'channel-added'; userId: string };

/** The part of a path that is one channel in one epoch: `general`, and `general/2` after somebody was taken out of it twice. */
export function channelSegments(channel: string, epoch: number): string {
  return epoch === 0 ? channel : `${channel}/${epoch}`;
}

/** The path on which the entries of a channel's log are broadcast while it is in an epoch. */
export function logPath(channel: string, epoch = 0): string {
  return `/serverlesschat/channels/${channelSegments(channel, epoch)}`;
}

/** The path on which people's browsers tell each other what need not last, in the same epoch. */
export function signalPath(channel: string, epoch = 0): string {
  return `/signals/channels/${channelSegments(channel, epoch)}`;
}

/** The path on which a person's own devices tell each other what need not last; `userId` is the token's `sub`. */
export function userPath(userId: string): string {
  return `/signals/users/${userId}`;
}

/** Reads what another device of the same person told. */
export function parseReadCursorSignal(input: unknown): ReadCursorSignal {
  const { kind, channel, readSeq, readCount } = (input ?? {}) as Record<string, unknown>;
  if (
    kind !== 'read' ||
    typeof channel !== 'string' ||
    !Number.isSafeInteger(readSeq) ||
    !Number.isSafeInteger(readCount)
  )
    throw new ChatError('bad-request', 'A read signal has kind, channel, readSeq and readCount.');
  return { kind, channel, readSeq: readSeq as number, readCount: readCount as number };
}

/** Reads a signal that came from another browser. */
export function parseTypingSignal(input: unknown): TypingSignal {
  const { kind, username, userId } = (input ?? {}) as Record<string, unknown>;
  if (kind !== 'typing' || typeof username !== 'string' || typeof userId !== 'string')
    throw new ChatError('bad-request', 'A signal has kind, username and userId.');
  return { kind, username, userId };
}
