// The keys that an OpenID Connect issuer publishes: how AppSync and HTTP APIs verify its tokens.
import type { JSONWebKeySet } from 'jose';
import type { Clock } from '../clock.ts';
import type { Endpoints } from '../http/endpoints.ts';

/** How long the issuer's answer is waited for. */
const ANSWER_MS = 5000;

/** How soon the keys may be asked for again when a token names one that is not there. */
const AGAIN_MS = 30_000;

type Needs = { endpoints: Pick<Endpoints, 'call'>; clock: Clock };

/** The keys of an issuer, asked for when a token names one that is not known. */
export class IssuerKeys {
  readonly #issuer: string;
  readonly #needs: Needs;
  #keys: JSONWebKeySet = { keys: [] };
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(issuer: string, needs: Needs) {
    this.#issuer = issuer;
    this.#needs = needs;
  }

  async holding(kid: string | undefined): Promise<JSONWebKeySet> {
    const known = this.#keys.keys.some((key) => kid === undefined || key.kid === kid);
    const now = this.#needs.clock.now();
    if (known || now - this.#askedAt < AGAIN_MS) return this.#keys;
    this.#askedAt = now;
    const base = this.#issuer.replace(/\/$/, '');
    const { jwks_uri } = await this.#fetch<{ jwks_uri: string }>(`${base}/.well-known/openid-configuration`);
    this.#keys = await this.#fetch<JSONWebKeySet>(jwks_uri);
    return this.#keys;
  }

  async #fetch<Body>(address: string): Promise<Body> {
    const ask = { method: 'GET', headers: { accept: 'application/json' }, body: '', timeoutMs: ANSWER_MS };
    const { status, body } = await this.#needs.endpoints.call(address, ask);
    if (status !== 200) throw new Error(`${address} answered ${status}.`);
    return JSON.parse(body.toString('utf8')) as Body;
  }
}
