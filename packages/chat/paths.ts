// Where a channel is heard: its path on AppSync, one for the log's events and one for signals.
import { ChatError } from './errors.ts';

/** What need not last: somebody is typing. Stamped with the sender's identity by the namespace's `onPublish` handler. */
export type Signal = { kind: 'typing'; username: string; sender: string };

/** The path on which the entries of a channel's log are broadcast. */
export function logPath(channel: string): string {
  return `/serverlesschat/channels/${channel}`;
}

/** The path on which people's browsers tell each other what need not last. */
export function signalPath(channel: string): string {
  return `/signals/channels/${channel}`;
}

/** Reads a signal that came from another browser. */
export function parseSignal(input: unknown): Signal {
  const { kind, username, sender } = (input ?? {}) as Record<string, unknown>;
  if (kind !== 'typing' || typeof username !== 'string' || typeof sender !== 'string')
    throw new ChatError('bad-request', 'A signal has kind, username and sender.');
  return { kind, username, sender };
}
