// The log of each channel in DynamoDB: dense seq, idempotent append, bounded pages.
import { createHash } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Entry, encodeWire, type NewMessage, type Page, type PageQuery, parseWire } from '@parley/chat';
import { ApiError } from './errors.ts';

/** How long a retry of the same message is recognised. A closed laptop may wait that long. */
export const RETRY_DAYS = 30;

/** Rounds until somebody is told to come back: with the longest wait in each, less than the function may take. */
const ROUNDS = 16;

/**
 * How long to wait, at random, before a round: nothing while nobody else writes, twice as long after each round that was
 * lost, a fifth less after each that was won. So as many writers as there are share a channel with one lost round for three
 * won ones, and do not meet again in step (AWS Architecture Blog, Exponential Backoff And Jitter).
 */
const WAIT_FIRST_MS = 8;
const WAIT_MAX_MS = 512;
const WAIT_AFTER_WIN = 0.8;
const WAIT_NONE_MS = 2;

/** Channels that a warm function remembers. Forgetting one, or a head that is old, costs a round, never a hole. */
const CHANNELS_KEPT = 1_000;

/** Who says something: from the verified token, never from a body. */
export type Person = { sub: string; username: string };

/** The two tables and what the log needs of the world. */
export type LogNeeds = {
  dynamodb: Pick<DynamoDBDocumentClient, 'send'>;
  logTable: string;
  chatTable: string;
  now?: () => number;
  random?: () => number;
  wait?: (ms: number) => Promise<void>;
};

/** The logs of all channels. */
export class Log {
  readonly #needs: Required<LogNeeds>;
  readonly #paces = new Map<string, Pace>();

  constructor(needs: LogNeeds) {
    this.#needs = {
      now: Date.now,
      random: Math.random,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      ...needs,
    };
  }

  /**
   * Puts a message at the end of a channel's log, in one transaction with its id, and returns its entry. The same id again
   * returns the first entry (`first` is false); the same id with other words or from somebody else is refused.
   */
  async append(channel: string, message: NewMessage, person: Person): Promise<{ entry: Entry; first: boolean }> {
    const digest = createHash('sha256')
      .update(JSON.stringify([person.sub, message.message]))
      .digest('base64');
    const pace = this.#pace(channel);
    for (let round = 0; round < ROUNDS; round += 1) {
      if (pace.waitMs > 0) await this.#needs.wait(this.#needs.random() * pace.waitMs);
      const seq = (pace.head ?? (await this.head(channel))) + 1;
      const entry = newEntry(channel, seq, message, person, this.#needs.now());
      const lost = await this.#put(entry, digest);
      if (lost === undefined) {
        won(pace, seq);
        return { entry, first: true };
      }
      if ('id' in lost) return { entry: await this.#first(channel, lost.id, digest), first: false };
      pace.head = undefined;
      pace.waitMs = Math.min(WAIT_MAX_MS, Math.max(WAIT_FIRST_MS, pace.waitMs * 2));
    }
    throw new ApiError(503, 'busy', `#${channel} is very busy. Nothing was stored; send it again.`);
  }

  /** The seq of a channel's newest entry, 0 while it is empty. */
  async head(channel: string): Promise<number> {
    const { entries } = await this.#query(channel, { limit: 1 }, 'seq');
    return entries[0]?.seq ?? 0;
  }

  /** Reads one page of a channel, oldest entry first. */
  async page(channel: string, query: PageQuery): Promise<Page> {
    const newest = query.before === undefined && query.after === undefined;
    const [{ entries: rows }, head] = await Promise.all([
      this.#query(channel, query, 'wire'),
      newest ? undefined : this.head(channel),
    ]);
    const entries = rows.map((row) => parseWire(row.wire));
    if (query.after === undefined) entries.reverse();
    const last = entries.at(-1)?.seq;
    const known = Math.max(head ?? 0, last ?? 0);
    const more = query.after === undefined ? (entries[0]?.seq ?? 1) > 1 : (last ?? known) < known;
    return { entries, head: known, more };
  }

  async #put(entry: Entry, digest: string): Promise<undefined | { id: IdRow } | { seq: number }> {
    const expiresAt = Math.floor(this.#needs.now() / 1000) + RETRY_DAYS * 86_400;
    try {
      await this.#needs.dynamodb.send(
        new TransactWriteCommand({
          TransactItems: [
            {
              Put: {
                TableName: this.#needs.logTable,
                Item: { channel: entry.channel, seq: entry.seq, id: entry.id, wire: encodeWire(entry) },
                ConditionExpression: 'attribute_not_exists(seq)',
              },
            },
            {
              Put: {
                TableName: this.#needs.chatTable,
                Item: { ...idKey(entry.channel, entry.id), seq: entry.seq, digest, expiresAt },
                ConditionExpression: 'attribute_not_exists(pk)',
                ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
              },
            },
          ],
        }),
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const [seqReason, idReason] = error.CancellationReasons ?? [];
      if (idReason?.Item) return { id: unmarshall(idReason.Item) as IdRow };
      if (LOST_ROUND.has(seqReason?.Code ?? '') || LOST_ROUND.has(idReason?.Code ?? '')) return { seq: entry.seq };
      throw error;
    }
  }

  async #first(channel: string, row: IdRow, digest: string): Promise<Entry> {
    if (row.digest !== digest)
      throw new ApiError(409, 'id-taken', 'Another message has this id. Make a new id for each message.');
    const { entries } = await this.#query(channel, { before: row.seq + 1, limit: 1 }, 'wire');
    return parseWire(entries[0]?.wire);
  }

  async #query(channel: string, { before, after, limit }: PageQuery, attribute: 'seq' | 'wire') {
    const bound = before ?? after;
    const { Items } = await this.#needs.dynamodb.send(
      new QueryCommand({
        TableName: this.#needs.logTable,
        KeyConditionExpression: `channel = :channel${bound === undefined ? '' : ` AND seq ${before === undefined ? '>' : '<'} :bound`}`,
        ExpressionAttributeValues: { ':channel': channel, ...(bound !== undefined && { ':bound': bound }) },
        ProjectionExpression: attribute,
        ScanIndexForward: after !== undefined,
        ConsistentRead: true,
        Limit: limit,
      }),
    );
    return { entries: (Items ?? []) as { seq: number; wire: string }[] };
  }

  #pace(channel: string): Pace {
    const pace = this.#paces.get(channel) ?? { head: undefined, waitMs: 0 };
    if (this.#paces.size >= CHANNELS_KEPT) this.#paces.clear();
    this.#paces.set(channel, pace);
    return pace;
  }
}

/** What a function remembers of a channel: its head, while nobody else seems to write, and how long it waits for others. */
type Pace = { head: number | undefined; waitMs: number };

function won(pace: Pace, seq: number): void {
  const waitMs = pace.waitMs * WAIT_AFTER_WIN;
  pace.waitMs = waitMs < WAIT_NONE_MS ? 0 : waitMs;
  pace.head = pace.waitMs === 0 ? seq : undefined;
}

type IdRow = { seq: number; digest: string };

/** Reasons of a cancelled transaction that only say: somebody else was faster. */
const LOST_ROUND: ReadonlySet<string> = new Set(['ConditionalCheckFailed', 'TransactionConflict']);

function idKey(channel: string, id: string) {
  return { pk: `id#${channel}`, sk: id };
}

function newEntry(
  channel: string,
  seq: number,
  { id, message }: NewMessage,
  { sub, username }: Person,
  now: number,
): Entry {
  return { channel, seq, id, kind: 'message', timestamp: new Date(now).toISOString(), username, sender: sub, message };
}
