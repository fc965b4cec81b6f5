// Whether the messages of a channel are loaded, and the delay before loading is retried.
import { errorText, WebError } from '../../errors.ts';
import { steppedDelay } from '../backoff.ts';

/** Delays before attempts to load what is missing, in milliseconds; the last one repeats. */
const RETRY_DELAYS_MS: readonly number[] = [1_000, 2_000, 5_000, 10_000, 30_000];

/** Whether the page has everything that the log contains, from the oldest loaded entry on. */
export type LoadState =
  | { state: 'loading' }
  | { state: 'complete' }
  | { state: 'failed'; problem: string; retryAt: number | undefined };

/** The state after an error, with the number of failures before; without `now` there is no automatic retry. */
export function loadFailure(
  error: unknown,
  failures: number,
  now: number | undefined,
): LoadState & { state: 'failed' } {
  const retryable = error instanceof WebError && error.retryable;
  const retryAt = retryable && now !== undefined ? now + steppedDelay(RETRY_DELAYS_MS, failures) : undefined;
  return { state: 'failed', problem: errorText(error), retryAt };
}
