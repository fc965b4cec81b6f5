// How people are shown to others: the name and the picture that they chose, beside the username that the sign-in gave them.
import { ChatError } from './errors.ts';
import { parseUserId } from './members.ts';
import { parsePicture } from './picture.ts';

/** The longest name, in characters as Unicode counts them. */
export const DISPLAY_NAME_MAX = 50;

/** The most people whose profiles are read at once: as many as DynamoDB gives in one answer (BatchGetItem). */
export const PROFILES_MAX = 100;

/** What somebody chose. Who chose nothing is shown by username and initials. Names are not unique: `userId` says who it is. */
export type Profile = { userId: string; displayName?: string; picture?: string };

/** What `PATCH /users/me` takes; null takes away what was chosen. */
export type ProfileChange = { displayName?: string | null; picture?: string | null };

/** Reads a change of one's own profile. */
export function parseProfileChange(input: unknown): ProfileChange {
  const fields = typeof input === 'object' && input !== null && !Array.isArray(input) ? Object.entries(input) : [];
  if (fields.length === 0 || fields.some(([field]) => field !== 'displayName' && field !== 'picture'))
    throw new ChatError('bad-request', 'The body must be a JSON object with displayName, picture or both.');
  const { displayName, picture } = Object.fromEntries(fields);
  return {
    ...(displayName !== undefined && { displayName: displayName === null ? null : parseDisplayName(displayName) }),
    ...(picture !== undefined && { picture: picture === null ? null : parsePicture(picture) }),
  };
}

/** Reads a name that people see. Blanks at its ends are cut off, and several in a row become one. */
export function parseDisplayName(input: unknown): string {
  if (typeof input !== 'string') throw new ChatError('bad-request', 'displayName: a text is needed.');
  if (!input.isWellFormed() || NOT_IN_A_NAME.test(input))
    throw new ChatError('bad-request', 'displayName: it holds a character that cannot be shown. Type it again.');
  const name = input.normalize('NFC').trim().replace(/\s+/gu, ' ');
  if (name.replace(INVISIBLE, '') === '')
    throw new ChatError('bad-request', 'displayName: there is nothing to see in it.');
  const { length } = [...name];
  if (length > DISPLAY_NAME_MAX)
    throw new ChatError(
      'bad-request',
      `displayName: ${length} characters are too long; the longest has ${DISPLAY_NAME_MAX}.`,
    );
  return name;
}

/** Reads whose profiles somebody asks for: `{ userIds }`. */
export function parseProfilesQuery(input: unknown): string[] {
  const { userIds } = Object(input) as Record<string, unknown>;
  if (!Array.isArray(userIds) || userIds.length === 0 || userIds.length > PROFILES_MAX)
    throw new ChatError('bad-request', `userIds: a list of 1 to ${PROFILES_MAX} is needed.`);
  return [...new Set(userIds.map(parseUserId))];
}

/** Reads a profile of an answer. */
export function parseProfile(input: unknown): Profile {
  const { userId, displayName, picture } = Object(input) as Record<string, unknown>;
  return {
    userId: parseUserId(userId),
    ...(displayName !== undefined && { displayName: parseDisplayName(displayName) }),
    ...(picture !== undefined && { picture: parsePicture(picture) }),
  };
}

// Control characters, line breaks, and those that turn the direction of what stands beside them (Unicode Standard Annex 9).
const NOT_IN_A_NAME = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** What takes a place and shows nothing, a blank of Braille among it; in the midst of a name some scripts need them. */
const INVISIBLE = /[\s\p{Default_Ignorable_Code_Point}\u2800]/gu;
