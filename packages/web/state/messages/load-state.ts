// How the reading of a channel's log is doing, and when it is tried again.
import { sentence, WebError } from '../../errors.ts';

/** Waits between tries to read what is missing, in milliseconds; the last one stays. */
const READ_WAITS_MS: readonly number[] = [1_000, 2_000, 5_000, 10_000, 30_000];

/** Whether what the log holds is here. */
export type Sync =
  | { state: 'reading' }
  | { state: 'complete' }
  | { state: 'stuck'; problem: string; retryAt: number | undefined };

/** What has stopped the reading, after so many failures before; without `now` it is not tried again by itself. */
export function stuck(error: unknown, failures: number, now: number | undefined): Sync & { state: 'stuck' } {
  const retryable = error instanceof WebError && error.retryable;
  const wait = READ_WAITS_MS[Math.min(failures, READ_WAITS_MS.length - 1)] as number;
  const retryAt = retryable && now !== undefined ? now + wait : undefined;
  return { state: 'stuck', problem: sentence(error), retryAt };
}
