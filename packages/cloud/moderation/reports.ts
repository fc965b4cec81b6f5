// Reports of messages: one row per message with its reports, until a moderator settles it.
import {
  isExpired,
  MEMBERS_MAX,
  type NewReport,
  REPORTERS_MAX,
  type Report,
  type Reported,
  type Reports as ReportsResponse,
} from '@parley/chat';
import type { Members } from '../access/members.ts';
import type { AuthenticatedUser, TokenUser } from '../authenticated-user.ts';
import { auditWrite } from '../db/audit-rows.ts';
import { channelPartition, isDefaultChannel, settingsWrite } from '../db/channel-row.ts';
import { type TransactionDeps, transact, type Writes } from '../db/chat-table.ts';
import { asOfNow } from '../db/expiry.ts';
import { hintRow, ownersHintRow } from '../db/hint-rows.ts';
import type { Log } from '../db/log.ts';
import { MEMBER_PREFIX } from '../db/member-rows.ts';
import { RateLimiter, REPORT_RATE_LIMIT } from '../db/rate-limits.ts';
import { BatchWriteCommand, GetCommand, QueryCommand } from '../dynamodb/commands.ts';
import type { DynamoDb } from '../dynamodb/dynamodb-client.ts';
import { ApiError } from '../errors.ts';

export type ReportsDeps = TransactionDeps & {
  dynamodb: DynamoDb;
  chatTable: string;
  log: Log;
  members: Members;
  now: () => number;
};

/** Messages of one response. DynamoDB returns fewer long ones, as it reads 1 MB at once, and says when there are more. */
const LISTED_MAX = 100;

const REPORT_PREFIX = 'report#';

/** Owners and moderators who are told of a report at once; the badge of others appears with their next sync. */
const HINTED_MODERATORS_MAX = 24;

/** The reports of all channels. */
export class Reports {
  readonly #deps: ReportsDeps;
  readonly #rateLimiter: RateLimiter;

  constructor(deps: ReportsDeps) {
    this.#deps = deps;
    this.#rateLimiter = new RateLimiter(deps.chatTable, REPORT_RATE_LIMIT);
  }

  /** Reports a message. A second report of one user, and reports beyond the limit of the message, succeed without being stored. */
  async create(channel: string, { seq, reason }: NewReport, user: AuthenticatedUser): Promise<void> {
    const { log, members, chatTable, now } = this.#deps;
    const { settings } = await members.authorize(channel, user, 'report');
    const stored = await log.stored(channel, seq);
    const entry = stored && asOfNow(stored.entry, settings, now());
    if (entry?.kind !== 'message') throw new ApiError(404, 'no-message', `#${channel} has no message ${seq}.`);
    if (entry.deleted) throw new ApiError(409, 'deleted', 'The message is already deleted.');
    const { userId, username, timestamp, message } = entry;
    const by = { userId: user.userId, username: user.username };
    const report: Report = { by, reason, at: new Date(now()).toISOString() };
    const limit = this.#rateLimiter.count(user, now());
    const failed = await transact(this.#deps, [
      limit.write,
      {
        Update: {
          TableName: chatTable,
          Key: reportKey(channel, seq),
          UpdateExpression:
            'SET reported = if_not_exists(reported, :reported),' +
            ' reports = list_append(if_not_exists(reports, :none), :reports),' +
            ' reporters = list_append(if_not_exists(reporters, :none), :reporters)',
          ConditionExpression:
            'attribute_not_exists(pk) OR (NOT contains(reporters, :userId) AND size(reporters) < :most)',
          ExpressionAttributeValues: {
            ':reported': { seq, userId, username, timestamp, message },
            ':none': [],
            ':reports': [report],
            ':reporters': [user.userId],
            ':userId': user.userId,
            ':most': REPORTERS_MAX,
          },
        },
      },
      settingsWrite(chatTable, channel, { reports: 1 }),
    ]);
    if (failed.includes(0) && !failed.includes(1)) throw limit.error(undefined);
    if (failed.length === 0) await this.#hint(channel);
  }

  /** Tells the pages of those who see the reports. An interrupted request tells none of them: their next sync counts the report. */
  async #hint(channel: string): Promise<void> {
    const { dynamodb, chatTable, now } = this.#deps;
    const rows = (await this.#moderators(channel)).map((userId) => hintRow(userId, 'report', channel, now()));
    if (isDefaultChannel(channel)) rows.push(ownersHintRow('report', channel, now()));
    if (rows.length === 0) return;
    const puts = rows.map((Item) => ({ PutRequest: { Item } }));
    await dynamodb.send(new BatchWriteCommand({ RequestItems: { [chatTable]: puts } }));
  }

  async #moderators(channel: string): Promise<string[]> {
    const { Items = [] } = await this.#deps.dynamodb.send(
      new QueryCommand({
        TableName: this.#deps.chatTable,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :member)',
        FilterExpression: '#role <> :plain',
        ExpressionAttributeNames: { '#role': 'role' },
        ExpressionAttributeValues: { ':pk': channelPartition(channel), ':member': MEMBER_PREFIX, ':plain': 'member' },
        Limit: MEMBERS_MAX,
      }),
    );
    return Items.slice(0, HINTED_MODERATORS_MAX).map(({ sk }) => String(sk).slice(MEMBER_PREFIX.length));
  }

  /** The unsettled reports of a channel, oldest message first. */
  async list(channel: string, user: TokenUser): Promise<ReportsResponse> {
    const { dynamodb, members, chatTable, now } = this.#deps;
    const { settings } = await members.authorize(channel, user, 'view-reports');
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName: chatTable,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :report)',
        ExpressionAttributeValues: { ':pk': channelPartition(channel), ':report': REPORT_PREFIX },
        ConsistentRead: true,
        Limit: LISTED_MAX,
      }),
    );
    const visible = (Items as Row[]).filter(({ reported }) => !isExpired(reported, settings, now()));
    return { reported: visible.map(reportedOf), more: LastEvaluatedKey !== undefined };
  }

  /** Settles the reports of a message and records it in the audit trail. Does nothing when they are settled already. */
  async settle(channel: string, seq: number, user: AuthenticatedUser): Promise<void> {
    const { members, chatTable, now } = this.#deps;
    await members.authorize(channel, user, 'view-reports');
    // Another user may report the message in between.
    for (let attempt = 0; attempt <= REPORTERS_MAX; attempt += 1) {
      const row = await this.#row(channel, seq);
      if (!row) return;
      const { reported, reporters } = row;
      const record = {
        at: new Date(now()).toISOString(),
        by: { userId: user.userId, username: user.username },
        action: 'report settled',
        user: { userId: reported.userId, username: reported.username },
        value: `${seq}`,
      };
      const removal = this.#removal(channel, seq, reporters);
      const failed = await transact(this.#deps, [...removal, auditWrite(chatTable, channel, record)]);
      if (failed.length === 0) return;
    }
  }

  /** Removes the reports of messages that have expired, as the reports contain their texts. */
  async expire(channel: string, upTo: number): Promise<void> {
    const { dynamodb, chatTable } = this.#deps;
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: chatTable,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': channelPartition(channel),
          ':from': REPORT_PREFIX,
          ':to': reportKey(channel, upTo).sk,
        },
        ConsistentRead: true,
        Limit: LISTED_MAX,
      }),
    );
    for (const { reported, reporters } of Items as Row[])
      await transact(this.#deps, this.#removal(channel, reported.seq, reporters));
  }

  /** The condition fails when another user has reported the message meanwhile. */
  #removal(channel: string, seq: number, reporters: readonly string[]): Writes {
    const { chatTable } = this.#deps;
    return [
      {
        Delete: {
          TableName: chatTable,
          Key: reportKey(channel, seq),
          ConditionExpression: 'size(reporters) = :known',
          ExpressionAttributeValues: { ':known': reporters.length },
        },
      },
      settingsWrite(chatTable, channel, { reports: -reporters.length }),
    ];
  }

  async #row(channel: string, seq: number): Promise<Row | undefined> {
    const { Item } = await this.#deps.dynamodb.send(
      new GetCommand({ TableName: this.#deps.chatTable, Key: reportKey(channel, seq), ConsistentRead: true }),
    );
    return Item as Row | undefined;
  }
}

type Row = { reported: Omit<Reported, 'reports'>; reports: Report[]; reporters: string[] };

function reportedOf({ reported, reports }: Row): Reported {
  return { ...reported, reports };
}

/** Padded, so that the rows are in the order of the log. */
function reportKey(channel: string, seq: number) {
  return { pk: channelPartition(channel), sk: `${REPORT_PREFIX}${`${seq}`.padStart(16, '0')}` };
}
