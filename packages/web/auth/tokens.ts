// The tokens of a sign-in, and the user whom they identify.
import { WebError } from '../errors.ts';
import { t } from '../i18n/index.ts';

/** The signed-in user: `userId` is the token's `sub`; `guest` is a user without an account, `owner` one of the chat's owners. */
export type SessionUser = { username: string; userId: string; guest?: true; owner?: true };

/** The tokens of a sign-in. `expiresAt` is in milliseconds since 1970. */
export type Tokens = { access: string; refresh: string | undefined; expiresAt: number; user: SessionUser };

/** Parses the response of the token endpoint; a refresh that returns no new refresh token keeps the old one. */
export function parseTokens(input: unknown, oldRefresh?: string): Tokens {
  const { access_token: access, refresh_token: refresh } = (input ?? {}) as Record<string, unknown>;
  if (typeof access !== 'string') throw invalidToken();
  const { sub, exp, 'cognito:groups': groups, ...names } = claims(access);
  if (typeof sub !== 'string' || typeof exp !== 'number') throw invalidToken();
  return {
    access,
    refresh: typeof refresh === 'string' ? refresh : oldRefresh,
    expiresAt: exp * 1000,
    user: {
      username: usernameOf({ ...names, sub }),
      userId: sub,
      ...(Array.isArray(groups) && groups.includes('guests') && { guest: true }),
      ...(Array.isArray(groups) && groups.includes('owners') && { owner: true }),
    },
  };
}

// The name that the server makes the username of: packages/cloud/authenticated-user.ts. The first sync brings the username.
function usernameOf({ username, preferred_username, name, sub }: Record<string, unknown>): string {
  return String(username ?? preferred_username ?? name ?? sub).replaceAll(' ', '-');
}

/** Parses the stored tokens; undefined when there are none, or none that are valid. */
export function parseStoredTokens(text: string | null): Tokens | undefined {
  try {
    const { access, refresh } = JSON.parse(text ?? '');
    return parseTokens({ access_token: access, refresh_token: refresh });
  } catch {
    return undefined;
  }
}

// The page trusts the token only for what it displays; the server verifies it.
function claims(token: string): Record<string, unknown> {
  try {
    const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(part), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw invalidToken({ cause });
  }
}

function invalidToken(options?: ErrorOptions): WebError {
  return new WebError('sign-in-refused', t.unusableToken, options);
}
