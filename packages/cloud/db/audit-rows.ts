// The audit trail of a channel: who did what to whom. A record is written in the transaction of its action, and never changes.
import { type AuditRecord, newId } from '@parley/chat';
import { QueryCommand } from '../dynamodb/commands.ts';
import { channelPartition } from './channel-row.ts';
import type { ChatTableDeps, Writes } from './chat-table.ts';

/** Records of one response, newest first. Older ones stay in the table, where the owner of the account can read them. */
const LISTED_MAX = 200;

const AUDIT_PREFIX = 'audit#';

/** Adds a record; `at` is its time, ISO 8601. The id separates two records of one millisecond. */
export function auditWrite(chatTable: string, channel: string, record: Omit<AuditRecord, 'id'>): Writes[number] {
  return {
    Put: {
      TableName: chatTable,
      Item: { pk: channelPartition(channel), sk: `${AUDIT_PREFIX}${record.at}#${newId()}`, ...record },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/** The newest records of a channel. */
export async function listAuditRecords(
  channel: string,
  { dynamodb, chatTable }: ChatTableDeps,
): Promise<AuditRecord[]> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: chatTable,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :audit)',
      ExpressionAttributeValues: { ':pk': channelPartition(channel), ':audit': AUDIT_PREFIX },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: LISTED_MAX,
    }),
  );
  return Items.map(
    ({ pk: _pk, sk, ...record }) => ({ id: String(sk).slice(AUDIT_PREFIX.length), ...record }) as AuditRecord,
  );
}
