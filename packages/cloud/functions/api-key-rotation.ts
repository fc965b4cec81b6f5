// The decision about the pipe's API key: whether to keep it, to create its successor, or to set another key in the connection.
import { createHash } from 'node:crypto';
import { CONNECTION_DESCRIPTION, PIPE_KEY_DESCRIPTION } from '../environment.ts';

/** A key of the Event API, as ListApiKeys returns it: its id is the key itself. `expires` in seconds since 1970. */
export type ApiKey = { id: string; expires: number; description?: string | undefined };

/** A connection, as DescribeConnection returns it. */
export type ConnectionState = { state: string; description?: string | undefined; authorizedAt?: Date | undefined };

/** The next step of the rotation. */
export type RotationStep =
  /** The connection has a valid key. The obsolete keys were created here and are no longer used: delete them. */
  | { action: 'none'; obsolete: readonly ApiKey[] }
  /** Create a key. It is not used before the next run: AWS does not say how soon all of AppSync accepts a new key. */
  | { action: 'create' }
  /** Set a key in the connection: this one, or a new one. */
  | { action: 'set'; key: ApiKey | undefined };

/** The lifetime of a key that is created here: AWS's longest (AppSync API reference, CreateApiKey). */
export const KEY_LIFETIME_MS = 365 * 24 * 3_600_000;

/** A key is rotated this long before it expires, which leaves time to find out why a rotation fails. */
export const ROTATE_BEFORE_MS = 30 * 24 * 3_600_000;

/** How old a new key must be before it is used, and how long an old one is kept: requests in flight take 5 s. */
export const SETTLE_MS = 10 * 60_000;

/** A connection that is de-authorized again this soon is not changed at once, which could repeat without end. */
export const REAUTHORIZE_AFTER_MS = 60_000;

/**
 * How long the key of an earlier template is kept after another one was set: a deploy that fails is rolled back to it. CloudFormation leaves
 * it to this function (events.construct.ts).
 */
export const ROLLBACK_MS = 24 * 3_600_000;

const CREATED_PREFIX = `${PIPE_KEY_DESCRIPTION}; created `;

/** Decides the next step for a connection and the keys of its API. */
export function nextStep(connection: ConnectionState, allKeys: readonly ApiKey[], now: number): RotationStep {
  const keys = allKeys.filter(({ description }) => description?.startsWith(PIPE_KEY_DESCRIPTION));
  const isValid = (key: ApiKey, forMs = 0) => key.expires * 1_000 > now + forMs;
  const current = keyOf(connection, keys);
  const sinceAuthorizedMs = now - (connection.authorizedAt?.getTime() ?? 0);

  if (connection.state === 'DEAUTHORIZED') {
    // A negative time: the clock has been set back.
    if (sinceAuthorizedMs >= 0 && sinceAuthorizedMs < REAUTHORIZE_AFTER_MS)
      throw new Error(
        `The connection was de-authorized ${Math.round(sinceAuthorizedMs / 1_000)} s after its last authorization; the next run re-authorizes it.`,
      );
    return { action: 'set', key: current && isValid(current) ? current : latest(keys.filter((key) => isValid(key))) };
  }
  // The connection is changing its state; the next run decides.
  if (connection.state !== 'AUTHORIZED') return { action: 'none', obsolete: [] };
  if (current && isValid(current, ROTATE_BEFORE_MS)) {
    const isSettled = sinceAuthorizedMs >= SETTLE_MS;
    const deployed = latest(keys.filter((key) => !isCreatedHere(key)));
    const isObsolete = (key: ApiKey) =>
      isCreatedHere(key) ? isSettledKey(key, now) : key !== deployed && sinceAuthorizedMs >= ROLLBACK_MS;
    return { action: 'none', obsolete: keys.filter((key) => key !== current && isSettled && isObsolete(key)) };
  }
  const successor = latest(keys.filter((key) => isValid(key, ROTATE_BEFORE_MS)));
  // An expired key fails with the next message, so its successor is used at once.
  if (!current || !isValid(current)) return { action: 'set', key: successor };
  if (!successor) return { action: 'create' };
  return isSettledKey(successor, now) ? { action: 'set', key: successor } : { action: 'none', obsolete: [] };
}

/** The description of a key that is created here. */
export function createdKeyDescription(now: number): string {
  return `${CREATED_PREFIX}${new Date(now).toISOString()}`;
}

/** The description of a connection with a key: it identifies the key without containing it. */
export function connectionDescription(key: Pick<ApiKey, 'id'>): string {
  return `${CONNECTION_DESCRIPTION} (${fingerprint(key)})`;
}

/**
 * The key of a connection. A deploy sets the template's key, with the template's description, which has no fingerprint. After a deploy that
 * created another key there are two keys of templates; the one that expires later counts.
 */
function keyOf({ description = '' }: ConnectionState, keys: readonly ApiKey[]): ApiKey | undefined {
  if (description.includes('(')) return keys.find((key) => description.includes(`(${fingerprint(key)})`));
  return latest(keys.filter((key) => !isCreatedHere(key)));
}

function latest(keys: readonly ApiKey[]): ApiKey | undefined {
  return [...keys].sort((a, b) => b.expires - a.expires)[0];
}

function fingerprint({ id }: Pick<ApiKey, 'id'>): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 8);
}

/** Whether a key was created here, and not by CloudFormation. */
function isCreatedHere({ description }: ApiKey): boolean {
  return description?.startsWith(CREATED_PREFIX) ?? false;
}

/** Whether a key is old enough to be accepted everywhere; one of a template is. */
function isSettledKey(key: ApiKey, now: number): boolean {
  return !isCreatedHere(key) || now - Date.parse(key.description?.slice(CREATED_PREFIX.length) ?? '') >= SETTLE_MS;
}
