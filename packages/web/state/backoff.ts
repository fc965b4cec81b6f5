// Delays before retries.

/** The delay before the next retry, after so many failures, from a list whose last delay repeats. */
export function steppedDelay(delaysMs: readonly number[], failures: number): number {
  return delaysMs[Math.min(failures, delaysMs.length - 1)] as number;
}

/**
 * Exponential backoff with equal jitter: between half of a ceiling and all of it, drawn by `random` (from 0 up to 1). The
 * ceiling begins at `firstMs` and doubles with each failure up to `maxMs`.
 */
export function exponentialDelay(failures: number, firstMs: number, maxMs: number, random: () => number): number {
  return Math.min(maxMs, firstMs * 2 ** failures) * (1 + random()) * 0.5;
}
