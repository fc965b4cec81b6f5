// The rows of earlier texts of messages: one for each replaced text that is kept, until the message is deleted.
import { type Message, type MessageVersion, VERSIONS_MAX, versionSlot } from '@parley/chat';
import { QueryCommand } from '../dynamodb/commands.ts';
import { channelPartition } from './channel-row.ts';
import type { ChatTableDeps, Key, Writes } from './chat-table.ts';

/** The prefix of the sort keys. */
const VERSION_PREFIX = 'version#';

/** Stores the text of a message that an edit replaces; `edits` is the number of edits before it. */
export function versionWrite(chatTable: string, replaced: Message, edits: number): Writes[number] {
  const { channel, seq, message, edited, editedAt, timestamp } = replaced;
  // An edit of an early version has no time.
  const at = edited ? editedAt : timestamp;
  const version: MessageVersion = { edit: edits, message, ...(at !== undefined && { at }) };
  return { Put: { TableName: chatTable, Item: { ...versionKey(channel, seq, versionSlot(edits)), ...version } } };
}

/** Deletes the stored texts of a message that was edited so often. */
export function deleteVersionWrites(chatTable: string, { channel, seq }: Message, edits: number): Writes {
  return Array.from({ length: Math.min(edits, VERSIONS_MAX) }, (_, slot) => ({
    Delete: { TableName: chatTable, Key: versionKey(channel, seq, slot) },
  }));
}

/** Reads the stored texts of a message, newest first. They are bounded in number and length, so one query reads all. */
export async function readVersions(
  channel: string,
  seq: number,
  { dynamodb, chatTable }: ChatTableDeps,
): Promise<MessageVersion[]> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: chatTable,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': channelPartition(channel), ':prefix': prefixOf(seq) },
      ConsistentRead: true,
    }),
  );
  return Items.map(parseVersion).toSorted((one, other) => other.edit - one.edit);
}

function parseVersion(row: Record<string, unknown>): MessageVersion {
  const { edit, message, at } = row as MessageVersion;
  return { edit, message, ...(at !== undefined && { at }) };
}

function versionKey(channel: string, seq: number, slot: number): Key {
  return { pk: channelPartition(channel), sk: `${prefixOf(seq)}${slot}` };
}

// The separator at its end keeps the versions of message 12 out of those of message 1.
function prefixOf(seq: number): string {
  return `${VERSION_PREFIX}${seq}#`;
}
