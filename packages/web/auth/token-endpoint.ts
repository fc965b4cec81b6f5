// Requests for tokens: to the token endpoint of the sign-in (RFC 6749), and for guests to the HTTP API.
import { ROUTES } from '@parley/chat';
import type { SignIn } from '../config.ts';
import { WebError } from '../errors.ts';
import { t } from '../i18n/index.ts';
import { parseTokens, type Tokens } from './tokens.ts';

/** The routes of the HTTP API for guests. */
type GuestRoute = 'createGuest' | 'refreshGuest' | 'deleteGuest';

export type TokenEndpointDeps = { signIn: SignIn; fetch: typeof fetch };

/** Where tokens are requested, refreshed and revoked. Rejections are `sign-in-refused`; what may be tried again is retryable. */
export class TokenEndpoint {
  readonly #deps: TokenEndpointDeps;

  constructor(deps: TokenEndpointDeps) {
    this.#deps = deps;
  }

  /** Redeems the code with which the sign-in page has returned. */
  redeem(grant: { code: string; redirect_uri: string; code_verifier: string }): Promise<Tokens> {
    return this.#requestTokens({ grant_type: 'authorization_code', ...grant });
  }

  /** Creates a guest, and returns the guest's tokens. */
  createGuest(): Promise<Tokens> {
    return this.#request(...this.#guestRequest('createGuest', {}));
  }

  /** New tokens for a refresh token. */
  refresh(refresh: string, isGuest: boolean): Promise<Tokens> {
    if (isGuest) return this.#request(...this.#guestRequest('refreshGuest', { refresh_token: refresh }), refresh);
    return this.#requestTokens({ grant_type: 'refresh_token', refresh_token: refresh }, refresh);
  }

  /** Revokes a refresh token; a guest's account is deleted with it. */
  async revoke(refresh: string, isGuest: boolean): Promise<void> {
    const { signIn, fetch: fetching } = this.#deps;
    if (isGuest) {
      const [address, init] = this.#guestRequest('deleteGuest', { refresh_token: refresh });
      await fetching(address, { method: 'POST', ...init });
    } else if (signIn.revoke !== undefined) {
      const body = new URLSearchParams({ token: refresh, client_id: signIn.clientId });
      // The page is being left meanwhile.
      await fetching(signIn.revoke, { method: 'POST', body, keepalive: true });
    }
  }

  #requestTokens(grant: Record<string, string>, oldRefresh?: string): Promise<Tokens> {
    const { token, clientId } = this.#deps.signIn;
    return this.#request(token, { body: new URLSearchParams({ ...grant, client_id: clientId }) }, oldRefresh);
  }

  #guestRequest(route: GuestRoute, body: object): [address: string, init: RequestInit] {
    const { guests } = this.#deps.signIn;
    if (guests === undefined) throw refused(t.guestsOff);
    return [
      guests + ROUTES[route].path,
      { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    ];
  }

  async #request(address: string, init: RequestInit, oldRefresh?: string): Promise<Tokens> {
    let response: Response;
    let answer: unknown;
    try {
      response = await this.#deps.fetch(address, { method: 'POST', ...init });
      answer = await response.json().catch(() => undefined);
    } catch (cause) {
      throw new WebError('unreachable', t.signInUnreachable, { cause });
    }
    if (response.ok) return parseTokens(answer, oldRefresh);
    if (response.status >= 500 || response.status === 429)
      throw new WebError('failing', t.signInFailed(response.status));
    const { error, message, error_description: words = message } = (answer ?? {}) as Record<string, unknown>;
    throw refused(typeof words === 'string' ? words : t.signInRejected(String(error ?? response.status)));
  }
}

/** The error of a sign-in that was rejected. */
export function refused(message: string): WebError {
  return new WebError('sign-in-refused', message);
}
