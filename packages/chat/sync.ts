// Catching up: what a reader has of each channel, and the answer that brings everything since.
import { CHANNEL_NAME_MAX, type Channel, parseChannelName } from './channel.ts';
import type { Entry } from './entry.ts';
import { ChatError } from './errors.ts';

/** The most channels of one question: as many as a chat can have. */
export const SYNC_CHANNELS_MAX = 200;

/** A reader of a channel who misses more than this gets its newest page instead: nobody reads on from there. */
export const SYNC_ENTRIES_MAX = 1_000;

/** The last seq that a reader has of each channel. */
export type SyncQuery = { channels: ReadonlyMap<string, number> };

/**
 * What one channel has that the reader has not. `complete`: `entries` are all that follow the reader's seq, without a hole, up
 * to their last; `more` says that others follow (ask again from there). Otherwise the answer is limited: the reader's seq is
 * too far away, `entries` are the newest, and what was known before `from` must be read again, as edits and deletions of it
 * are not among them.
 */
export type MissedEntries =
  | { complete: true; entries: Entry[]; head: number; more: boolean }
  | { complete: false; from: number; entries: Entry[]; head: number };

/**
 * Everything since: all channels with their heads, what is read of them and who called the reader, and what is missed of each
 * channel that was asked for. A channel that had no room in this answer is not in `missed`: ask for it again, unless
 * it is not in `channels` either: then there is none. What is asked for first gets room first.
 */
export type Sync = { channels: Channel[]; missed: Record<string, MissedEntries> };

/** Reads what `POST /sync` takes: `{ channels: { general: 12 } }`. */
export function parseSyncQuery(input: unknown): SyncQuery {
  const { channels } = (input ?? {}) as Record<string, unknown>;
  if (typeof channels !== 'object' || channels === null || Array.isArray(channels))
    throw new ChatError('bad-request', 'The body must be { "channels": { name: the last seq you have } }.');
  const asked = Object.entries(channels);
  if (asked.length > SYNC_CHANNELS_MAX)
    throw new ChatError('bad-request', `${asked.length} channels are asked for; ask for ${SYNC_CHANNELS_MAX} at most.`);
  for (const [name, seq] of asked)
    if (!Number.isSafeInteger(seq) || seq < 0)
      throw new ChatError(
        'bad-request',
        `${name.slice(0, CHANNEL_NAME_MAX)}: the last seq is a whole number from 0 on.`,
      );
  return { channels: new Map(asked.map(([name, seq]) => [parseChannelName(name), seq as number])) };
}

/** Reads what `PUT /channels/{channel}/read` takes: `{ seq }`, the newest entry that the reader has seen. */
export function parseReadCursor(input: unknown): number {
  const { seq } = (input ?? {}) as Record<string, unknown>;
  if (Number.isSafeInteger(seq) && (seq as number) >= 1) return seq as number;
  throw new ChatError('bad-request', 'The body must be { "seq": the newest seq you have seen }.');
}
