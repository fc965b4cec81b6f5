// An entry: one numbered thing that happened in a channel, and the form in which it travels.
import { ChatError } from './errors.ts';

/**
 * One entry of a channel's log.
 *
 * `seq` counts 1, 2, 3, … without holes and is the one order; `timestamp` (ISO 8601, UTC) is for people to read.
 * `sender` is who said it for good (the token's `sub`), `username` how that person was called then.
 */
export type Entry = {
  channel: string;
  seq: number;
  id: string;
  kind: 'message';
  timestamp: string;
  username: string;
  sender: string;
  message: string;
};

/** Writes an entry as the log keeps it and the pipe copies it: JSON in base64, which no template and no JSON can break. */
export function encodeWire(entry: Entry): string {
  const bytes = new TextEncoder().encode(JSON.stringify(entry));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Reads an entry back from the form that the log keeps. */
export function parseWire(wire: unknown): Entry {
  if (typeof wire !== 'string') throw new ChatError('bad-request', 'wire: a base64 text is needed.');
  const bytes = Uint8Array.from(atob(wire), (character) => character.charCodeAt(0));
  return parseEntry(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
}

/** Reads an entry that came from outside: a page of history, or an event. */
export function parseEntry(input: unknown): Entry {
  if (typeof input !== 'object' || input === null) throw new ChatError('bad-request', 'An entry must be an object.');
  const { channel, seq, id, kind, timestamp, username, sender, message } = input as Record<string, unknown>;
  if (!Number.isSafeInteger(seq) || (seq as number) < 1)
    throw new ChatError('bad-request', 'seq: a whole number from 1 on.');
  if (kind !== 'message') throw new ChatError('bad-request', `kind: ${JSON.stringify(kind)} is not known.`);
  return {
    channel: text('channel', channel),
    seq: seq as number,
    id: text('id', id),
    kind,
    timestamp: text('timestamp', timestamp),
    username: text('username', username),
    sender: text('sender', sender),
    message: text('message', message),
  };
}

function text(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new ChatError('bad-request', `${name}: a text is needed.`);
  return value;
}
