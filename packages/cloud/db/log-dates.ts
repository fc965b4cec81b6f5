// Finds the place of a time in a channel's log.
import type { Log } from './log.ts';

/**
 * The seq of the first entry at a time (ISO 8601, UTC) or after it; head + 1 when there is none. A binary search: a log of a million
 * entries takes 21 reads of one row each. The clocks of the functions differ by milliseconds, so that an entry at that very moment may
 * be on either side.
 */
export async function firstSince(log: Pick<Log, 'head' | 'slice'>, channel: string, time: string): Promise<number> {
  let low = 1;
  let high = (await log.head(channel)).seq + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    // A query, as the function that reads may not get single rows of the log.
    const { entries } = await log.slice(channel, { after: middle - 1, limit: 1 });
    if (entries[0] && entries[0].timestamp < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
