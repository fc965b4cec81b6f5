// Profiles: the display name, the picture and the status that a user has chosen, in addition to the username of the sign-in.
import type { Status } from './status.ts';

/** The longest display name, in Unicode code points. */
export const DISPLAY_NAME_MAX = 50;

/** The most profiles of one request: as many as DynamoDB returns in one response (BatchGetItem). */
export const PROFILES_MAX = 100;

/** A user's profile. Users who have chosen nothing are displayed by username and initials. Display names are not unique; `userId` is. */
export type Profile = { userId: string; displayName?: string; picture?: string; status?: Status };

/** The body of `PATCH /users/me`; null removes a value. */
export type ProfileChange = { displayName?: string | null; picture?: string | null; status?: Status | null };
