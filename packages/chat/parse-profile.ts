// Reads profiles: those of responses, and the request bodies about them.
import { ChatError } from './errors.ts';
import { parseString } from './fields.ts';
import { parseUserId } from './members.ts';
import { parseStatus } from './parse-status.ts';
import { parsePicture } from './picture.ts';
import { DISPLAY_NAME_MAX, PROFILES_MAX, type Profile, type ProfileChange } from './profile.ts';
import { hasControlCharacters, hasVisibleContent } from './visible-text.ts';

/** Reads the body of `PATCH /users/me`. */
export function parseProfileChange(input: unknown): ProfileChange {
  const fields = typeof input === 'object' && input !== null && !Array.isArray(input) ? Object.entries(input) : [];
  if (fields.length === 0 || fields.some(([field]) => !FIELDS.has(field)))
    throw new ChatError('bad-request', 'The body must be a JSON object with displayName, picture or status.');
  const { displayName, picture, status } = Object.fromEntries(fields);
  return {
    ...(displayName !== undefined && { displayName: displayName === null ? null : parseDisplayName(displayName) }),
    ...(picture !== undefined && { picture: picture === null ? null : parsePicture(picture) }),
    ...(status !== undefined && { status: status === null ? null : parseStatus(status) }),
  };
}

const FIELDS: ReadonlySet<string> = new Set(['displayName', 'picture', 'status']);

/** Reads a display name. Spaces at its ends are removed, and repeated spaces become one. */
export function parseDisplayName(input: unknown): string {
  const text = parseString('displayName', input);
  if (!text.isWellFormed() || hasControlCharacters(text))
    throw new ChatError('bad-request', 'displayName: contains a character that cannot be displayed. Type it again.');
  const line = text.trim().replace(/\s+/gu, ' ');
  // Normalization sorts combining marks, which takes quadratic time; a longer text cannot become short enough.
  const name = line.length > UNNORMALIZED_MAX ? line : line.normalize('NFC');
  if (!hasVisibleContent(name)) throw new ChatError('bad-request', 'displayName: contains no visible character.');
  const { length } = [...name];
  if (length > DISPLAY_NAME_MAX)
    throw new ChatError('bad-request', `displayName: has ${length} characters; the limit is ${DISPLAY_NAME_MAX}.`);
  return name;
}

/** Reads the body of `POST /users/profiles`, `{ userIds }`. */
export function parseProfilesQuery(input: unknown): string[] {
  const { userIds } = Object(input) as Record<string, unknown>;
  if (!Array.isArray(userIds) || userIds.length === 0 || userIds.length > PROFILES_MAX)
    throw new ChatError('bad-request', `userIds: must be a list of 1 to ${PROFILES_MAX} user ids.`);
  return [...new Set(userIds.map(parseUserId))];
}

/** Reads a profile of a response. */
export function parseProfile(input: unknown): Profile {
  const { userId, displayName, picture, status } = Object(input) as Record<string, unknown>;
  return {
    userId: parseUserId(userId),
    ...(displayName !== undefined && { displayName: parseDisplayName(displayName) }),
    ...(picture !== undefined && { picture: parsePicture(picture) }),
    ...(status !== undefined && { status: parseStatus(status) }),
  };
}

/** Canonical decomposition turns one code point into four at most (UAX #15, 12.1), each of at most two UTF-16 units. */
const UNNORMALIZED_MAX = DISPLAY_NAME_MAX * 4 * 2;
