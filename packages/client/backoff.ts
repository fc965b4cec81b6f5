// Delays before connection attempts: exponential backoff with full jitter.

/** Draws the delay before an attempt; the first attempt is 0. */
export type Backoff = (attempt: number, random: () => number) => number;

// After a server restart the clients reconnect over one second; a server that stays down gets two attempts a minute per client.
export const delayAfterLoss = backoff(100, 1_000, 30_000);

// Only a new token helps, and a user obtains one within seconds or not at all.
export const delayAfterRefusal = backoff(5_000, 30_000, 300_000);

/**
 * Full jitter: a random delay below a ceiling that doubles with each attempt, so that clients that lost their connection
 * together do not reconnect together ("Exponential Backoff And Jitter", AWS Architecture Blog). Never less than `minMs`;
 * the first ceiling is `firstMs`, the last `maxMs`.
 */
function backoff(minMs: number, firstMs: number, maxMs: number): Backoff {
  return (attempt, random) => Math.max(minMs, random() * Math.min(maxMs, firstMs * 2 ** attempt));
}
