// The session: signing in by redirect, a token that is fresh whenever one is needed, signing out.
import { ROUTES } from '@parley/chat';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { SignIn } from '../config.ts';
import { WebError } from '../errors.ts';
import * as t from '../i18n/index.ts';
import { newProof, randomWord } from './pkce.ts';
import { type Person, parseKept, parseTokens, type Tokens } from './tokens.ts';

export type { Person } from './tokens.ts';

/**
 * A token that ends sooner than this is renewed first: long enough for a slow request to arrive, and longer than the two
 * minutes before its end in which the client makes a new connection.
 */
export const RENEW_BEFORE_MS = 3 * 60_000;

/** The routes of the HTTP API for guests. */
type GuestRoute = 'createGuest' | 'refreshGuest' | 'deleteGuest';

const KEPT = 'parley.tokens';
const ASKED = 'parley.asked';

/** What the session needs of the browser. `home` is the address to which the sign-in returns. */
export type SessionWorld = {
  signIn: SignIn;
  home: string;
  // Of the tab, not of the browser: two windows may be two people.
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  fetch: typeof fetch;
  now: () => number;
  go: (address: string) => void;
  /** What the tabs of this browser hear of each other. */
  tabs: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>;
};

/** Who is signed in in this tab. */
export class Session {
  readonly #world: SessionWorld;
  readonly #person = signal<Person | undefined>(undefined);
  readonly #ended = signal<string | undefined>(undefined);
  #tokens: Tokens | undefined;
  #renewing: Promise<string> | undefined;

  constructor(world: SessionWorld) {
    this.#world = world;
    this.#keep(parseKept(world.storage.getItem(KEPT)));
    world.tabs.addEventListener('message', ({ data }) => this.#heard(data));
  }

  /** Who is signed in, if anybody is. */
  get person(): ReadonlySignal<Person | undefined> {
    return this.#person;
  }

  /** Why nobody is signed in any longer, if it did not happen on purpose. */
  get ended(): ReadonlySignal<string | undefined> {
    return this.#ended;
  }

  /** Leaves for the sign-in's own page; `hash` (the channel that was open) is there again on return. */
  async begin(hash: string): Promise<void> {
    const { signIn, home, storage, go } = this.#world;
    const { verifier, challenge } = await newProof();
    const state = randomWord(16);
    storage.setItem(ASKED, JSON.stringify({ state, verifier, hash }));
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

  /** Comes in without an account. */
  async enterAsGuest(): Promise<void> {
    this.#ended.value = undefined;
    this.#keep(await this.#askGuests('createGuest', {}));
  }

  /**
   * Takes in the address with which the page was opened. Says with which hash to go on when the sign-in has come back, and
   * undefined when this is an ordinary visit.
   */
  async arrive(address: string): Promise<string | undefined> {
    const query = new URL(address).searchParams;
    if (!query.has('code') && !query.has('error')) return undefined;
    const asked = parseAsked(this.#world.storage.getItem(ASKED));
    this.#world.storage.removeItem(ASKED);
    const error = query.get('error');
    if (error !== null) throw refused(query.get('error_description') ?? t.signInRejected(error));
    // An answer this tab did not ask for may be an attempt to sign a person in as somebody else.
    if (!asked || asked.state !== query.get('state')) {
      if (this.#tokens) return asked?.hash ?? '';
      throw refused(t.signInLinkExpired);
    }
    const code = query.get('code') ?? '';
    const grant = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.#world.home,
      code_verifier: asked.verifier,
    };
    this.#keep(await this.#askTokens(grant));
    return asked.hash;
  }

  /** The token for the next request, renewed when it is about to end, or when `renew` says that it was refused. */
  async authorization(renew = false): Promise<{ Authorization: string; expiresAt?: number }> {
    const Authorization = await this.#fresh(renew);
    const expiresAt = this.#tokens?.expiresAt;
    return { Authorization, ...(expiresAt !== undefined && { expiresAt }) };
  }

  /** The same for the HTTP API, which wants it as a bearer token. */
  async bearer(renew = false): Promise<{ Authorization: string }> {
    return { Authorization: `Bearer ${await this.#fresh(renew)}` };
  }

  /**
   * Signs out: here, in this person's other tabs, and at the sign-in's own page. The refresh token is given back, so that it is
   * good for nobody who finds it; a guest makes room for another one.
   */
  end(): void {
    const { signIn, home, go, tabs } = this.#world;
    const person = this.#forget();
    if (person) tabs.postMessage({ signedOut: person.userId });
    // The sign-in's page does not know a guest.
    if (person?.guest) return;
    if (signIn.logout !== undefined)
      go(`${signIn.logout}?${new URLSearchParams({ client_id: signIn.clientId, logout_uri: home })}`);
  }

  async #fresh(renew: boolean): Promise<string> {
    const tokens = this.#tokens;
    if (!tokens) throw new WebError('signed-out', t.notSignedIn);
    if (!renew && tokens.expiresAt - this.#world.now() > RENEW_BEFORE_MS) return tokens.access;
    this.#renewing ??= this.#renew(tokens).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renew(old: Tokens): Promise<string> {
    const { refresh, person } = old;
    try {
      if (refresh === undefined) throw refused(t.sessionExpired);
      const tokens = await (person.guest
        ? this.#askGuests('refreshGuest', { refresh_token: refresh }, refresh)
        : this.#askTokens({ grant_type: 'refresh_token', refresh_token: refresh }, refresh));
      // Whoever has signed out meanwhile stays out.
      if (this.#tokens === old) this.#keep(tokens);
      return tokens.access;
    } catch (error) {
      if (error instanceof WebError && error.retryable) throw error;
      this.#keep(undefined);
      this.#ended.value = t.sessionExpired;
      throw new WebError('signed-out', t.sessionExpired, { cause: error });
    }
  }

  #askTokens(grant: Record<string, string>, oldRefresh?: string): Promise<Tokens> {
    const { token, clientId } = this.#world.signIn;
    return this.#ask(token, { body: new URLSearchParams({ ...grant, client_id: clientId }) }, oldRefresh);
  }

  #askGuests(route: GuestRoute, body: object, oldRefresh?: string): Promise<Tokens> {
    return this.#ask(...this.#toGuests(route, body), oldRefresh);
  }

  #toGuests(route: GuestRoute, body: object): [address: string, init: RequestInit] {
    const { guests } = this.#world.signIn;
    if (guests === undefined) throw refused(t.guestsOff);
    return [
      guests + ROUTES[route].path,
      { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    ];
  }

  async #ask(address: string, init: RequestInit, oldRefresh: string | undefined): Promise<Tokens> {
    let response: Response;
    let answer: unknown;
    try {
      response = await this.#world.fetch(address, { method: 'POST', ...init });
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

  #heard(data: unknown): void {
    const { signedOut } = Object(data) as { signedOut?: unknown };
    if (signedOut === undefined || signedOut !== this.#tokens?.person.userId) return;
    this.#forget();
    this.#ended.value = t.signedOutElsewhere;
  }

  /** Lets go of the tokens, and gives the refresh token back; each tab has one of its own. Says who has left. */
  #forget(): Person | undefined {
    const { person, refresh } = this.#tokens ?? {};
    this.#keep(undefined);
    // Without a network the token ends by itself.
    if (refresh !== undefined) this.#giveBack(refresh, person?.guest === true).catch(() => undefined);
    return person;
  }

  async #giveBack(refresh: string, guest: boolean): Promise<void> {
    const { signIn, fetch: fetching } = this.#world;
    if (guest) {
      const [address, init] = this.#toGuests('deleteGuest', { refresh_token: refresh });
      await fetching(address, { method: 'POST', ...init });
    } else if (signIn.revoke !== undefined) {
      const body = new URLSearchParams({ token: refresh, client_id: signIn.clientId });
      // The page is left meanwhile.
      await fetching(signIn.revoke, { method: 'POST', body, keepalive: true });
    }
  }

  #keep(tokens: Tokens | undefined): void {
    this.#tokens = tokens;
    this.#person.value = tokens?.person;
    if (tokens) this.#world.storage.setItem(KEPT, JSON.stringify({ access: tokens.access, refresh: tokens.refresh }));
    else this.#world.storage.removeItem(KEPT);
  }
}

function refused(message: string): WebError {
  return new WebError('sign-in-refused', message);
}

function parseAsked(text: string | null): { state: string; verifier: string; hash: string } | undefined {
  try {
    const { state, verifier, hash } = JSON.parse(text ?? '');
    return { state: String(state), verifier: String(verifier), hash: String(hash) };
  } catch {
    return undefined;
  }
}
