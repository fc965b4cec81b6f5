// Presence: whether a user is active, and the question of a page that displays users, which also says that its own user is active.
import { ChatError } from './errors.ts';
import { parseBoolean, parseSingleField } from './fields.ts';
import { parseUserId } from './members.ts';

/** What is displayed of a user who was active a short time ago. Of all others nothing is displayed. */
export type Presence = 'online' | 'away';

/** The most users of one question: more rows than a screen has. */
export const PRESENCE_USERS_MAX = 40;

/** How long after the last sign of activity a user counts as online: a page sends one with each sync, at least every ten minutes. */
export const ONLINE_MS = 12 * 60_000;

/** How long after it a user counts as away, and then as offline. */
export const AWAY_MS = 30 * 60_000;

/** The users on a page's screen, and whether the page's own user is active. */
export type PresenceQuery = { userIds: readonly string[]; active: boolean };

/**
 * The answer: users who are online or away, without those of whom nothing may be known, and whether another page displays the asking user,
 * so that signs of activity are stored. `pending` when pages of users were asked to answer, which takes a moment; `hidden` when the user, or the operator, has switched presence off.
 */
export type PresenceAnswer = {
  users: Readonly<Record<string, Presence>>;
  wanted: boolean;
  pending?: true;
  hidden?: true;
};

/** The presence of a user who was last active at a time, in milliseconds. */
export function presenceAt(activeAt: number, now: number): Presence | undefined {
  const ageMs = now - activeAt;
  if (ageMs < ONLINE_MS) return 'online';
  return ageMs < AWAY_MS ? 'away' : undefined;
}

/** Reads the body of `PUT /users/me/presence`: whether the user is shown to others, and others to the user. */
export function parsePresenceChange(input: unknown): { shown: boolean } {
  return { shown: parseBoolean(...parseSingleField(input, ['shown'])) };
}

/** Reads a question: `{ userIds: ['…'], active: true }`. */
export function parsePresenceQuery(input: unknown): PresenceQuery {
  const { userIds, active = false } = Object(input) as Record<string, unknown>;
  if (!Array.isArray(userIds) || userIds.length > PRESENCE_USERS_MAX || typeof active !== 'boolean')
    throw new ChatError(
      'bad-request',
      `presence: must be { userIds, active } with a list of at most ${PRESENCE_USERS_MAX} user ids.`,
    );
  return { userIds: [...new Set(userIds.map(parseUserId))], active };
}
