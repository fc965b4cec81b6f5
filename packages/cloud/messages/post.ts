// Writes to the log of each channel: dense seq, idempotent append, and who may say it decided in the round that stores it.
import { createHash } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import {
  type Action,
  channelSegments,
  type Entry,
  type EntryBase,
  encodePayload,
  type NewEntry,
  type Notice,
  type NoticeType,
  newId,
  type User,
} from '@parley/chat';
import { noChannel } from '../access/access-errors.ts';
import { allows, type ChannelAccess, type Members } from '../access/members.ts';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { audited } from '../db/audit-rows.ts';
import { IN_THE_WAY, type Writes } from '../db/chat-table.ts';
import { Paces } from '../db/contention-backoff.ts';
import type { Log, Place } from '../db/log.ts';
import { type Allowance, messageRate, Rates, slowed } from '../db/rate-limits.ts';
import { ApiError } from '../errors.ts';
import { changesOf } from './edits.ts';

/** How long a retry of the same entry is recognised. A closed laptop may wait that long. */
export const RETRY_DAYS = 30;

/** How long somebody waits for a turn before being told to come back: with the last round, less than the function may take. */
const PATIENCE_MS = 6_000;

/** The two tables and what writing needs of the world. */
export type WriterNeeds = {
  dynamodb: Pick<DynamoDBDocumentClient, 'send'>;
  log: Log;
  members: Members;
  logTable: string;
  chatTable: string;
  messagesPerMinute: number;
  now: () => number;
  random: () => number;
  wait: (ms: number) => Promise<void>;
};

/**
 * What a round puts at the end of a log: the entry, the epoch on whose path it is heard, how often its sender may do so, and
 * what else the transaction writes.
 */
type Round = { entry: Entry; epoch: number; digest: string; limits: readonly Allowance[]; changes: Writes };

/**
 * What somebody changes of a channel or of who is in it. `moves` takes the channel to its next epoch, after this notice; `changes`
 * are the rows that are written with it.
 */
export type Ruling = {
  notice: NoticeType;
  user?: User;
  value?: string;
  moves?: boolean;
  changes: (notice: Notice) => Writes;
};

/** What became of something posted: its entry, and whether it was stored now (`first`) or by an earlier try. */
export type Appended = { entry: Entry; first: boolean };

/** Appends to the logs of all channels. */
export class LogWriter {
  readonly #needs: WriterNeeds;
  readonly #rates: Rates;
  readonly #paces = new Paces();

  constructor(needs: WriterNeeds) {
    this.#needs = needs;
    this.#rates = new Rates(needs.chatTable, messageRate(needs.messagesPerMinute));
  }

  /**
   * Puts what a person posts at the end of a channel's log, in one transaction with its id and with what it changes, and
   * returns its entry. The same id again returns the first entry; the same id with anything else in it is refused.
   */
  async append(channel: string, posted: NewEntry, person: AuthenticatedUser): Promise<Appended> {
    const digest = createHash('sha256')
      .update(JSON.stringify([person.userId, posted]))
      .digest('base64');
    try {
      this.#rates.check(person, this.#needs.now());
      const stored = await this.#store(channel, (head) => this.#posted(head, channel, posted, person, digest));
      if (stored && 'entry' in stored) return stored;
      return await this.#first(channel, stored?.id, digest);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A retry is not judged by what has become of its message since the first try was stored; only it is not read to whoever
      // was taken out of the channel meanwhile.
      const id = await this.#id(channel, posted.id);
      if (!id) throw error;
      await this.#needs.members.allowed(channel, person, 'read');
      return this.#first(channel, id, digest);
    }
  }

  /**
   * Puts a notice at the end of a channel's log, in one transaction with what it changes and with its line of the audit trail.
   * In each round it is decided anew, by how the person stands then; nothing is written when there is nothing to change.
   */
  async rule(
    channel: string,
    person: AuthenticatedUser,
    decide: (access: ChannelAccess) => Ruling | undefined | Promise<Ruling | undefined>,
  ): Promise<void> {
    const { members, chatTable, now } = this.#needs;
    await this.#store(channel, async (head) => {
      const access = await members.access(channel, person);
      if (!access) throw noChannel(channel);
      const ruling = await decide(access);
      if (!ruling) return 'nothing';
      if (!access.arrived) await members.arrive(person);
      const { epoch } = access.settings;
      const { notice, user, value, moves, changes } = ruling;
      const entry: Notice = {
        ...newBase(channel, head, newId(), person, now()),
        kind: 'notice',
        notice,
        ...(user && { user }),
        ...(value !== undefined && { value }),
        ...(moves && { epoch: epoch + 1 }),
      };
      const { userId, username, timestamp: at } = entry;
      const line = { at, by: { userId, username }, action: notice, ...(user && { user }), ...(value && { value }) };
      return { entry, epoch, digest: '', limits: [], changes: [...changes(entry), audited(chatTable, channel, line)] };
    });
  }

  async #store(
    channel: string,
    roundAt: (head: Place) => Promise<Round | 'outdated' | 'nothing'>,
  ): Promise<Appended | { id: IdRow } | undefined> {
    const pace = this.#paces.of(channel);
    const until = this.#needs.now() + PATIENCE_MS;
    for (;;) {
      const waitMs = this.#needs.random() * pace.waitMs;
      if (this.#needs.now() + waitMs > until) break;
      if (waitMs > 0) await this.#needs.wait(waitMs);
      const begun = this.#needs.now();
      const remembered = pace.head;
      const head = remembered ?? pace.asked(await this.#needs.log.head(channel));
      const round = await roundAt(head);
      if (round === 'nothing') return undefined;
      const lost = round === 'outdated' ? { seq: head.seq + 1 } : await this.#put(round);
      if (lost === undefined && round !== 'outdated') {
        const { entry } = round;
        pace.won({ seq: entry.seq, count: entry.count });
        return { entry, first: true };
      }
      if (lost && 'id' in lost) return lost;
      if (remembered) pace.outdated();
      else pace.lost(this.#needs.now() - begun);
    }
    throw new ApiError(503, 'busy', `#${channel} is very busy. Nothing was stored; send it again.`);
  }

  /**
   * The round of something posted.
   *
   * Whether the person may say it is read, consistently, when the head is known already, and whoever is taken out of a channel
   * is so by an entry at head + 1, as is whatever else of the settings changes. So whoever then wins head + 1 may speak at
   * that moment, in the epoch of that moment; and whoever does not win asks again.
   */
  async #posted(
    head: Place,
    channel: string,
    posted: NewEntry,
    person: AuthenticatedUser,
    digest: string,
  ): Promise<Round | 'outdated'> {
    const { members, now } = this.#needs;
    const access = await members.allowed(channel, person, ...ACTIONS[posted.kind]);
    if (!access.arrived) await members.arrive(person);
    const entry = newEntry(channel, head, posted, person, now());
    const changes = await changesOf(entry, (action) => allows(access, action), this.#needs);
    if (!changes) return 'outdated';
    const limits = [this.#rates.allowance(person, now())];
    const { slowModeSeconds, epoch } = access.settings;
    // Those who set the pace need not keep it.
    if (entry.kind === 'message' && slowModeSeconds > 0 && !allows(access, 'set-slow-mode'))
      limits.push(slowed(this.#needs.chatTable, channel, person, slowModeSeconds, now()));
    return { entry, epoch, digest, limits, changes };
  }

  async #put({ entry, epoch, digest, limits, changes }: Round): Promise<undefined | { id: IdRow } | { seq: number }> {
    const { channel, seq, id, count } = entry;
    const path = channelSegments(channel, epoch);
    const expiresAt = Math.floor(this.#needs.now() / 1000) + RETRY_DAYS * 86_400;
    try {
      await this.#needs.dynamodb.send(
        new TransactWriteCommand({
          TransactItems: [
            {
              Put: {
                TableName: this.#needs.logTable,
                Item: { channel, seq, id, count, path, payload: encodePayload(entry) },
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
            ...limits.map(({ write }) => write),
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
      for (const [index, limit] of limits.entries()) {
        const { Code, Item } = reasons[2 + index] ?? {};
        if (Code === 'ConditionalCheckFailed') throw limit.refused(Item && unmarshall(Item));
      }
      if (reasons.some(({ Code }) => LOST_ROUND.has(Code ?? ''))) return { seq };
      throw error;
    }
  }

  async #first(channel: string, id: IdRow | undefined, again: string): Promise<Appended> {
    const kept = id?.digest === again ? await this.#needs.log.kept(channel, id.seq) : undefined;
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

/** What somebody must be allowed, one of these, to post it. Whose message a deletion is about, its target shows. */
const ACTIONS: Readonly<Record<NewEntry['kind'], [Action, ...Action[]]>> = {
  message: ['post'],
  edit: ['edit-own'],
  deletion: ['edit-own', 'delete-any'],
  reaction: ['react'],
};

/** Reasons of a cancelled transaction after which another round is tried. */
const LOST_ROUND: ReadonlySet<string> = new Set(['ConditionalCheckFailed', ...IN_THE_WAY]);

function idKey(channel: string, id: string) {
  return { pk: `id#${channel}`, sk: id };
}

function newEntry(channel: string, head: Place, posted: NewEntry, person: AuthenticatedUser, now: number): Entry {
  const base = newBase(channel, head, posted.id, person, now);
  return { ...base, count: base.count + (posted.kind === 'message' ? 1 : 0), ...posted };
}

function newBase(
  channel: string,
  head: Place,
  id: string,
  { userId, username }: AuthenticatedUser,
  now: number,
): EntryBase {
  const timestamp = new Date(now).toISOString();
  return { channel, seq: head.seq + 1, id, timestamp, username, userId, count: head.count };
}
