// The bounds of all waits in tests, and waiting for a condition.
import { setTimeout as sleep } from 'node:timers/promises';

/** The longest wait for a condition: even on a loaded machine, only a condition that never becomes true takes so long. */
export const WAIT_MAX_MS = 120_000;

/** The longest wait of Playwright for an element, a navigation or an action. */
export const BROWSER_WAIT_MAX_MS = 60_000;

const POLL_MS = 10;

/** Waits until a condition is true; throws the description of the condition when it is not in time. */
export async function until(description: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + WAIT_MAX_MS;
  while (!(await condition())) {
    if (performance.now() > end)
      throw new Error(`After ${WAIT_MAX_MS / 1_000} s it is still not true that ${description}.`);
    await sleep(POLL_MS);
  }
}
