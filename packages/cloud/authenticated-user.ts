// The user of a verified access token. Runs in Lambda; `usernameOf` on AppSync (APPSYNC_JS) too.

/** Who says or reads something: from the verified token, never from a body. `groups` are the person's in the user pool. */
export type AuthenticatedUser = { userId: string; username: string; groups: readonly string[] };

/** The group of those who own the channels that everybody is in. */
export const OWNERS = 'owners';

/** The group of those who came in without an account. */
export const GUESTS = 'guests';

/** How long somebody stays a guest: as long as the refresh token of their one sign-in lives. */
export const GUEST_DAYS = 30;

/** Whether somebody is here without an account of their own. */
export function isGuest({ groups }: AuthenticatedUser): boolean {
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

/**
 * The name by which others call somebody: `username` of a user pool's access token; of another issuer `preferred_username` or
 * `name`, if it gives them, and the `sub` if not. It has no blanks, so that a message can call it.
 */
export function usernameOf(claims: Readonly<Record<string, unknown>>): string {
  const name = claims['username'] ?? claims['preferred_username'] ?? claims['name'] ?? claims['sub'];
  return `${name}`.split(' ').join('-');
}
