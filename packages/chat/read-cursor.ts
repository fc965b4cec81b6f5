// Read cursors: the bodies of the requests that move them, and which of two positions of one cursor is the later one.
import { parseChannelName } from './channel.ts';
import { ChatError } from './errors.ts';
import { parseInteger } from './fields.ts';
import { SYNC_CHANNELS_MAX } from './sync.ts';

/**
 * Where a user has read a channel up to. `version` counts how often the user has marked messages of the channel as unread, 0 for
 * never: within a version a cursor only moves forward.
 */
export type CursorPosition = { seq: number; version: number };

/** Whether a position of a cursor is later than another: of a later version, or further ahead in the same one. */
export function isLaterCursor(one: CursorPosition, other: CursorPosition): boolean {
  return one.version === other.version ? one.seq > other.seq : one.version > other.version;
}

/** Reads the body of `PUT /channels/{channel}/read`: `{ seq, version }`, the newest entry that the reader has seen. */
export function parseReadCursor(input: unknown): CursorPosition {
  return parsePosition(input, 'The body must be { "seq": newest seen seq }.');
}

/** Reads the body of `PUT /channels/{channel}/unread`: `{ seq, version }`, the first message that is unread from now on. */
export function parseUnreadMark(input: unknown): CursorPosition {
  return parsePosition(input, 'The body must be { "seq": first unread seq }.');
}

/** Reads the body of `PUT /read`: `{ channels: { general: { seq, version } } }`, the newest entry that is read of each channel. */
export function parseReadCursors(input: unknown): ReadonlyMap<string, CursorPosition> {
  const expected = 'The body must be { "channels": { name: { "seq": newest seen seq } } }.';
  const { channels } = (input ?? {}) as Record<string, unknown>;
  if (typeof channels !== 'object' || channels === null || Array.isArray(channels))
    throw new ChatError('bad-request', expected);
  const entries = Object.entries(channels);
  if (entries.length < 1 || entries.length > SYNC_CHANNELS_MAX)
    throw new ChatError(
      'bad-request',
      `The body has ${entries.length} channels; it must have 1 to ${SYNC_CHANNELS_MAX}.`,
    );
  return new Map(entries.map(([name, one]) => [parseChannelName(name), parsePosition(one, expected)]));
}

function parsePosition(input: unknown, expected: string): CursorPosition {
  const { seq, version = 0 } = (input ?? {}) as Record<string, unknown>;
  if (!Number.isSafeInteger(seq) || (seq as number) < 1) throw new ChatError('bad-request', expected);
  return { seq: seq as number, version: parseInteger('version', version, { least: 0 }) };
}
