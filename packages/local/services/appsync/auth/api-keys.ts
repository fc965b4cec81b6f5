// API keys: kept in the data folder, compared in constant time, refused once expired.
import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { AwsError } from '../../../errors.ts';
import type { Storage } from '../../../storage/store.ts';
import { CHOICES, refusal } from '../undocumented-behaviour.ts';
import type { Authorizer } from './authorization-modes.ts';

/** A key as it is listed; its id is the key itself. Times in seconds since 1970, as AWS counts them. */
export type ApiKey = { readonly id: string; readonly expires: number; readonly description?: string };

/** What the data folder keeps of a key. `deployed` is what the template said last; `gone` keeps a template's key dead. */
type Kept = { key: string; created: number; expires: number; description?: string; deployed?: number; gone?: true };

/** Where keys are kept: `place` is the API's own. */
export type KeysNeeds = { clock: Clock; storage: Storage; place: string };

const SECRETS = 'secrets';
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

// Source of these: AppSync API reference, ApiKey and CreateApiKey; "AWS AppSync endpoints and quotas".
const LIFE_S = 7 * DAY_S;
const SHORTEST_S = DAY_S;
const LONGEST_S = 365 * DAY_S;
/** How long an expired key is still listed. */
export const LISTED_S = 60 * DAY_S;
const MOST_KEYS = 50;

/** The keys of one API: those of the template, and those that CreateApiKey made. */
export class ApiKeys {
  readonly #needs: KeysNeeds;
  readonly #keys = new Map<string, { at: string; kept: Kept; bytes: Buffer }>();

  constructor(needs: KeysNeeds) {
    this.#needs = needs;
    for (const [at, kept] of needs.storage.bucket(SECRETS)) if (at.startsWith(this.#made)) this.#hold(at, kept as Kept);
  }

  /**
   * Makes the key of a template, or takes the one that was drawn at an earlier start. As CloudFormation does, it changes only
   * what the template changes: a key that somebody prolonged or deleted meanwhile stays so.
   */
  async deploy(at: string, asked: number | undefined, description?: string): Promise<ApiKey> {
    const before = this.#needs.storage.bucket(SECRETS).get(at) as Kept | undefined;
    const { key, created } = before ?? { key: `da2-${randomLabel(26)}`, created: this.#now() };
    const deployed = hourOf(asked ?? created + LIFE_S);
    const expires = before?.deployed === deployed ? before.expires : deployed;
    const kept = { ...before, key, created, expires, deployed, ...(description !== undefined && { description }) };
    await this.#keep(at, kept);
    return shown(kept);
  }

  /** Whether a presented key is one of these and still lives. Looks at all of them, so that time tells nothing. */
  accepts(presented: string, now: number): boolean {
    const wanted = Buffer.from(presented);
    let good = false;
    for (const { bytes, kept } of this.#keys.values()) {
      if (isSame(bytes, wanted) && kept.expires * 1000 > now) good = true;
    }
    return good;
  }

  /** ListApiKeys: an expired key is listed until AWS would have deleted it. */
  get all(): readonly ApiKey[] {
    const now = this.#now();
    return [...this.#keys.values()].filter(({ kept }) => kept.expires + LISTED_S > now).map(({ kept }) => shown(kept));
  }

  /** CreateApiKey. */
  async create({ expires, description }: { expires?: number; description?: string }): Promise<ApiKey> {
    if (this.all.length >= MOST_KEYS)
      throw new AwsError('ApiKeyLimitExceededException', `An API has at most ${MOST_KEYS} keys.`);
    const created = this.#now();
    const key = `da2-${randomLabel(26)}`;
    const kept = {
      key,
      created,
      expires: this.#within(expires ?? created + LIFE_S),
      ...(description && { description }),
    };
    await this.#keep(`${this.#made}${key}`, kept);
    return shown(kept);
  }

  /** UpdateApiKey: also an expired key can live again. */
  async update(id: string, { expires, description }: { expires?: number; description?: string }): Promise<ApiKey> {
    const { at, kept } = this.#known(id);
    const changed = {
      ...kept,
      ...(expires !== undefined && { expires: this.#within(expires) }),
      ...(description !== undefined && { description }),
    };
    await this.#keep(at, changed);
    return shown(changed);
  }

  /** DeleteApiKey. */
  async delete(id: string): Promise<void> {
    const { at, kept } = this.#known(id);
    if (!at.startsWith(this.#made)) return this.#keep(at, { ...kept, gone: true });
    this.#keys.delete(id);
    await this.#needs.storage.commit([{ bucket: SECRETS, key: at }]);
  }

  get #made(): string {
    return `${this.#needs.place}/made/`;
  }

  #known(id: string) {
    const known = this.#keys.get(id);
    if (!known) throw new AwsError('NotFoundException', `API key ${mask(id)} not found.`, 404);
    return known;
  }

  /** The change holds at once; it is acknowledged when it is on disk. */
  async #keep(at: string, kept: Kept): Promise<void> {
    this.#hold(at, kept);
    await this.#needs.storage.commit([{ bucket: SECRETS, key: at, value: kept }]);
  }

  #hold(at: string, kept: Kept): void {
    if (kept.gone) this.#keys.delete(kept.key);
    else this.#keys.set(kept.key, { at, kept, bytes: Buffer.from(kept.key) });
  }

  #within(expires: number): number {
    const life = expires - this.#now();
    if (!(life >= SHORTEST_S && life <= LONGEST_S))
      throw new AwsError(
        'ApiKeyValidityOutOfBoundsException',
        'API key must be valid for a minimum of 1 days and a maximum of 365 days.',
      );
    return hourOf(expires);
  }

  #now(): number {
    return Math.floor(this.#needs.clock.now() / 1000);
  }
}

/** Authorizes by `x-api-key`. There is no identity: AWS leaves it null. */
export function apiKeyAuthorizer(keys: ApiKeys, clock: Clock): Authorizer {
  return {
    mode: 'API_KEY',
    recognizes: (authorization) => authorization['x-api-key'] !== undefined,
    verify({ authorization }) {
      if (!keys.accepts(authorization['x-api-key'] ?? '', clock.now())) throw refusal(CHOICES.badCredentials);
      return CALLER;
    },
  };
}

const CALLER = { mode: 'API_KEY', identity: null } as const;

function shown({ key, expires, description }: Kept): ApiKey {
  return { id: key, expires, ...(description !== undefined && { description }) };
}

/** "AWS::AppSync::ApiKey": rounded down to the nearest hour. */
function hourOf(seconds: number): number {
  return Math.floor(seconds / HOUR_S) * HOUR_S;
}

/** An id that is a key must not stand in a log. */
function mask(id: string): string {
  return `${id.slice(0, 6)}…`;
}

/** How long a key is is no secret: all are of one form. */
function isSame(key: Buffer, presented: Buffer): boolean {
  return key.length === presented.length && timingSafeEqual(key, presented);
}

function randomLabel(length: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}
