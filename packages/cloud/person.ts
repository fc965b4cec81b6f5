// Who asks.

/** Who says or reads something: from the verified token, never from a body. `groups` are the person's in the user pool. */
export type Person = { sub: string; username: string; groups: readonly string[] };

/** The group of those who own the channels that everybody is in. */
export const OWNERS = 'owners';

/** The group of those who came in without an account. */
export const GUESTS = 'guests';

/** How long somebody stays a guest: as long as the refresh token of their one sign-in lives. */
export const GUEST_DAYS = 30;

/** Whether somebody is here without an account of their own. */
export function isGuest({ groups }: Person): boolean {
  return groups.includes(GUESTS);
}

/**
 * Reads a token's groups. An HTTP API hands a list over as one text, `[guests owners]`; a group's name has no spaces (Cognito API
 * reference, CreateGroup), so nobody can be in one by the name of another.
 */
export function parseGroups(claim: unknown): string[] {
  const names = Array.isArray(claim)
    ? claim.map(String)
    : String(claim ?? '')
        .replace(/^\[|\]$/g, '')
        .split(/\s+/);
  return names.filter((name) => name !== '');
}
