// Appends to the log of each channel: dense seq by optimistic rounds, each one transaction, and ids that are stored once.
import { channelSegments, type Entry, type EntryBase, encodePayload, type User } from '@parley/chat';
import { TransactWriteCommand } from '../dynamodb/commands.ts';
import type { DynamoDb } from '../dynamodb/dynamodb-client.ts';
import { TransactionCanceledException } from '../dynamodb/dynamodb-errors.ts';
import { ApiError } from '../errors.ts';
import { CONTENTION_REASONS, type Writes } from './chat-table.ts';
import { ContentionBackoffs } from './contention-backoff.ts';
import { type IdRow, idWrite } from './idempotency.ts';
import type { Log, LogPosition } from './log.ts';
import type { RateLimitWrite } from './rate-limits.ts';

/** How long an append retries before it fails with `busy`: with the last round, less than the timeout of the function. */
const APPEND_MAX_MS = 6_000;

export type LogAppenderDeps = {
  dynamodb: DynamoDb;
  log: Log;
  logTable: string;
  chatTable: string;
  now: () => number;
  random: () => number;
  wait: (ms: number) => Promise<void>;
};

/**
 * What one round writes: the entry at head + 1, the epoch on whose path it is broadcast, a digest of the request, and further
 * items of the transaction: rate limits, each with its own error, and rows that the entry changes.
 */
export type AppendRound = {
  entry: Entry;
  epoch: number;
  digest: string;
  limits: readonly RateLimitWrite[];
  changes: Writes;
};

/** The result of an append: the stored entry, the row of an id that was stored before, or undefined when there was nothing to do. */
export type AppendResult = { entry: Entry } | { existing: IdRow } | undefined;

/**
 * Decides, for a head that was read just before, what to append after it. All rows that it reads consistently are still current
 * if the round wins: they change only in transactions that append to the same log. `head-outdated` when a row shows that the
 * head is an old one; `nothing` when there is nothing to do.
 */
export type PrepareRound = (head: LogPosition) => Promise<AppendRound | 'head-outdated' | 'nothing'>;

/** Appends to the logs of all channels. */
export class LogAppender {
  readonly #deps: LogAppenderDeps;
  readonly #backoffs = new ContentionBackoffs();

  constructor(deps: LogAppenderDeps) {
    this.#deps = deps;
  }

  /** Prepares and writes rounds until one wins, an id exists already, or the time is over. */
  async append(channel: string, prepare: PrepareRound): Promise<AppendResult> {
    const { log, now, random, wait } = this.#deps;
    const backoff = this.#backoffs.of(channel);
    const deadline = now() + APPEND_MAX_MS;
    for (;;) {
      const delayMs = random() * backoff.delayMs;
      if (now() + delayMs > deadline) break;
      if (delayMs > 0) await wait(delayMs);
      const begin = now();
      const remembered = backoff.head;
      const head = remembered ?? backoff.headRead(await log.head(channel));
      const round = await prepare(head);
      if (round === 'nothing') return undefined;
      const result = round === 'head-outdated' ? 'lost' : await this.#write(round);
      if (result !== 'lost') {
        if ('entry' in result) backoff.won({ seq: result.entry.seq, count: result.entry.count });
        return result;
      }
      if (remembered) backoff.headOutdated();
      else backoff.lost(now() - begin);
    }
    throw new ApiError(503, 'busy', `#${channel} is very busy. Nothing was stored; send it again.`);
  }

  async #write({
    entry,
    epoch,
    digest,
    limits,
    changes,
  }: AppendRound): Promise<Exclude<AppendResult, undefined> | 'lost'> {
    const { channel, seq, id, count } = entry;
    const path = channelSegments(channel, epoch);
    try {
      await this.#deps.dynamodb.send(
        new TransactWriteCommand({
          TransactItems: [
            {
              Put: {
                TableName: this.#deps.logTable,
                Item: { channel, seq, id, count, path, payload: encodePayload(entry) },
                ConditionExpression: 'attribute_not_exists(seq)',
              },
            },
            idWrite(this.#deps.chatTable, entry, { digest, now: this.#deps.now() }),
            ...limits.map(({ write }) => write),
            ...changes,
          ],
        }),
      );
      return { entry };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      const existing = reasons[1]?.Item;
      if (existing) return { existing: existing as IdRow };
      for (const [index, limit] of limits.entries()) {
        const { Code, Item } = reasons[2 + index] ?? {};
        if (Code === 'ConditionalCheckFailed') throw limit.error(Item);
      }
      if (reasons.some(({ Code }) => LOST_ROUND_REASONS.has(Code ?? ''))) return 'lost';
      throw error;
    }
  }
}

/** The fields that every entry has, for the entry after a head. Its count is the head's: a message adds one. */
export function newEntryBase(
  channel: string,
  head: LogPosition,
  { id, user, now }: { id: string; user: User; now: number },
): EntryBase {
  const { userId, username } = user;
  return {
    channel,
    seq: head.seq + 1,
    id,
    timestamp: new Date(now).toISOString(),
    username,
    userId,
    count: head.count,
  };
}

/** Reasons of a cancelled transaction after which another round is tried. */
const LOST_ROUND_REASONS: ReadonlySet<string> = new Set(['ConditionalCheckFailed', ...CONTENTION_REASONS]);
