// What the sign-in gives: tokens, and who they say that this is.
import { WebError } from '../errors.ts';
import * as t from '../i18n/index.ts';

/** Who is signed in: `userId` is the token's `sub`, `username` how this person is called; `guest` is one without an account. */
export type Person = { username: string; userId: string; guest?: true };

/** What is kept of a sign-in. `expiresAt` is in milliseconds since 1970. */
export type Tokens = { access: string; refresh: string | undefined; expiresAt: number; person: Person };

/** Reads what the token endpoint answers; a renewal that brings no new refresh token keeps the old one. */
export function parseTokens(input: unknown, oldRefresh?: string): Tokens {
  const { access_token: access, refresh_token: refresh } = (input ?? {}) as Record<string, unknown>;
  if (typeof access !== 'string') throw strange();
  const { sub, exp, 'cognito:groups': groups, ...names } = claims(access);
  if (typeof sub !== 'string' || typeof exp !== 'number') throw strange();
  return {
    access,
    refresh: typeof refresh === 'string' ? refresh : oldRefresh,
    expiresAt: exp * 1000,
    person: {
      username: usernameOf({ ...names, sub }),
      userId: sub,
      ...(Array.isArray(groups) && groups.includes('guests') && { guest: true }),
    },
  };
}

// As the server calls this person: packages/cloud/authenticated-user.ts.
function usernameOf({ username, preferred_username, name, sub }: Record<string, unknown>): string {
  return String(username ?? preferred_username ?? name ?? sub).replaceAll(' ', '-');
}

/** Reads what was kept; undefined when there is nothing, or nothing that can be used. */
export function parseKept(text: string | null): Tokens | undefined {
  try {
    const { access, refresh } = JSON.parse(text ?? '');
    return parseTokens({ access_token: access, refresh_token: refresh });
  } catch {
    return undefined;
  }
}

// The page believes the token only for what it shows; the server verifies it.
function claims(token: string): Record<string, unknown> {
  try {
    const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(part), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw strange({ cause });
  }
}

function strange(options?: ErrorOptions): WebError {
  return new WebError('sign-in-refused', t.unusableToken, options);
}
