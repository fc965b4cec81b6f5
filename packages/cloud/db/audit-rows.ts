// The audit trail of a channel: who did what to whom. Lines are only ever added, in the transaction of what they tell.
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type AuditRecord, newId } from '@parley/chat';
import { channelPartition } from './channel-row.ts';
import type { Writes } from './chat-table.ts';

/** Lines of one answer, the newest first. Older ones stay in the table, where the owner of the account reads them. */
const LISTED_MAX = 200;

const AUDIT = 'audit#';

/** Adds a line; `at` is when, ISO 8601. The id keeps two lines of one millisecond apart, and lets no line take another's place. */
export function audited(chatTable: string, channel: string, line: Omit<AuditRecord, 'id'>): Writes[number] {
  return {
    Put: {
      TableName: chatTable,
      Item: { pk: channelPartition(channel), sk: `${AUDIT}${line.at}#${newId()}`, ...line },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/** The newest lines of a channel. */
export async function auditOf(
  channel: string,
  { dynamodb, chatTable }: { dynamodb: Pick<DynamoDBDocumentClient, 'send'>; chatTable: string },
): Promise<AuditRecord[]> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: chatTable,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :audit)',
      ExpressionAttributeValues: { ':pk': channelPartition(channel), ':audit': AUDIT },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: LISTED_MAX,
    }),
  );
  return Items.map(({ pk: _pk, sk, ...line }) => ({ id: String(sk).slice(AUDIT.length), ...line }) as AuditRecord);
}
