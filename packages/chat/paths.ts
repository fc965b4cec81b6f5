// Where a channel is heard: its path on AppSync, one for the log's events and one for signals.
import { ChatError } from './errors.ts';

/** What need not last: somebody is typing. Stamped with the sender's identity by the namespace's `onPublish` handler. */
export type Signal = { kind: 'typing'; username: string; sender: string };

/** What one of a person's devices tells the others: a channel is read up to there. Its `onPublish` lets nobody else say it. */
export type ReadSignal = { kind: 'read'; channel: string; read: number; readCount: number };

/** What a signal to a person's own path may tell from somebody else: there is a channel that this person was put into. */
export type ComeSignal = { kind: 'come'; sender: string };

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

/** The path on which a person's own devices tell each other what need not last; `sender` is the token's `sub`. */
export function personPath(sender: string): string {
  return `/signals/people/${sender}`;
}

/** Reads what another device of the same person told. */
export function parseReadSignal(input: unknown): ReadSignal {
  const { kind, channel, read, readCount } = (input ?? {}) as Record<string, unknown>;
  if (kind !== 'read' || typeof channel !== 'string' || !Number.isSafeInteger(read) || !Number.isSafeInteger(readCount))
    throw new ChatError('bad-request', 'A read signal has kind, channel, read and readCount.');
  return { kind, channel, read: read as number, readCount: readCount as number };
}

/** Reads a signal that came from another browser. */
export function parseSignal(input: unknown): Signal {
  const { kind, username, sender } = (input ?? {}) as Record<string, unknown>;
  if (kind !== 'typing' || typeof username !== 'string' || typeof sender !== 'string')
    throw new ChatError('bad-request', 'A signal has kind, username and sender.');
  return { kind, username, sender };
}
