// Appends to the log of each channel: dense seq by optimistic rounds, each one conditional write, and ids that are stored once.
import type { Entry } from '@parley/chat';
import { PutCommand, TransactWriteCommand } from '../dynamodb/commands.ts';
import type { DynamoDb } from '../dynamodb/dynamodb-client.ts';
import { TransactionCanceledException } from '../dynamodb/dynamodb-errors.ts';
import { ApiError } from '../errors.ts';
import { CONTENTION_REASONS, type Writes } from './chat-table.ts';
import { type EntryRow, type NewRow, rowOf } from './entry-rows.ts';
import { KnownLogs } from './known-logs.ts';
import type { Log } from './log.ts';
import type { LogTail } from './log-tail.ts';
import type { RateLimitWrite } from './rate-limits.ts';

/** How long an append retries before it fails with `busy`: with the last round, less than the timeout of the function. */
const APPEND_MAX_MS = 6_000;

export type LogAppenderDeps = {
  dynamodb: DynamoDb;
  log: Log;
  logTable: string;
  now: () => number;
  random: () => number;
  wait: (ms: number) => Promise<void>;
};

/** An id, and a seq of its channel that its sender had seen when the id was created: whatever has this id is behind that seq. */
export type IdOrigin = { id: string; after: number };

/** What one round writes: a row at head + 1 and, in one transaction with it, limits, each with its own error, and rows that change. */
export type AppendRound = NewRow & { limits: readonly RateLimitWrite[]; changes: Writes };

/**
 * The result of an append: the stored entry; the seq of the entry that has the id already; `sync-first` when the log cannot tell
 * whether the id is in it, as `after` is too far back or not of this log; `nothing` when there was nothing to do.
 */
export type AppendResult = { entry: Entry } | { existing: number } | 'sync-first' | 'nothing';

/**
 * Decides, for a tail of the log that was known just before, what to append after it. All rows that it reads consistently are still current
 * if the round wins: they change only in transactions that append to the same log. `head-outdated` when a row shows that the
 * head is an old one; `nothing` when there is nothing to do.
 */
export type PrepareRound = (tail: LogTail) => Promise<AppendRound | 'head-outdated' | 'nothing'>;

/** Appends to the logs of all channels. */
export class LogAppender {
  readonly #deps: LogAppenderDeps;
  readonly #logs: KnownLogs;

  constructor(deps: LogAppenderDeps) {
    this.#deps = deps;
    this.#logs = new KnownLogs(deps.log);
  }

  /**
   * Prepares and writes rounds until one wins, the id is found, or the time is over. A known tail of the log is used as it is: if
   * it is outdated the round loses. An error of a round that used one is thrown only after the same round with the current tail.
   */
  async append(channel: string, origin: IdOrigin | undefined, prepare: PrepareRound): Promise<AppendResult> {
    const { now, random, wait } = this.#deps;
    const known = this.#logs.of(channel);
    const { backoff } = known;
    known.trim();
    const deadline = now() + APPEND_MAX_MS;
    let mustRead = backoff.hasOtherWriters;
    for (;;) {
      const delayMs = random() * backoff.delayMs;
      if (now() + delayMs > deadline) break;
      if (delayMs > 0) await wait(delayMs);
      const begin = now();
      const knownTail = mustRead ? undefined : known.tail(origin?.after);
      const tail = knownTail ?? (await known.read(origin?.after));
      if (!tail) return 'sync-first';
      const existing = origin && tail.seqOf(origin.id);
      if (existing !== undefined) return { existing };
      try {
        const round = await prepare(tail);
        if (round === 'nothing') return round;
        if (round !== 'head-outdated') {
          const row = rowOf(round);
          if (await this.#write(row, round)) {
            tail.append([row]);
            backoff.won();
            return { entry: round.entry };
          }
        }
      } catch (error) {
        if (!knownTail || !(error instanceof ApiError)) throw error;
      }
      if (knownTail) backoff.headOutdated();
      else backoff.lost(now() - begin);
      mustRead = true;
    }
    throw new ApiError(503, 'busy', "This channel is busy. Your message or change wasn't saved; try again.");
  }

  /** Writes a round; false when another writer was faster. */
  async #write(row: EntryRow, { limits, changes }: AppendRound): Promise<boolean> {
    const { dynamodb, logTable } = this.#deps;
    const put = { TableName: logTable, Item: row, ConditionExpression: 'attribute_not_exists(seq)' };
    const others = [...limits.map(({ write }) => write), ...changes];
    try {
      if (others.length === 0) await dynamodb.send(new PutCommand(put));
      else await dynamodb.send(new TransactWriteCommand({ TransactItems: [{ Put: put }, ...others] }));
      return true;
    } catch (error) {
      if (error instanceof Error && LOST_PUTS.has(error.name)) return false;
      if (!(error instanceof TransactionCanceledException)) throw error;
      const [own, ...reasons] = error.CancellationReasons ?? [];
      // The limits are those of a head that is no longer the current one.
      if (own?.Code === 'ConditionalCheckFailed') return false;
      for (const [index, limit] of limits.entries()) {
        const { Code, Item } = reasons[index] ?? {};
        if (Code === 'ConditionalCheckFailed') throw limit.error(Item);
      }
      if ([own, ...reasons].some((reason) => LOST_ROUND_REASONS.has(reason?.Code ?? ''))) return false;
      throw error;
    }
  }
}

/** Errors of a put after which another round is tried: the seq is taken, or a transaction is about to take it. */
const LOST_PUTS: ReadonlySet<string> = new Set(['ConditionalCheckFailedException', 'TransactionConflictException']);

/** Reasons of a cancelled transaction after which another round is tried. */
const LOST_ROUND_REASONS: ReadonlySet<string> = new Set(['ConditionalCheckFailed', ...CONTENTION_REASONS]);
