// The chat table: reads of rows by their keys, and transactions that are retried when they conflict with others.
import {
  BatchGetCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '../dynamodb/commands.ts';
import type { DynamoDb } from '../dynamodb/dynamodb-client.ts';
import { TransactionCanceledException } from '../dynamodb/dynamodb-errors.ts';
import { ApiError } from '../errors.ts';

/** The table and its client. */
export type ChatTableDeps = { dynamodb: DynamoDb; chatTable: string };

/** What a transaction needs: the client, and what spreads its retries. */
export type TransactionDeps = {
  dynamodb: DynamoDb;
  random: () => number;
  wait: (ms: number) => Promise<void>;
};

/** A row's key. */
export type Key = { pk: string; sk: string };
export type Row = Key & Record<string, unknown>;

/** The items of one transaction. */
export type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** Keys of one call: AWS, API reference, BatchGetItem. */
const BATCH = 100;

/** Reads rows, consistently unless `eventually`, which costs half; those that do not exist are left out. */
export async function readRows(
  { dynamodb, chatTable }: ChatTableDeps,
  keys: readonly Key[],
  { eventually = false } = {},
): Promise<Row[]> {
  const rows: Row[] = [];
  const ConsistentRead = !eventually;
  let remaining = [...keys];
  while (remaining.length > 0) {
    const { Responses, UnprocessedKeys } = await dynamodb.send(
      new BatchGetCommand({ RequestItems: { [chatTable]: { Keys: remaining.slice(0, BATCH), ConsistentRead } } }),
    );
    rows.push(...((Responses?.[chatTable] ?? []) as Row[]));
    // Keys that did not fit into one response: AWS, API reference, BatchGetItem.
    const unprocessed = (UnprocessedKeys?.[chatTable]?.Keys ?? []) as Key[];
    remaining = [...unprocessed, ...remaining.slice(BATCH)];
  }
  return rows;
}

/** Finds each of some rows by its key. */
export function rowFinder(rows: readonly Row[]): (key: Key) => Row | undefined {
  const found = new Map(rows.map((row) => [`${row.pk} ${row.sk}`, row]));
  return ({ pk, sk }) => found.get(`${pk} ${sk}`);
}

/** Reads rows in one transaction: the rows as they are at one moment, before or after every other transaction. */
export async function readRowsAtOnce(
  { dynamodb, chatTable, random, wait }: ChatTableDeps & TransactionDeps,
  keys: readonly Key[],
): Promise<Row[]> {
  const TransactItems = keys.map((Key) => ({ Get: { TableName: chatTable, Key } }));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await wait(random() * DELAY_MS * 2 ** attempt);
    try {
      const { Responses = [] } = await dynamodb.send(new TransactGetCommand({ TransactItems }));
      return Responses.flatMap(({ Item }) => (Item ? [Item as Row] : []));
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      if (!error.CancellationReasons.some(({ Code = '' }) => CONTENTION_REASONS.has(Code))) throw error;
    }
  }
  throw new ApiError(503, 'busy', 'Parley is too busy at the moment. Nothing was stored; try again.');
}

/** Reasons of a cancelled transaction that another attempt may overcome: a conflict with another request, or throttling. */
export const CONTENTION_REASONS: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
]);

/** Attempts, and the longest delay before the second one; the longest delay doubles with each further attempt. */
const ATTEMPTS = 8;
const DELAY_MS = 32;

/** Writes all items or none. Returns the indexes of the items whose conditions failed: empty when everything is written. */
export async function transact({ dynamodb, random, wait }: TransactionDeps, items: Writes): Promise<number[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await wait(random() * DELAY_MS * 2 ** attempt);
    try {
      await dynamodb.send(new TransactWriteCommand({ TransactItems: items }));
      return [];
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code = '' }) => Code);
      const failed = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []));
      if (failed.length > 0) return failed;
      if (!codes.some((code) => CONTENTION_REASONS.has(code))) throw error;
    }
  }
  throw new ApiError(503, 'busy', 'Parley is too busy at the moment. Nothing was stored; try again.');
}
