// What was reported to those with a say in a channel: one row a message, until one of them has settled it.
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Reports as Listed, type NewReport, REPORTERS_MAX, type Report, type Reported } from '@parley/chat';
import type { Members } from '../access/members.ts';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { audited } from '../db/audit-rows.ts';
import { channelPartition, settingsWrite } from '../db/channel-row.ts';
import { type TransactNeeds, transact } from '../db/chat-table.ts';
import type { Log } from '../db/log.ts';
import { Rates, REPORT_RATE } from '../db/rate-limits.ts';
import { ApiError } from '../errors.ts';

export type ReportsNeeds = TransactNeeds & {
  dynamodb: Pick<DynamoDBDocumentClient, 'send'>;
  chatTable: string;
  log: Log;
  members: Members;
  now: () => number;
};

/** The messages of one answer. Of long ones there are fewer: DynamoDB reads 1 MB at once, and says when it left some out. */
const LISTED_MAX = 100;

const REPORT = 'report#';

/** The reports of all channels. */
export class Reports {
  readonly #needs: ReportsNeeds;
  readonly #rates: Rates;

  constructor(needs: ReportsNeeds) {
    this.#needs = needs;
    this.#rates = new Rates(needs.chatTable, REPORT_RATE);
  }

  /** Reports a message. Who has done so already, and whoever is one too many, is answered alike: nothing more is needed. */
  async add(channel: string, { seq, reason }: NewReport, person: AuthenticatedUser): Promise<void> {
    const { log, members, chatTable, now } = this.#needs;
    await members.allowed(channel, person, 'report');
    const entry = (await log.kept(channel, seq))?.entry;
    if (entry?.kind !== 'message') throw new ApiError(404, 'no-message', `#${channel} has no message ${seq}.`);
    if (entry.deleted) throw new ApiError(409, 'deleted', 'The message is deleted already.');
    const { userId, username, timestamp, message } = entry;
    const by = { userId: person.userId, username: person.username };
    const report: Report = { by, reason, at: new Date(now()).toISOString() };
    const counted = this.#rates.allowance(person, now());
    const broken = await transact(this.#needs, [
      counted.write,
      {
        Update: {
          TableName: chatTable,
          Key: reportKey(channel, seq),
          UpdateExpression:
            'SET said = if_not_exists(said, :said), reports = list_append(if_not_exists(reports, :none), :reports),' +
            ' reporters = list_append(if_not_exists(reporters, :none), :reporters)',
          ConditionExpression:
            'attribute_not_exists(pk) OR (NOT contains(reporters, :userId) AND size(reporters) < :most)',
          ExpressionAttributeValues: {
            ':said': { seq, userId, username, timestamp, message },
            ':none': [],
            ':reports': [report],
            ':reporters': [person.userId],
            ':userId': person.userId,
            ':most': REPORTERS_MAX,
          },
        },
      },
      settingsWrite(chatTable, channel, { reports: 1 }),
    ]);
    if (broken.includes(0) && !broken.includes(1)) throw counted.refused(undefined);
  }

  /** What waits in a channel, the oldest messages first. */
  async of(channel: string, person: AuthenticatedUser): Promise<Listed> {
    const { dynamodb, members, chatTable } = this.#needs;
    await members.allowed(channel, person, 'view-reports');
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName: chatTable,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :report)',
        ExpressionAttributeValues: { ':pk': channelPartition(channel), ':report': REPORT },
        ConsistentRead: true,
        Limit: LISTED_MAX,
      }),
    );
    return { reported: (Items as Row[]).map(reportedOf), more: LastEvaluatedKey !== undefined };
  }

  /** Settles a message: nobody need look at it again, and the audit trail has who said so. What is settled already stays so. */
  async settle(channel: string, seq: number, person: AuthenticatedUser): Promise<void> {
    const { members, chatTable, now } = this.#needs;
    await members.allowed(channel, person, 'view-reports');
    // Somebody else may report it in between.
    for (let tries = 0; tries <= REPORTERS_MAX; tries += 1) {
      const row = await this.#row(channel, seq);
      if (!row) return;
      const { said, reporters } = row;
      const line = {
        at: new Date(now()).toISOString(),
        by: { userId: person.userId, username: person.username },
        action: 'report settled',
        user: { userId: said.userId, username: said.username },
        value: `${seq}`,
      };
      const broken = await transact(this.#needs, [
        {
          Delete: {
            TableName: chatTable,
            Key: reportKey(channel, seq),
            ConditionExpression: 'size(reporters) = :known',
            ExpressionAttributeValues: { ':known': reporters.length },
          },
        },
        settingsWrite(chatTable, channel, { reports: -reporters.length }),
        audited(chatTable, channel, line),
      ]);
      if (broken.length === 0) return;
    }
  }

  async #row(channel: string, seq: number): Promise<Row | undefined> {
    const { Item } = await this.#needs.dynamodb.send(
      new GetCommand({ TableName: this.#needs.chatTable, Key: reportKey(channel, seq), ConsistentRead: true }),
    );
    return Item as Row | undefined;
  }
}

type Row = { said: Omit<Reported, 'reports'>; reports: Report[]; reporters: string[] };

function reportedOf({ said, reports }: Row): Reported {
  return { ...said, reports };
}

/** Padded, so that the rows are in the order of the log. */
function reportKey(channel: string, seq: number) {
  return { pk: channelPartition(channel), sk: `${REPORT}${`${seq}`.padStart(16, '0')}` };
}
