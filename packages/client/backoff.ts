// How long to wait before the next attempt.

/** Draws the wait before an attempt; the first attempt is 0. */
export type Wait = (attempt: number, random: () => number) => number;

// A restarted server gets its clients back spread over a second; one that is away for long is asked twice a minute.
export const waitAfterLoss = between(100, 1_000, 30_000);

// Only a new token helps, and people fetch one in seconds or not at all.
export const waitAfterRefusal = between(5_000, 30_000, 300_000);

/**
 * Waits with full jitter: anywhere under a ceiling that doubles with each attempt, so that clients who were lost together
 * do not come back together ("Exponential Backoff And Jitter", AWS Architecture Blog). Never less than `leastMs`; the first
 * ceiling is `firstMs`, the last `mostMs`.
 */
function between(leastMs: number, firstMs: number, mostMs: number): Wait {
  return (attempt, random) => Math.max(leastMs, random() * Math.min(mostMs, firstMs * 2 ** attempt));
}
