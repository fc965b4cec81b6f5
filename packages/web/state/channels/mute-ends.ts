// The end of a mute: no entry and no hint tells of it, so the page syncs at that time.
import { effect, untracked } from '@preact/signals';
import type { Clock } from '../ports.ts';
import type { Channels } from './channels.ts';

/** By how much the server's clock may be behind that of the page, so that the user is muted there a little longer. */
const CLOCK_TOLERANCE_MS = 2_000;

/** The longest time of a timer in browsers: 2^31 - 1 ms. */
const TIMER_MAX_MS = 2_147_483_647;

/** What is observed. */
export type MuteEndsDeps = { channels: Pick<Channels, 'list' | 'forgetAll'>; clock: Clock; syncSoon: () => void };

/** Syncs once after each mute of the user has ended, until the returned function is called. */
export function syncWhenMutesEnd({ channels, clock, syncSoon }: MuteEndsDeps): () => void {
  const ended = new Set<string>();
  return effect(() => {
    const ends = channels.list.value.flatMap(({ mutedUntil }) => mutedUntil ?? []).filter((end) => !ended.has(end));
    const [first] = ends.sort();
    if (first === undefined) return undefined;
    const waitMs = Math.max(0, Date.parse(first) - clock.now()) + CLOCK_TOLERANCE_MS;
    return clock.after(Math.min(waitMs, TIMER_MAX_MS), () => {
      ended.add(first);
      channels.forgetAll();
      untracked(syncSoon);
    });
  });
}
