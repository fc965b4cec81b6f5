// How often one person may do something: counted in the transaction of what is done, so exactly, and without a call of its own.

import type { AuthenticatedUser } from '../authenticated-user.ts';
import { ApiError } from '../errors.ts';
import { channelPartition } from './channel-row.ts';
import type { Writes } from './chat-table.ts';

/** What a person may send in a minute unless the stack says otherwise: no human types so much, and few machines need to. */
export const MESSAGES_A_MINUTE = 300;

/** Something that is counted: how often it may be done in each span, and what to say to who did it oftener. */
export type Rate = { name: string; most: number; spanMs: number; says: string };

/** A condition on what is done: a write for the same transaction, and what to say when its condition fails. */
export type Allowance = { write: Write; refused(row: Row | undefined): ApiError };
type Write = Writes[number];
type Row = Readonly<Record<string, unknown>>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Everything that a person says, edits, takes back and reacts with, in all channels together. */
export function messageRate(most: number): Rate {
  return { name: 'message', most, spanMs: MINUTE_MS, says: `${most} messages and changes a minute` };
}

/** New channels: each is a row that everybody's list shows. */
export const CHANNEL_RATE: Rate = { name: 'channel', most: 50, spanMs: 24 * HOUR_MS, says: '50 new channels a day' };

/** Reports: each is something that a moderator has to read. */
export const REPORT_RATE: Rate = { name: 'report', most: 50, spanMs: 24 * HOUR_MS, says: '50 reports a day' };

/** People who are known to have done all that they may: a warm function refuses them without asking the table. */
const FULL_KEPT = 1_000;

/** How often everybody has done one thing. A span begins for all at the same time, so around its end twice as much fits. */
export class Rates {
  readonly #chatTable: string;
  readonly #rate: Rate;
  readonly #full = new Map<string, number>();

  constructor(chatTable: string, rate: Rate) {
    this.#chatTable = chatTable;
    this.#rate = rate;
  }

  /** Refuses who has done all that is allowed, as far as that is known without a question: a count never goes down. */
  check({ userId }: AuthenticatedUser, now: number): void {
    const end = this.#full.get(userId);
    if (end !== undefined && now < end) throw this.#tooFast(end, now);
  }

  /** Counts one more. */
  allowance({ userId }: AuthenticatedUser, now: number): Allowance {
    const { name, most, spanMs } = this.#rate;
    const begin = now - (now % spanMs);
    const end = begin + spanMs;
    return {
      write: {
        Update: {
          TableName: this.#chatTable,
          Key: { pk: `rate#${userId}`, sk: `${name}#${new Date(begin).toISOString()}` },
          UpdateExpression: 'ADD done :one SET expiresAt = :end',
          ConditionExpression: 'attribute_not_exists(done) OR done < :most',
          ExpressionAttributeValues: { ':one': 1, ':most': most, ':end': Math.ceil(end / 1000) },
        },
      },
      refused: () => {
        if (this.#full.size >= FULL_KEPT) this.#full.clear();
        this.#full.set(userId, end);
        return this.#tooFast(end, now);
      },
    };
  }

  #tooFast(end: number, now: number): ApiError {
    return tooFast(`One person may send ${this.#rate.says}. Nothing was stored;`, end - now);
  }
}

/** Slow mode: one message of each person in so many seconds. The row is written only while the mode is on. */
export function slowed(
  chatTable: string,
  channel: string,
  { userId }: AuthenticatedUser,
  seconds: number,
  now: number,
): Allowance {
  return {
    write: {
      Update: {
        TableName: chatTable,
        Key: { pk: channelPartition(channel), sk: `slow#${userId}` },
        UpdateExpression: 'SET saidAt = :now, expiresAt = :end',
        ConditionExpression: 'attribute_not_exists(saidAt) OR saidAt <= :before',
        ExpressionAttributeValues: {
          ':now': now,
          ':before': now - seconds * 1000,
          ':end': Math.ceil(now / 1000) + seconds,
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    refused: (row) => {
      // Functions' clocks are not quite alike.
      const wait = Math.min(Number(row?.['saidAt'] ?? now) - now, 0) + seconds * 1000;
      return tooFast(`#${channel} is in slow mode: one message in ${inWords(seconds)}. Nothing was stored;`, wait);
    },
  };
}

/** A refusal for being too fast: whose sentence ends with when to come back. */
export function tooFast(why: string, waitMs: number): ApiError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new ApiError(429, 'rate-limited', `${why} try again in ${inWords(seconds)}.`, seconds);
}

function inWords(seconds: number): string {
  if (seconds < 120) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
