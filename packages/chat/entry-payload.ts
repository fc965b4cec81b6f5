// The encoding of entries in the log and on the wire.
import { type Entry, parseEntry } from './entry.ts';
import { parseString } from './fields.ts';

/** Encodes an entry as the log stores it and the pipe copies it: JSON in base64, which needs no escaping in templates or JSON. */
export function encodePayload(entry: Entry): string {
  const bytes = new TextEncoder().encode(JSON.stringify(entry));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Decodes an entry that the log has stored. */
export function parsePayload(payload: unknown): Entry {
  const bytes = Uint8Array.from(atob(parseString('payload', payload)), (character) => character.charCodeAt(0));
  return parseEntry(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
}
