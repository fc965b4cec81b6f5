// The user of a verified access token, and of a request.

/**
 * The user of a verified access token, never of a body. `requestedName` is the name that the issuer gives: it may be that of
 * another user, empty or very long, so it is neither stored nor shown. `groups` are those of the user pool. `issuedAt` is the time of the
 * token in milliseconds, where it matters.
 */
export type TokenUser = { userId: string; requestedName: string; groups: readonly string[]; issuedAt?: number };

/** A user with the username that others see: unique, and the same since the first visit (`Members.identify`). */
export type AuthenticatedUser = TokenUser & { username: string };

/** The group of the users who own the default channels. */
export const OWNERS = 'owners';

/** The group of the users without an account. */
export const GUESTS = 'guests';

/** How long a guest exists: as long as the refresh token of the guest's one sign-in is valid. */
export const GUEST_DAYS = 30;

/** Whether a user has no account. */
export function isGuest({ groups }: Pick<TokenUser, 'groups'>): boolean {
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
 * The name that an issuer gives to a user: `username` of a user pool's access token, which is unique; `preferred_username` or `name`
 * of another issuer, if the token has them, which need not be (OpenID Connect Core 1.0, 5.7); and `sub` otherwise.
 */
export function requestedNameOf(claims: Readonly<Record<string, unknown>>): string {
  return `${claims['username'] ?? claims['preferred_username'] ?? claims['name'] ?? claims['sub']}`;
}
