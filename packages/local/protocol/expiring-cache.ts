// A bounded cache whose entries expire.
import type { Clock } from '../clock.ts';

/** `entriesMax` is how many entries are stored, and `trustMs` for how long at most, whatever their own expiry. */
export type CacheLimits = { readonly entriesMax: number; readonly trustMs: number };

/** A value, the date until which it is valid, and for how long. */
type Computed<Value> = { value: Value; untilMs?: number; forMs?: number };

/** Caches values by key; the oldest entry is removed first. */
export class ExpiringCache<Value> {
  readonly #clock: Clock;
  readonly #limits: CacheLimits;
  readonly #entries = new Map<string, { value: Value; untilMs: number; trustedUntil: number }>();

  constructor(clock: Clock, limits: CacheLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Returns the cached value, or computes it and caches it until a date or for a time at most. Failures are not cached. */
  async getOrCompute(key: string, compute: () => Promise<Computed<Value>>): Promise<Value> {
    const cached = this.#entries.get(key);
    if (cached && cached.untilMs > this.#clock.now() && cached.trustedUntil > this.#clock.monotonic())
      return cached.value;
    this.#entries.delete(key);
    const { value, untilMs = Number.POSITIVE_INFINITY, forMs = Number.POSITIVE_INFINITY } = await compute();
    const { entriesMax, trustMs } = this.#limits;
    this.#entries.set(key, { value, untilMs, trustedUntil: this.#clock.monotonic() + Math.min(forMs, trustMs) });
    if (this.#entries.size > entriesMax) {
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
    }
    return value;
  }
}
