// Where a search continues: after a message, or after so many of the best ones.
import { ChatError, parseChannelName, type SearchOrder } from '@parley/chat';
import type { Candidate } from './candidates.ts';

/** The place after which a search by time continues. */
export type TimeCursor = Pick<Candidate, 'time' | 'channel' | 'seq'>;

/** The candidates that earlier pages of the best results have compared. More are not returned. */
export const RANKED_MAX = 1_000;

/** Encodes the place after a message, or all of a second when there is no channel. */
export function encodeTimeCursor({ time, channel, seq }: TimeCursor): string {
  return `${time}.${seq}.${channel}`;
}

/** Reads a cursor of an order; undefined at the beginning. */
export function parseSearchCursor(order: 'newest', input: unknown): TimeCursor | undefined;
export function parseSearchCursor(order: 'best', input: unknown): number;
export function parseSearchCursor(order: SearchOrder, input: unknown): TimeCursor | number | undefined {
  if (input === undefined) return order === 'best' ? 0 : undefined;
  const text = typeof input === 'string' ? input.slice(0, CURSOR_MAX) : '';
  if (order === 'best') {
    if (/^\d{1,4}$/.test(text) && Number(text) <= RANKED_MAX) return Number(text);
  } else {
    const [, time, seq, channel] = /^(\d{1,11})\.(\d{1,15})\.([a-z0-9-]*)$/.exec(text) ?? [];
    if (channel !== undefined)
      return { time: Number(time), seq: Number(seq), channel: channel === '' ? '' : parseChannelName(channel) };
  }
  throw new ChatError('bad-page', 'cursor: must be that of the previous response to the same search.');
}

const CURSOR_MAX = 100;
