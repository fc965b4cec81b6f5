// Pins: the messages that a channel keeps at hand, and what the entries that pin and unpin them have.
import { parseInteger, parseString } from './fields.ts';
import type { User } from './members.ts';

/** The most pinned messages of one channel: their numbers are in the row of the channel, which every list of channels reads. */
export const PINS_MAX = 100;

/** Who has pinned a message and when; `seq` is that of the entry, by which pins are in order. */
export type PinMark = User & { seq: number; at: string };

/** What the entries have that pin, unpin or delete a pinned message: the number of pinned messages of the channel from then on. */
export type PinCount = { pins?: number };

/** What a user chooses: `target` is the seq of the message, `on` whether it is pinned or unpinned. */
export type PinChange = { target: number; on: boolean };

/** The body of a new pin. */
export type NewPin = PinChange & { id: string; kind: 'pin' };

/** Reads what a stored pin has beside the fields of every entry. */
export function parsePin(fields: Record<string, unknown>): PinChange & PinCount {
  const { target, on } = fields;
  return { target: parseInteger('target', target, { least: 1 }), on: on === true, ...parsePinCount(fields) };
}

/** Reads the number of pinned messages. */
export function parsePinCount({ pins }: Record<string, unknown>): PinCount {
  return pins === undefined ? {} : { pins: parseInteger('pins', pins, { least: 0 }) };
}

/** Reads the mark of a pinned message. */
export function parsePinMark(input: unknown): { pinned?: PinMark } {
  if (input === undefined) return {};
  const { userId, username, seq, at } = Object(input) as Record<string, unknown>;
  return {
    pinned: {
      userId: parseString('userId', userId),
      username: parseString('username', username),
      seq: parseInteger('seq', seq, { least: 1 }),
      at: parseString('at', at),
    },
  };
}

/** A message after a pin of it: a message that is pinned already keeps its mark. */
export function withPin<Of extends { pinned?: PinMark }>(
  { pinned, ...others }: Of,
  { on, seq, timestamp: at, userId, username }: User & { on: boolean; seq: number; timestamp: string },
) {
  return on ? { ...others, pinned: pinned ?? { userId, username, seq, at } } : others;
}
