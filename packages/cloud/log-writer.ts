// Writes to the log of each channel: dense seq, idempotent append, changes worked into the message they are about.
import { createHash } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { changedAt, changesMessage, type Entry, encodeWire, type NewEntry } from '@parley/chat';
import { ApiError } from './errors.ts';
import type { Log, Place } from './log.ts';
import { mentionWrites } from './mentions.ts';
import { Paces } from './pace.ts';
import type { Person } from './person.ts';
import { targetOf, wordless, workedIn } from './target.ts';

/** How long a retry of the same entry is recognised. A closed laptop may wait that long. */
export const RETRY_DAYS = 30;

/** How long somebody waits for a turn before being told to come back: with the last round, less than the function may take. */
const PATIENCE_MS = 6_000;

/** The two tables and what writing needs of the world. */
export type WriterNeeds = {
  dynamodb: Pick<DynamoDBDocumentClient, 'send'>;
  log: Log;
  logTable: string;
  chatTable: string;
  now?: () => number;
  random?: () => number;
  wait?: (ms: number) => Promise<void>;
};

/** What became of something posted: its entry, and whether it was stored now (`first`) or by an earlier try. */
export type Appended = { entry: Entry; first: boolean };

/** Appends to the logs of all channels. */
export class LogWriter {
  readonly #needs: Required<WriterNeeds>;
  readonly #paces = new Paces();

  constructor(needs: WriterNeeds) {
    this.#needs = {
      now: Date.now,
      random: Math.random,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      ...needs,
    };
  }

  /**
   * Puts what a person posts at the end of a channel's log, in one transaction with its id and with what it changes, and
   * returns its entry. The same id again returns the first entry; the same id with anything else in it is refused.
   */
  async append(channel: string, posted: NewEntry, person: Person): Promise<Appended> {
    const digest = createHash('sha256')
      .update(JSON.stringify([person.sub, posted]))
      .digest('base64');
    try {
      const stored = await this.#store(channel, posted, person, digest);
      return 'entry' in stored ? stored : await this.#first(channel, stored.id, digest);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A retry is not judged by what has become of its message since the first try was stored.
      const id = await this.#id(channel, posted.id);
      if (!id) throw error;
      return this.#first(channel, id, digest);
    }
  }

  async #store(channel: string, posted: NewEntry, person: Person, digest: string): Promise<Appended | { id: IdRow }> {
    const pace = this.#paces.of(channel);
    const until = this.#needs.now() + PATIENCE_MS;
    for (;;) {
      const waitMs = this.#needs.random() * pace.waitMs;
      if (this.#needs.now() + waitMs > until) break;
      if (waitMs > 0) await this.#needs.wait(waitMs);
      const begun = this.#needs.now();
      const remembered = pace.head;
      const head = remembered ?? pace.asked(await this.#needs.log.head(channel));
      const entry = newEntry(channel, head, posted, person, this.#needs.now());
      const changes = await this.#changes(entry);
      const lost = changes ? await this.#put(entry, digest, changes) : { seq: entry.seq };
      if (lost === undefined) {
        pace.won({ seq: entry.seq, count: entry.count });
        return { entry, first: true };
      }
      if ('id' in lost) return lost;
      if (remembered) pace.outdated();
      else pace.lost(this.#needs.now() - begun);
    }
    throw new ApiError(503, 'busy', `#${channel} is very busy. Nothing was stored; send it again.`);
  }

  /**
   * What the entry changes beside itself: the row of the message that it is about, that of the message's last edit, and who
   * is called by name.
   *
   * These rows change only in a transaction that puts an entry at head + 1. They are read, consistently, when the head is
   * known already; so whoever then wins head + 1 knows that nothing has changed them in between, and whoever does not win
   * reads them again. Undefined when a row shows that the head is an old one: the place after it is that row's own, and a
   * transaction may not touch an item twice.
   */
  async #changes(entry: Entry): Promise<Writes | undefined> {
    const { logTable, chatTable, log, now } = this.#needs;
    if (entry.kind === 'message') return mentionWrites(chatTable, '', entry, now());
    if (!changesMessage(entry)) return [];
    const kept = await log.kept(entry.channel, entry.target);
    const target = targetOf(entry, kept?.entry);
    if (changedAt(target) >= entry.seq) return undefined;
    const message = workedIn(target, entry);
    const words = entry.kind === 'reaction' ? [] : await this.#outdated(entry.channel, kept?.lastEdit);
    return [
      rewritten(logTable, message, entry.kind === 'edit' ? entry.seq : kept?.lastEdit),
      ...words.map((edit) => rewritten(logTable, edit)),
      ...mentionWrites(chatTable, target.message, message, now()),
    ];
  }

  /** The edit whose words no longer stand, without them: only so is a text that was taken back gone from the table. */
  async #outdated(channel: string, lastEdit: number | undefined): Promise<Entry[]> {
    const kept = lastEdit === undefined ? undefined : await this.#needs.log.kept(channel, lastEdit);
    return kept ? [wordless(kept.entry)] : [];
  }

  async #put(entry: Entry, digest: string, changes: Writes): Promise<undefined | { id: IdRow } | { seq: number }> {
    const { channel, seq, id, count } = entry;
    const expiresAt = Math.floor(this.#needs.now() / 1000) + RETRY_DAYS * 86_400;
    try {
      await this.#needs.dynamodb.send(
        new TransactWriteCommand({
          TransactItems: [
            {
              Put: {
                TableName: this.#needs.logTable,
                Item: { channel, seq, id, count, wire: encodeWire(entry) },
                ConditionExpression: 'attribute_not_exists(seq)',
              },
            },
            {
              Put: {
                TableName: this.#needs.chatTable,
                Item: { ...idKey(channel, id), seq, digest, expiresAt },
                ConditionExpression: 'attribute_not_exists(pk)',
                ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
              },
            },
            ...changes,
          ],
        }),
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      const known = reasons[1]?.Item;
      if (known) return { id: unmarshall(known) as IdRow };
      if (reasons.some(({ Code }) => LOST_ROUND.has(Code ?? ''))) return { seq };
      throw error;
    }
  }

  async #first(channel: string, { seq, digest }: IdRow, again: string): Promise<Appended> {
    const kept = digest === again ? await this.#needs.log.kept(channel, seq) : undefined;
    if (!kept) throw new ApiError(409, 'id-taken', 'Something else has this id. Make a new id for each message.');
    return { entry: kept.entry, first: false };
  }

  async #id(channel: string, id: string): Promise<IdRow | undefined> {
    const { Item } = await this.#needs.dynamodb.send(
      new GetCommand({ TableName: this.#needs.chatTable, Key: idKey(channel, id), ConsistentRead: true }),
    );
    return Item as IdRow | undefined;
  }
}

type IdRow = { seq: number; digest: string };
type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** Reasons of a cancelled transaction that only say: somebody else was faster, or everybody together was too fast. */
const LOST_ROUND: ReadonlySet<string> = new Set([
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
]);

function idKey(channel: string, id: string) {
  return { pk: `id#${channel}`, sk: id };
}

function rewritten(logTable: string, entry: Entry, lastEdit?: number): Writes[number] {
  const { channel, seq } = entry;
  return {
    Update: {
      TableName: logTable,
      Key: { channel, seq },
      UpdateExpression: `SET wire = :wire${lastEdit === undefined ? '' : ', lastEdit = :lastEdit'}`,
      ConditionExpression: 'attribute_exists(seq)',
      ExpressionAttributeValues: {
        ':wire': encodeWire(entry),
        ...(lastEdit !== undefined && { ':lastEdit': lastEdit }),
      },
    },
  };
}

function newEntry(channel: string, head: Place, posted: NewEntry, { sub, username }: Person, now: number): Entry {
  return {
    channel,
    seq: head.seq + 1,
    timestamp: new Date(now).toISOString(),
    username,
    sender: sub,
    count: head.count + (posted.kind === 'message' ? 1 : 0),
    ...posted,
  };
}
