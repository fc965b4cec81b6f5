// What a pin, and the deletion of a pinned message, change in the list of the channel's pinned messages.
import { type Deletion, type Message, PINS_MAX, type Pin } from '@parley/chat';
import { channelKey, pinnedIn, settingsWrite } from '../db/channel-row.ts';
import { type ChatTableDeps, readRows, type Writes } from '../db/chat-table.ts';
import { ApiError } from '../errors.ts';

/** The number of pinned messages from then on, and the rows that change. */
export type PinWrites = { pins: number; writes: Writes };

/**
 * The list is in the row of the channel: the seqs of the pinned messages, in the order of the pins. A pin of a message that is pinned already
 * changes nothing, so that two users may pin it at the same time; throws when the channel has no room for another one.
 */
export async function pinWrites(entry: Pin | Deletion, target: Message, deps: ChatTableDeps): Promise<PinWrites> {
  const { channel, target: seq } = entry;
  const [row] = await readRows(deps, [channelKey(channel)]);
  const before = pinnedIn(row);
  const on = entry.kind === 'pin' && entry.on;
  if (on === (target.pinned !== undefined)) return { pins: before.length, writes: [] };
  if (on && before.length >= PINS_MAX) throw tooManyPins();
  const others = before.filter((one) => one !== seq);
  const pinned = on ? [...others, seq] : others;
  return { pins: pinned.length, writes: [settingsWrite(deps.chatTable, channel, { set: { pinned } })] };
}

/** The error of a pin in a channel with as many pinned messages as possible. */
export function tooManyPins(): ApiError {
  const sentence = `This channel has ${PINS_MAX} pinned messages, which is the limit. Unpin one first.`;
  return new ApiError(409, 'too-many-pins', sentence);
}
