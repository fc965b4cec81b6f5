// API keys: kept as digests, compared in constant time, refused once expired.
import { hash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { CHOICES, refusal } from '../choices.ts';
import type { Authorizer } from './authorization.ts';

/** The keys of one API. */
export class ApiKeys {
  readonly #keys: { digest: Buffer; expires: number }[] = [];

  /** `expires` in seconds since 1970, as AWS counts it. */
  add(key: string, expires: number): void {
    this.#keys.push({ digest: digest(key), expires });
  }

  /** Whether a presented key is one of these and still lives. Looks at all of them, so that time tells nothing. */
  accepts(presented: string, now: number): boolean {
    const wanted = digest(presented);
    let good = false;
    for (const { digest, expires } of this.#keys) {
      if (timingSafeEqual(digest, wanted) && expires * 1000 > now) good = true;
    }
    return good;
  }

  /** When one of these keys ends, for who reads the keys of an API. */
  expiryOf(key: string): number | undefined {
    const wanted = digest(key);
    return this.#keys.find(({ digest }) => timingSafeEqual(digest, wanted))?.expires;
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

function digest(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}
