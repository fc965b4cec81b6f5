// The removal of expired messages: channel by channel, bounded in time, continued by the next run where it ended.
import { expiryTime } from '@parley/chat';
import { type ChannelSettings, channelKey, parseSettings } from '../db/channel-row.ts';
import { readRows } from '../db/chat-table.ts';
import { positionBefore } from '../db/expiry.ts';
import { expiredWrite, listRetentions, type RetentionRow, sweptWrite } from '../db/retention-rows.ts';
import { UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import type { Reports } from '../moderation/reports.ts';
import type { Indexer } from '../search/indexer.ts';
import { type ExpiredRowsDeps, expireRow, readRowsToExpire } from './expired-rows.ts';

export type MessageExpiryDeps = ExpiredRowsDeps & {
  reports: Pick<Reports, 'expire'>;
  indexer: Pick<Indexer, 'expire'>;
};

/** Rows that are read at once, and overwritten at the same time. */
const PAGE = 100;

/** The most rows of one channel in one run, so that no channel keeps the others waiting. */
const ROWS_MAX = 20_000;

/** What a run has done. `isWhole` is whether everything that has expired is removed. */
export type ExpiryRun = { removed: number; isWhole: boolean; failures: number };

/**
 * Removes what has expired. Readers do not see it any more in any case; all steps are repeatable, so an interrupted run is continued by the
 * next one.
 */
export class MessageExpiry {
  readonly #deps: MessageExpiryDeps;

  constructor(deps: MessageExpiryDeps) {
    this.#deps = deps;
  }

  /** Runs until a time. What fails in one channel does not delay the others. */
  async run(until: number): Promise<ExpiryRun> {
    const run: ExpiryRun = { removed: 0, isWhole: true, failures: 0 };
    for (let after = ''; ; ) {
      const { rows, more } = await listRetentions(this.#deps, after);
      for (const row of rows) await this.#expireChannel(row, until, run);
      if (!more) return run;
      after = rows.at(-1)?.channel ?? after;
    }
  }

  async #expireChannel(row: RetentionRow, until: number, run: ExpiryRun): Promise<void> {
    if (this.#deps.now() >= until) {
      run.isWhole = false;
      return;
    }
    try {
      const expired = await this.#moveExpired(row.channel);
      const swept = await this.#sweep(row, expired, until, run);
      if (swept < expired) run.isWhole = false;
      if (swept > 0) await this.#expireCopies(row.channel, swept);
    } catch (error) {
      console.error(error);
      run.failures += 1;
    }
  }

  /** What other rows and objects have of the messages: reports, and the index of the search. */
  async #expireCopies(channel: string, seq: number): Promise<void> {
    const { log, reports, indexer } = this.#deps;
    const { entries } = await log.slice(channel, { after: seq - 1, limit: 1 });
    const [entry] = entries;
    if (!entry) return;
    await reports.expire(channel, seq);
    await indexer.expire(channel, { seq, time: Math.floor(Date.parse(entry.timestamp) / 1000) });
  }

  /** Moves the position up to which entries have expired. Returns its seq. */
  async #moveExpired(channel: string): Promise<number> {
    const { dynamodb, chatTable, log, now } = this.#deps;
    const [row] = await readRows(this.#deps, [channelKey(channel)]);
    const {
      retentionDays,
      expiredSeq = 0,
      expiredCount = 0,
    }: Partial<ChannelSettings> = parseSettings(channel, row) ?? {};
    const time = expiryTime(retentionDays, now());
    if (retentionDays === undefined || time === undefined) return expiredSeq;
    const position = await positionBefore(log, channel, time, { seq: expiredSeq, count: expiredCount });
    if (position.seq === expiredSeq) return expiredSeq;
    try {
      await dynamodb.send(new UpdateCommand(expiredWrite(chatTable, channel, retentionDays, position)));
      return position.seq;
    } catch (error) {
      // An owner has changed the setting at this moment, or another run was faster.
      if (error instanceof ConditionalCheckFailedException) return expiredSeq;
      throw error;
    }
  }

  /** Overwrites rows up to a seq, page by page. Returns how far it came. */
  async #sweep(
    { channel, swept: from }: RetentionRow,
    expired: number,
    until: number,
    run: ExpiryRun,
  ): Promise<number> {
    const { dynamodb, chatTable, now } = this.#deps;
    let swept = from;
    while (swept < expired && swept - from < ROWS_MAX && now() < until) {
      const rows = await readRowsToExpire(this.#deps, channel, { from: swept + 1, to: expired, limit: PAGE });
      await Promise.all(rows.map((row) => expireRow(channel, row, this.#deps)));
      run.removed += rows.length;
      swept = rows.at(-1)?.seq ?? expired;
      try {
        await dynamodb.send(new UpdateCommand(sweptWrite(chatTable, channel, swept)));
      } catch (error) {
        // Another run was faster.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    }
    return swept;
  }
}
