// The credentials of the WebSocket handshake.
import { WireError } from './errors.ts';

/** The subprotocol that client and server agree on. */
export const SUBPROTOCOL = 'aws-appsync-event-ws';

const CREDENTIALS = 'header-';

/** Credentials as header fields: `host` and `x-api-key`, or `host` and `Authorization`. */
export type Authorization = Readonly<Record<string, string>>;

/**
 * Encodes credentials as a subprotocol, since a browser cannot set headers on a WebSocket.
 *
 * @example
 * new WebSocket(url, [SUBPROTOCOL, encodeCredentials({ host: 'example.com', 'x-api-key': 'da2-…' })])
 */
export function encodeCredentials(authorization: Authorization): string {
  const bytes = new TextEncoder().encode(JSON.stringify(authorization));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return CREDENTIALS + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Parses the credentials of an offered subprotocol; returns undefined for any other subprotocol. */
export function parseCredentials(subprotocol: string): Authorization | undefined {
  if (!subprotocol.startsWith(CREDENTIALS)) return undefined;
  try {
    const base64 = subprotocol.slice(CREDENTIALS.length).replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return parseAuthorization(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new WireError('bad-credentials', `${CREDENTIALS}… must hold a JSON object of header fields in base64url.`, {
      cause,
    });
  }
}

/** Parses header fields. Names become lower case, since clients differ in their case; values other than strings are left out. */
export function parseAuthorization(input: unknown): Authorization {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new WireError('bad-credentials', 'authorization must be an object of header fields.');
  // Without a prototype, so that a field name of the client has no special meaning.
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(input)) {
    if (typeof value === 'string') fields[name.toLowerCase()] = value;
  }
  return fields;
}
