// The session: sign-in by redirect, a valid token for each request, sign-out.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { SignIn } from '../config.ts';
import { WebError } from '../errors.ts';
import { t } from '../i18n/index.ts';
import { newProof, randomToken } from './pkce.ts';
import { refused, TokenEndpoint } from './token-endpoint.ts';
import { parseStoredTokens, type SessionUser, type Tokens } from './tokens.ts';

export type { SessionUser } from './tokens.ts';

/**
 * A token that expires sooner than this is refreshed first: long enough for a slow request to arrive, and longer than the two
 * minutes before its expiry in which the client opens a new connection.
 */
export const RENEW_BEFORE_MS = 3 * 60_000;

const TOKENS_KEY = 'parley.tokens';
const PENDING_KEY = 'parley.pending';
const LOCK = 'parley.tokens';

/** What a session is given of the browser. `home` is the address to which the sign-in returns. */
export type SessionDeps = {
  signIn: SignIn;
  home: string;
  /** Keeps the tokens for all tabs of the browser, until the user signs out. */
  storage: KeyValueStorage;
  /** Keeps a sign-in that this tab has begun. */
  tabStorage: KeyValueStorage;
  /** Calls back when another tab has changed the `storage`. */
  onStorageChange: (changed: () => void) => void;
  /** Runs work in one tab at a time: a refresh token may be good for one use only. */
  locks: Pick<LockManager, 'request'> | undefined;
  fetch: typeof fetch;
  now: () => number;
  go: (address: string) => void;
};

type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The sign-in of this browser, as all its tabs share it. */
export class Session {
  readonly #deps: SessionDeps;
  readonly #endpoint: TokenEndpoint;
  readonly #user = signal<SessionUser | undefined>(undefined);
  readonly #ended = signal<string | undefined>(undefined);
  #tokens: Tokens | undefined;
  #refreshing: Promise<string> | undefined;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#endpoint = new TokenEndpoint(deps);
    this.#adopt(this.#stored());
    deps.onStorageChange(() => this.#storageChanged());
  }

  /** The signed-in user, if any. */
  get user(): ReadonlySignal<SessionUser | undefined> {
    return this.#user;
  }

  /** Why the session has ended, unless the user signed out here. */
  get ended(): ReadonlySignal<string | undefined> {
    return this.#ended;
  }

  /** Redirects to the sign-in page; `hash` (the open channel) is restored on return. */
  async signIn(hash: string): Promise<void> {
    const { signIn, home, tabStorage, go } = this.#deps;
    const { verifier, challenge } = await newProof();
    const state = randomToken(16);
    tabStorage.setItem(PENDING_KEY, JSON.stringify({ state, verifier, hash }));
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: signIn.clientId,
      redirect_uri: home,
      scope: signIn.scope ?? 'openid profile',
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const address = new URL(signIn.authorize);
    for (const [name, value] of query) address.searchParams.set(name, value);
    go(address.href);
  }

  /** Signs in as a guest, without an account. */
  async signInAsGuest(): Promise<void> {
    this.#ended.value = undefined;
    this.#store(await this.#endpoint.createGuest());
  }

  /**
   * Completes a sign-in from the address with which the page was opened. Returns the hash to continue with after a sign-in, and
   * undefined for any other visit.
   */
  async complete(address: string): Promise<string | undefined> {
    const query = new URL(address).searchParams;
    if (!query.has('code') && !query.has('error')) return undefined;
    const { tabStorage } = this.#deps;
    const pending = parsePending(tabStorage.getItem(PENDING_KEY));
    tabStorage.removeItem(PENDING_KEY);
    const error = query.get('error');
    if (error !== null) throw refused(query.get('error_description') ?? t.signInRejected(error));
    // A response that this tab did not request may be an attempt to sign the user in as another one.
    if (!pending || pending.state !== query.get('state')) {
      if (this.#tokens) return pending?.hash ?? '';
      throw refused(t.signInLinkExpired);
    }
    this.#store(
      await this.#endpoint.redeem({
        code: query.get('code') ?? '',
        redirect_uri: this.#deps.home,
        code_verifier: pending.verifier,
      }),
    );
    return pending.hash;
  }

  /** The token for the next request, refreshed when it is about to expire, or when `renew` says that it was rejected. */
  async authorization(renew = false): Promise<{ Authorization: string; expiresAt?: number }> {
    const Authorization = await this.#validToken(renew);
    const expiresAt = this.#tokens?.expiresAt;
    return { Authorization, ...(expiresAt !== undefined && { expiresAt }) };
  }

  /** The same for the HTTP API, as a bearer token. */
  async bearer(renew = false): Promise<{ Authorization: string }> {
    return { Authorization: `Bearer ${await this.#validToken(renew)}` };
  }

  /**
   * Signs out: in all tabs of this browser, and at the sign-in page. The refresh token is revoked, so that it is useless if it is
   * stolen; a guest account is deleted.
   */
  signOut(): void {
    const { signIn, home, go } = this.#deps;
    const { user, refresh } = this.#tokens ?? {};
    this.#store(undefined);
    // Without a network the token expires.
    if (refresh !== undefined) this.#endpoint.revoke(refresh, user?.guest === true).catch(() => undefined);
    // The sign-in page does not know guests.
    if (user?.guest) return;
    if (signIn.logout !== undefined)
      go(`${signIn.logout}?${new URLSearchParams({ client_id: signIn.clientId, logout_uri: home })}`);
  }

  async #validToken(renew: boolean): Promise<string> {
    const tokens = this.#tokens;
    if (!tokens) throw new WebError('signed-out', t.notSignedIn);
    if (!renew && tokens.expiresAt - this.#deps.now() > RENEW_BEFORE_MS) return tokens.access;
    this.#refreshing ??= this.#alone(() => this.#refresh(tokens)).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** Runs work while no other tab of this browser runs such work; at once where the browser has no locks. */
  async #alone(work: () => Promise<string>): Promise<string> {
    const { locks } = this.#deps;
    return locks ? locks.request(LOCK, work) : work();
  }

  async #refresh(old: Tokens): Promise<string> {
    // Another tab may have refreshed them while this one waited, or the user may have signed out.
    const stored = this.#stored();
    if (!stored) throw new WebError('signed-out', t.notSignedIn);
    if (stored.access !== old.access && stored.user.userId === old.user.userId) {
      this.#adopt(stored);
      return stored.access;
    }
    const { refresh, user } = old;
    try {
      if (refresh === undefined) throw refused(t.sessionExpired);
      const tokens = await this.#endpoint.refresh(refresh, user.guest === true);
      // A user who has signed out meanwhile remains signed out.
      if (this.#stored()?.access === old.access) this.#store(tokens);
      return tokens.access;
    } catch (error) {
      if (error instanceof WebError && error.retryable) throw error;
      this.#store(undefined);
      this.#ended.value = t.sessionExpired;
      throw new WebError('signed-out', t.sessionExpired, { cause: error });
    }
  }

  /** Takes over what another tab has done: a refresh, a sign-in, a sign-out. */
  #storageChanged(): void {
    const stored = this.#stored();
    if (stored?.access === this.#tokens?.access) return;
    if (!stored) this.#ended.value = t.signedOutElsewhere;
    this.#adopt(stored);
  }

  #stored(): Tokens | undefined {
    return parseStoredTokens(this.#deps.storage.getItem(TOKENS_KEY));
  }

  #store(tokens: Tokens | undefined): void {
    this.#adopt(tokens);
    if (tokens)
      this.#deps.storage.setItem(TOKENS_KEY, JSON.stringify({ access: tokens.access, refresh: tokens.refresh }));
    else this.#deps.storage.removeItem(TOKENS_KEY);
  }

  #adopt(tokens: Tokens | undefined): void {
    this.#tokens = tokens;
    this.#user.value = tokens?.user;
    if (tokens) this.#ended.value = undefined;
  }
}

function parsePending(text: string | null): { state: string; verifier: string; hash: string } | undefined {
  try {
    const { state, verifier, hash } = JSON.parse(text ?? '');
    return { state: String(state), verifier: String(verifier), hash: String(hash) };
  } catch {
    return undefined;
  }
}
