// The rows of a log that have expired: each is overwritten with what remains of it, and what belongs to the message is deleted.
import { type Entry, encodePayload, expiredEntry, type Message, parsePayload } from '@parley/chat';
import { type ChatTableDeps, type TransactionDeps, transact, type Writes } from '../db/chat-table.ts';
import type { Log } from '../db/log.ts';
import { threadKey } from '../db/thread-rows.ts';
import { QueryCommand, UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';
import { removalWrites } from '../messages/message-removal.ts';

export type ExpiredRowsDeps = ChatTableDeps & TransactionDeps & { log: Log; logTable: string; now: () => number };

/** A row as it is read before it is overwritten. `expired` is that of one that is overwritten already. */
export type LogRowToExpire = { seq: number; payload: string; lastEdit?: number; edits?: number; expired?: boolean };

/** How often a row is read again because a user has changed it meanwhile: a change that began before the message expired. */
const ATTEMPTS = 5;

/** Reads rows in order, up to a seq, that one included. */
export async function readRowsToExpire(
  { dynamodb, logTable }: Pick<ExpiredRowsDeps, 'dynamodb' | 'logTable'>,
  channel: string,
  { from, to, limit }: { from: number; to: number; limit: number },
): Promise<LogRowToExpire[]> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: logTable,
      KeyConditionExpression: 'channel = :channel AND seq BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':channel': channel, ':from': from, ':to': to },
      ProjectionExpression: 'seq, payload, lastEdit, edits, expired',
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return Items as LogRowToExpire[];
}

/**
 * Overwrites a row that has expired. A plain message is one write; one with files, mentions, an edit or a thread is a transaction with their
 * rows. The condition is that the row is still as it was read: what a user has written meanwhile must not escape.
 */
export async function expireRow(channel: string, row: LogRowToExpire, deps: ExpiredRowsDeps): Promise<void> {
  let current: LogRowToExpire | undefined = row;
  for (let attempt = 0; attempt < ATTEMPTS && current && !current.expired; attempt += 1) {
    if (await overwrite(parsePayload(current.payload), current, deps)) return;
    [current] = await readRowsToExpire(deps, channel, { from: row.seq, to: row.seq, limit: 1 });
  }
  if (current && !current.expired) throw new Error(`Entry ${row.seq} of #${channel} changes again and again.`);
}

async function overwrite(entry: Entry, row: LogRowToExpire, deps: ExpiredRowsDeps): Promise<boolean> {
  const write = overwriteWrite(deps.logTable, entry, 'payload = :before', { ':before': row.payload });
  const others = entry.kind === 'message' ? await writesOfMessage(entry, row, deps) : [];
  if (others.length > 0) return (await transact(deps, [{ Update: write }, ...others])).length === 0;
  try {
    await deps.dynamodb.send(new UpdateCommand(write));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function writesOfMessage(
  message: Message,
  { lastEdit, edits = 0 }: LogRowToExpire,
  deps: ExpiredRowsDeps,
): Promise<Writes> {
  const { log, logTable, chatTable } = deps;
  const { channel } = message;
  const edit = lastEdit === undefined ? undefined : (await log.stored(channel, lastEdit))?.entry;
  const thread = await endedThread(message, deps);
  return [
    ...(edit ? [{ Update: overwriteWrite(logTable, edit, 'attribute_exists(seq)') }] : []),
    ...(await removalWrites(message, edits, deps)),
    ...(thread === undefined ? [] : [{ Delete: { TableName: chatTable, Key: threadKey(channel, thread) } }]),
  ];
}

/** The thread whose last message has expired with this one: rows are overwritten in the order of the log, so the newest reply is the last. */
async function endedThread({ channel, thread, threadCount }: Message, { log }: ExpiredRowsDeps) {
  if (thread === undefined) return undefined;
  const root = (await log.stored(channel, thread))?.entry;
  return root?.kind === 'message' && root.replies?.count === threadCount ? thread : undefined;
}

/** A digest would prove a guess of the text, so it goes, too. The id stays: a retry is recognized by it. */
function overwriteWrite(logTable: string, entry: Entry, condition: string, values: Record<string, unknown> = {}) {
  const { channel, seq } = entry;
  return {
    TableName: logTable,
    Key: { channel, seq },
    UpdateExpression: 'SET payload = :rest, expired = :true REMOVE digest, lastEdit, edits, notify, uncounted',
    ConditionExpression: condition,
    ExpressionAttributeValues: { ':rest': encodePayload(expiredEntry(entry)), ':true': true, ...values },
  };
}
