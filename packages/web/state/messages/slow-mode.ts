// Slow mode: when the reader may send again.
import { type Channel, isPermitted } from '@parley/chat';
import type { Timeline } from './timeline.ts';

/** Whether slow mode applies to the reader: not to those who may set it. */
export function isSlowed(channel: Channel | undefined): channel is Channel {
  return channel !== undefined && channel.slowModeSeconds > 0 && !isPermitted(channel, 'set-slow-mode');
}

/**
 * The seconds until the reader may send or edit a message again; 0 now. The time of a message is the server's: a clock of this device that
 * differs makes the count end at another time, and never last longer than the interval.
 */
export function slowModeSecondsLeft(
  channel: Channel | undefined,
  { entries, outgoing }: Pick<Timeline, 'entries' | 'outgoing'>,
  self: string,
  now: number,
): number {
  if (!isSlowed(channel)) return 0;
  const interval = channel.slowModeSeconds;
  const last = entries.findLast(({ kind, userId }) => userId === self && (kind === 'message' || kind === 'edit'));
  const ends = [
    ...(last ? [Date.parse(last.timestamp) + interval * 1000] : []),
    ...outgoing.flatMap(({ state, retryAt }) => (state === 'queued' && retryAt !== undefined ? [retryAt] : [])),
  ];
  return Math.max(0, Math.min(interval, Math.ceil((Math.max(...ends) - now) / 1000)));
}
