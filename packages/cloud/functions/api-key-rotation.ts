// The pipe's key: which one its connection holds, when another one takes its place, and which one mends a connection.
import { createHash } from 'node:crypto';

/** A key of the Event API as ListApiKeys tells it: its id is the key itself. `expires` in seconds since 1970. */
export type Key = { id: string; expires: number; description?: string | undefined };

/** A connection as DescribeConnection tells it. */
export type ConnectionAsItIs = { state: string; description?: string | undefined; authorizedAt?: Date | undefined };

/** What is to be done now. */
export type Step =
  /** All is well; these keys were made here and nobody uses them any more. */
  | { does: 'nothing'; forget: readonly Key[] }
  /** Makes a key, which rests until the next time: AWS does not say how soon all of AppSync knows a new key. */
  | { does: 'make' }
  /** Puts a key into the connection: this one, or a new one. */
  | { does: 'give'; key: Key | undefined };

/** The header that carries the key (AppSync developer guide, API_KEY authorization). */
export const KEY_HEADER = 'x-api-key';

/** What the description of a key of the pipe begins with. Other keys of the API are not touched, and not used. */
export const KEY_OF_PIPE = 'The pipe publishes with it';

/** What the description of the connection begins with. */
export const CONNECTION_OF_PIPE = 'AppSync Events, with the key of the pipe';

/** How long a key made here lives: AWS's longest (AppSync API reference, CreateApiKey). */
export const LIFE_MS = 365 * 24 * 3_600_000;

/** A key is renewed so long before it dies; people have as long to see why that fails. */
export const RENEW_BEFORE_MS = 30 * 24 * 3_600_000;

/** How long a new key is known before it is used, and an old one before it is deleted: calls under way take 5 s. */
export const REST_MS = 10 * 60_000;

/** A connection that is refused again so soon is not mended at once: that would go round in circles. */
export const NOT_AGAIN_WITHIN_MS = 60_000;

const MADE = `${KEY_OF_PIPE}; made `;

/** Decides what to do for a connection and the keys of its API. */
export function nextStep(connection: ConnectionAsItIs, all: readonly Key[], now: number): Step {
  const keys = all.filter(({ description }) => description?.startsWith(KEY_OF_PIPE));
  const lives = (key: Key, stillMs = 0) => key.expires * 1_000 > now + stillMs;
  const last = (some: readonly Key[]) => [...some].sort((a, b) => b.expires - a.expires)[0];
  const held = keyIn(connection, keys);

  if (connection.state === 'DEAUTHORIZED') {
    const since = now - (connection.authorizedAt?.getTime() ?? 0);
    if (since < NOT_AGAIN_WITHIN_MS)
      throw new Error(`The connection was refused ${Math.round(since / 1_000)} s after it was put back; it waits.`);
    return { does: 'give', key: held && lives(held) ? held : last(keys.filter((key) => lives(key))) };
  }
  // On its way from one state to another; the next time tells.
  if (connection.state !== 'AUTHORIZED') return { does: 'nothing', forget: [] };
  if (held && lives(held, RENEW_BEFORE_MS)) {
    const settled = now - (connection.authorizedAt?.getTime() ?? 0) >= REST_MS;
    const forget = keys.filter((key) => key !== held && settled && isMade(key) && hasRested(key, now));
    return { does: 'nothing', forget };
  }
  const fresh = last(keys.filter((key) => lives(key, RENEW_BEFORE_MS)));
  // A key that is dead already is missed with the next message: no time for a rest.
  if (!held || !lives(held)) return { does: 'give', key: fresh };
  if (!fresh) return { does: 'make' };
  return hasRested(fresh, now) ? { does: 'give', key: fresh } : { does: 'nothing', forget: [] };
}

/** The description of a key that is made here. */
export function keyMade(now: number): string {
  return `${MADE}${new Date(now).toISOString()}`;
}

/** The description of a connection that holds a key: it tells which one, and not the key. */
export function connectionWith(key: Pick<Key, 'id'>): string {
  return `${CONNECTION_OF_PIPE} (${markOf(key)})`;
}

/**
 * The key that a connection holds. A deploy puts the template's key in, and the template's description, which has no mark;
 * of two keys of templates, as there are while a deploy runs, the younger one counts.
 */
function keyIn({ description = '' }: ConnectionAsItIs, keys: readonly Key[]): Key | undefined {
  if (description.includes('(')) return keys.find((key) => description.includes(`(${markOf(key)})`));
  const ofTemplate = keys.filter((key) => !isMade(key));
  return ofTemplate.sort((a, b) => b.expires - a.expires)[0];
}

function markOf({ id }: Pick<Key, 'id'>): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 8);
}

/** Whether a key was made here; one of a template is CloudFormation's to delete. */
function isMade({ description }: Key): boolean {
  return description?.startsWith(MADE) ?? false;
}

/** Whether a key is known for long enough; one of a template is. */
function hasRested(key: Key, now: number): boolean {
  return !isMade(key) || now - Date.parse(key.description?.slice(MADE.length) ?? '') >= REST_MS;
}
