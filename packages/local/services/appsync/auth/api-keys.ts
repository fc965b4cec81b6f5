// API keys: stored in the data folder, compared in constant time, and rejected after their expiry.
import { randomInt, timingSafeEqual } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../clock.ts';
import { AwsError } from '../../../errors.ts';
import type { Storage } from '../../../storage/store.ts';
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';
import type { Authorizer } from './authorization-modes.ts';

/** A key as AWS lists it; its id is the key itself. Times in seconds since 1970, as on AWS. */
export type ApiKey = { readonly id: string; readonly expires: number; readonly description?: string };

/** A key in the data folder. `deployed` is the expiry of the last deployment; `gone` marks a deleted key of the template. */
type StoredKey = {
  key: string;
  created: number;
  expires: number;
  description?: string;
  deployed?: number;
  gone?: true;
};

/** The dependencies of an API's keys. Keys of CreateApiKey are stored under `keyPrefix`. */
export type ApiKeysDeps = { clock: Clock; storage: Storage; keyPrefix: string };

const SECRETS = 'secrets';
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

// Source of these: AppSync API reference, ApiKey and CreateApiKey; "AWS AppSync endpoints and quotas".
const DEFAULT_LIFE_S = 7 * DAY_S;
const LIFE_MIN_S = DAY_S;
const LIFE_MAX_S = 365 * DAY_S;
/** How long an expired key is still listed. */
export const LISTED_S = 60 * DAY_S;
const KEYS_MAX = 50;

/** The keys of one API: those of the template, and those of CreateApiKey. */
export class ApiKeys {
  readonly #deps: ApiKeysDeps;
  readonly #keys = new Map<string, { storageKey: string; stored: StoredKey; bytes: Buffer }>();

  constructor(deps: ApiKeysDeps) {
    this.#deps = deps;
    for (const [storageKey, stored] of deps.storage.bucket(SECRETS))
      if (storageKey.startsWith(this.#createdPrefix)) this.#set(storageKey, stored as StoredKey);
  }

  /**
   * Creates the key of a template, or returns the one that an earlier start generated. Like CloudFormation, it changes only
   * what the template changes: a key that was prolonged or deleted in the meantime stays so.
   */
  async deploy(storageKey: string, requestedExpiry: number | undefined, description?: string): Promise<ApiKey> {
    const before = this.#deps.storage.bucket(SECRETS).get(storageKey) as StoredKey | undefined;
    const { key, created } = before ?? { key: `da2-${randomLabel(26)}`, created: this.#now() };
    const deployed = hourOf(requestedExpiry ?? created + DEFAULT_LIFE_S);
    // An expiry that an earlier start accepted may have passed since.
    if (requestedExpiry !== undefined && before?.deployed !== deployed) this.#checkExpiry(requestedExpiry);
    const expires = before?.deployed === deployed ? before.expires : deployed;
    const stored = { ...before, key, created, expires, deployed, ...(description !== undefined && { description }) };
    if (isDeepStrictEqual(stored, before)) this.#set(storageKey, stored);
    // On a full disk a start must not need to write, so that what is stored can be read.
    else await this.#store(storageKey, stored);
    return toApiKey(stored);
  }

  /** Whether a presented key is one of these and has not expired. Compares with all of them, so that timing reveals nothing. */
  accepts(presented: string, now: number): boolean {
    const presentedBytes = Buffer.from(presented);
    let isValid = false;
    for (const { bytes, stored } of this.#keys.values()) {
      if (isSame(bytes, presentedBytes) && stored.expires * 1000 > now) isValid = true;
    }
    return isValid;
  }

  /** ListApiKeys: an expired key is listed until AWS would have deleted it. */
  get all(): readonly ApiKey[] {
    const now = this.#now();
    return [...this.#keys.values()]
      .filter(({ stored }) => stored.expires + LISTED_S > now)
      .map(({ stored }) => toApiKey(stored));
  }

  /** CreateApiKey. */
  async create({ expires, description }: { expires?: number; description?: string }): Promise<ApiKey> {
    if (this.all.length >= KEYS_MAX)
      throw new AwsError('ApiKeyLimitExceededException', `An API has at most ${KEYS_MAX} keys.`);
    const created = this.#now();
    const key = `da2-${randomLabel(26)}`;
    const stored = {
      key,
      created,
      expires: this.#checkExpiry(expires ?? created + DEFAULT_LIFE_S),
      ...(description && { description }),
    };
    await this.#store(`${this.#createdPrefix}${key}`, stored);
    return toApiKey(stored);
  }

  /** UpdateApiKey: an expired key can be prolonged too. */
  async update(id: string, { expires, description }: { expires?: number; description?: string }): Promise<ApiKey> {
    const { storageKey, stored } = this.#find(id);
    const changed = {
      ...stored,
      ...(expires !== undefined && { expires: this.#checkExpiry(expires) }),
      ...(description !== undefined && { description }),
    };
    await this.#store(storageKey, changed);
    return toApiKey(changed);
  }

  /** DeleteApiKey. */
  async delete(id: string): Promise<void> {
    const { storageKey, stored } = this.#find(id);
    if (!storageKey.startsWith(this.#createdPrefix)) return this.#store(storageKey, { ...stored, gone: true });
    this.#keys.delete(id);
    await this.#deps.storage.commit([{ bucket: SECRETS, key: storageKey }]);
  }

  get #createdPrefix(): string {
    return `${this.#deps.keyPrefix}/made/`;
  }

  #find(id: string) {
    const found = this.#keys.get(id);
    if (!found) throw new AwsError('NotFoundException', `API key ${mask(id)} not found.`, 404);
    return found;
  }

  /** The change takes effect at once; it resolves when it is on disk. */
  async #store(storageKey: string, stored: StoredKey): Promise<void> {
    this.#set(storageKey, stored);
    await this.#deps.storage.commit([{ bucket: SECRETS, key: storageKey, value: stored }]);
  }

  #set(storageKey: string, stored: StoredKey): void {
    if (stored.gone) this.#keys.delete(stored.key);
    else this.#keys.set(stored.key, { storageKey, stored, bytes: Buffer.from(stored.key) });
  }

  #checkExpiry(expires: number): number {
    const life = expires - this.#now();
    if (!(life >= LIFE_MIN_S && life <= LIFE_MAX_S))
      throw new AwsError(
        'ApiKeyValidityOutOfBoundsException',
        'API key must be valid for a minimum of 1 days and a maximum of 365 days.',
      );
    return hourOf(expires);
  }

  #now(): number {
    return Math.floor(this.#deps.clock.now() / 1000);
  }
}

/** Authorizes by `x-api-key`. AWS leaves the identity null. */
export function apiKeyAuthorizer(keys: ApiKeys, clock: Clock): Authorizer {
  return {
    mode: 'API_KEY',
    recognizes: (authorization) => authorization['x-api-key'] !== undefined,
    verify({ authorization }) {
      if (!keys.accepts(authorization['x-api-key'] ?? '', clock.now())) throw awsError(UNDOCUMENTED.badCredentials);
      return CALLER;
    },
  };
}

const CALLER = { mode: 'API_KEY', identity: null } as const;

function toApiKey({ key, expires, description }: StoredKey): ApiKey {
  return { id: key, expires, ...(description !== undefined && { description }) };
}

/** "AWS::AppSync::ApiKey": rounded down to the nearest hour. */
function hourOf(seconds: number): number {
  return Math.floor(seconds / HOUR_S) * HOUR_S;
}

/** A key's id is the key itself, so it must not appear in a log. */
function mask(id: string): string {
  return `${id.slice(0, 6)}…`;
}

/** The length of a key is not secret: all have the same form. */
function isSame(key: Buffer, presented: Buffer): boolean {
  return key.length === presented.length && timingSafeEqual(key, presented);
}

function randomLabel(length: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}
