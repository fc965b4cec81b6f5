// What stands in the tables, read as the owner of the account reads it: past every handler.
import { encodePayload, newId } from '@parley/chat';
import type { Parley } from './parley-process.ts';

/** An item in DynamoDB's own notation. */
export type Item = Record<string, { S?: string; N?: string }>;

/** Every item of the table with this name in the stack. */
export async function itemsOf(parley: Pick<Parley, 'at'>, table: 'Log' | 'Chat'): Promise<Item[]> {
  const TableName = await nameOf(parley, table);
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await ask<{ Items: Item[]; LastEvaluatedKey?: Item }>(parley, 'Scan', {
      TableName,
      ExclusiveStartKey,
    });
    items.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

/** Everything that the row of an entry holds, its wire as text. */
export async function rowOf(parley: Pick<Parley, 'at'>, channel: string, seq: number): Promise<string> {
  const row = (await itemsOf(parley, 'Log')).find(
    (item) => item['channel']?.S === channel && item['seq']?.N === `${seq}`,
  );
  return `${JSON.stringify(row)} ${Buffer.from(row?.['payload']?.S ?? '', 'base64')}`;
}

/** Who is called by name in a channel, and in which message: `bob 3`. */
export async function findMentions(parley: Pick<Parley, 'at'>, channel: string): Promise<string[]> {
  const rows = (await itemsOf(parley, 'Chat')).map(({ pk, sk }) => [pk?.S ?? '', sk?.S ?? ''] as const);
  return rows
    .filter(([pk, sk]) => pk.startsWith('mention#') && sk.startsWith(`${channel}#`))
    .map(([pk, sk]) => `${pk.slice('mention#'.length)} ${Number(sk.split('#')[1])}`)
    .sort();
}

/** Puts so many messages into an empty channel, past every handler: people would take long to say them. */
export async function fills(parley: Pick<Parley, 'at'>, channel: string, count: number): Promise<void> {
  const table = await nameOf(parley, 'Log');
  for (let from = 1; from <= count; from += 25) {
    const puts = Array.from({ length: Math.min(25, count - from + 1) }, (_, index) => ({
      PutRequest: { Item: aRow(channel, from + index) },
    }));
    await ask(parley, 'BatchWriteItem', { RequestItems: { [table]: puts } });
  }
}

function aRow(channel: string, seq: number): Item {
  const [id, timestamp] = [newId(), new Date(Date.UTC(2026, 0, 1) + seq).toISOString()];
  const said = { username: 'ann', userId: 'ann', kind: 'message', message: `${seq}` } as const;
  const payload = encodePayload({ channel, seq, id, timestamp, count: seq, ...said });
  return {
    channel: { S: channel },
    seq: { N: `${seq}` },
    id: { S: id },
    count: { N: `${seq}` },
    payload: { S: payload },
  };
}

async function nameOf(parley: Pick<Parley, 'at'>, table: 'Log' | 'Chat'): Promise<string> {
  const { TableNames } = await ask<{ TableNames: string[] }>(parley, 'ListTables', {});
  const name = TableNames.find((one) => one.includes(table));
  if (name === undefined) throw new Error(`There is no table ${table}.`);
  return name;
}

async function ask<T>(parley: Pick<Parley, 'at'>, operation: string, input: unknown): Promise<T> {
  const answer = await fetch(`${new URL(parley.at.api).origin}/_aws/dynamodb`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      // A key that is none of AWS's is the account itself: packages/local/README.md.
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, Signature=none',
    },
    body: JSON.stringify(input),
  });
  if (!answer.ok) throw new Error(`${operation}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
