// Sync: the seq up to which a reader has each channel, and the response with everything that follows.
import { CHANNEL_NAME_MAX, type Channel, parseChannelName } from './channel.ts';
import type { ChannelPreferences } from './channel-preferences.ts';
import type { Entry } from './entry.ts';
import { ChatError } from './errors.ts';
import { CONVERSATIONS_MAX, MEMBERSHIPS_MAX, UNANSWERED_LISTED_MAX } from './members.ts';
import { type PresenceAnswer, type PresenceQuery, parsePresenceQuery } from './presence.ts';

/** The most channels of one sync: as many as the list of one user can have. */
export const SYNC_CHANNELS_MAX = MEMBERSHIPS_MAX + CONVERSATIONS_MAX + UNANSWERED_LISTED_MAX;

/** A reader who misses more entries of a channel than this receives its newest page instead. */
export const SYNC_ENTRIES_MAX = 1_000;

/** What a page knows of a channel: its settings and mentions up to the seq `head`, and the read cursor with its version. */
export type KnownChannel = { head: number; readSeq: number; readVersion?: number };

/**
 * The last seq that a reader has of each channel, in the order in which the channels are to be served. `known` are the channels of
 * the page's list, if all of what it knows is current at their heads; `open` is the channel that is displayed, and `presence` the users
 * whose presence is.
 */
export type SyncQuery = {
  channels: ReadonlyMap<string, number>;
  known: ReadonlyMap<string, KnownChannel>;
  open?: string;
  presence?: PresenceQuery;
};

/**
 * The entries of one channel that a reader has missed. `complete`: `entries` follow the reader's seq without a gap; `more` when
 * further ones follow (sync again from the last). Otherwise the response is limited: the reader's seq is too far from the head,
 * `entries` are the newest, and entries before `from` must be read again, as their edits and deletions are not included.
 */
export type MissedEntries =
  | { complete: true; entries: Entry[]; head: number; more: boolean }
  | { complete: false; from: number; entries: Entry[]; head: number };

/** A channel of a user's list; only its name if the query knows everything else. */
export type ListedChannel = Channel | { name: string; unchanged: true };

/**
 * The response of a sync: the user's own username, channels and preferences, and the missed entries of the channels of the query. A channel for which the response had no room is in `channels` and not in `missed`: sync it again. A channel that is in
 * neither is not one of the user's.
 */
export type Sync = {
  username: string;
  channels: ListedChannel[];
  preferences?: ChannelPreferences;
  missed: Record<string, MissedEntries>;
  presence?: PresenceAnswer;
  /** The version of the user's list of threads; missing if the user has never followed one. */
  threads?: number;
  /** The version of what the user has saved; missing if the user has never saved a message. */
  saved?: number;
};

/** Reads the body of `POST /sync`: `{ channels: { general: 12 }, known: { random: { head: 4, readSeq: 4 } }, open: 'general' }`. */
export function parseSyncQuery(input: unknown): SyncQuery {
  const { channels, known = {}, open, presence } = (input ?? {}) as Record<string, unknown>;
  return {
    channels: parseMap(channels, 'The body must be { "channels": { name: last known seq } }.', parseSeq),
    known: parseMap(known, '"known" must be { name: { "head": seq, "readSeq": seq } }.', (one, name) => {
      const { head, readSeq, readVersion = 0 } = (one ?? {}) as Record<string, unknown>;
      return {
        head: parseSeq(head, name),
        readSeq: parseSeq(readSeq, name),
        ...(readVersion !== 0 && { readVersion: parseSeq(readVersion, name) }),
      };
    }),
    ...(open !== undefined && { open: parseChannelName(open) }),
    ...(presence !== undefined && { presence: parsePresenceQuery(presence) }),
  };
}

function parseMap<Value>(
  input: unknown,
  expected: string,
  parse: (value: unknown, name: string) => Value,
): ReadonlyMap<string, Value> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new ChatError('bad-request', expected);
  const entries = Object.entries(input);
  if (entries.length > SYNC_CHANNELS_MAX)
    throw new ChatError('bad-request', `The body has ${entries.length} channels; the limit is ${SYNC_CHANNELS_MAX}.`);
  return new Map(entries.map(([name, value]) => [parseChannelName(name), parse(value, name)]));
}

function parseSeq(seq: unknown, name: string): number {
  if (Number.isSafeInteger(seq) && (seq as number) >= 0) return seq as number;
  throw new ChatError(
    'bad-request',
    `${name.slice(0, CHANNEL_NAME_MAX)}: the last known seq must be a whole number of at least 0.`,
  );
}
