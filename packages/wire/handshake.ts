// The handshake: how credentials travel when a WebSocket is opened.
import { WireError } from './errors.ts';

/** The subprotocol that client and server agree on. */
export const SUBPROTOCOL = 'aws-appsync-event-ws';

const CREDENTIALS = 'header-';

/** Credentials as header fields: `host` and `x-api-key`, or `host` and `Authorization`. */
export type Authorization = Readonly<Record<string, string>>;

/**
 * Writes credentials as the subprotocol that carries them, since a browser cannot set headers on a WebSocket.
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

/** Reads the credentials out of an offered subprotocol; nothing when it is another one. */
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

/** Reads header fields: names in lower case, since clients spell them each in their own way; what is not a text is left out. */
export function parseAuthorization(input: unknown): Authorization {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new WireError('bad-credentials', 'authorization: an object of header fields is needed.');
  // Without a prototype, so that no name that a stranger chose means anything.
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(input)) {
    if (typeof value === 'string') fields[name.toLowerCase()] = value;
  }
  return fields;
}
