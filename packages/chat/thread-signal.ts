// The signal about a thread that the devices of a user send each other.
import { ChatError } from './errors.ts';

/** The user has read a thread on another device, or, without `read`, begun or ended to follow it. */
export type ThreadSignal = { kind: 'thread'; channel: string; thread: number; read?: number };

/** Reads a signal about a thread of another device of the same user. */
export function parseThreadSignal(input: unknown): ThreadSignal {
  const { kind, channel, thread, read } = (input ?? {}) as Record<string, unknown>;
  const isCount = (one: unknown) => Number.isSafeInteger(one);
  if (kind !== 'thread' || typeof channel !== 'string' || !isCount(thread) || !(read === undefined || isCount(read)))
    throw new ChatError('bad-request', 'A signal about a thread must have kind, channel and thread.');
  return { kind, channel, thread: thread as number, ...(read !== undefined && { read: read as number }) };
}
