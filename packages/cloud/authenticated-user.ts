// The user of a verified access token. Runs in Lambda; `usernameOf` on AppSync (APPSYNC_JS), too.

/** A user, from the verified token and never from a body. `groups` are the user's groups in the user pool. */
export type AuthenticatedUser = { userId: string; username: string; groups: readonly string[] };

/** The group of the users who own the default channels. */
export const OWNERS = 'owners';

/** The group of the users without an account. */
export const GUESTS = 'guests';

/** How long a guest exists: as long as the refresh token of the guest's one sign-in is valid. */
export const GUEST_DAYS = 30;

/** Whether a user has no account. */
export function isGuest({ groups }: AuthenticatedUser): boolean {
  return groups.includes(GUESTS);
}

/**
 * Reads a token's groups. An HTTP API passes a list on as one string, `[guests owners]`. Names of groups contain no spaces (Cognito
 * API reference, CreateGroup), so the name of one group cannot contain that of another.
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
 * A user's name, which others see: `username` of a user pool's access token; `preferred_username` or `name` of another issuer, if
 * the token has them, and `sub` otherwise. Spaces are replaced, so that a message can mention it.
 */
export function usernameOf(claims: Readonly<Record<string, unknown>>): string {
  const name = claims['username'] ?? claims['preferred_username'] ?? claims['name'] ?? claims['sub'];
  return `${name}`.split(' ').join('-');
}
