// Reads and fills the tables directly, as the owner of the account can, without the functions.
import { encodePayload, newId } from '@parley/chat';
import type { Addresses } from './parley-process.ts';
import type { TestUser } from './test-user.ts';

type Parley = { readonly addresses: Pick<Addresses, 'api'> };

/** An item in DynamoDB's own notation. */
export type Item = Record<string, { S?: string; N?: string }>;

/** All items of the table with this name in the stack. */
export async function scanTable(parley: Parley, table: 'Log' | 'Chat'): Promise<Item[]> {
  const TableName = await nameOf(parley, table);
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await request<{ Items: Item[]; LastEvaluatedKey?: Item }>(parley, 'Scan', {
      TableName,
      ExclusiveStartKey,
    });
    items.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

/** The row of an entry with its decoded payload. */
export async function readEntryRow(parley: Parley, channel: string, seq: number): Promise<string> {
  const row = (await scanTable(parley, 'Log')).find(
    (item) => item['channel']?.S === channel && item['seq']?.N === `${seq}`,
  );
  return `${JSON.stringify(row)} ${Buffer.from(row?.['payload']?.S ?? '', 'base64')}`;
}

/** The mentions in a channel: the username and the seq of the message, as `bob 3`. */
export async function findMentions(parley: Parley, channel: string): Promise<string[]> {
  const items = await scanTable(parley, 'Chat');
  const usernames = new Map(items.map(({ pk, sk, username }) => [`${pk?.S} ${sk?.S}`, username?.S]));
  const rows = items.map(({ pk, sk }) => [pk?.S ?? '', sk?.S ?? ''] as const);
  return rows
    .filter(([, sk]) => sk.startsWith(`mention#${channel}#`))
    .map(([pk, sk]) => `${usernames.get(`${pk} member#`)} ${Number(sk.split('#')[2])}`)
    .sort();
}

/**
 * Writes messages of Ann, by default `number 1.` and so on, into an empty channel without the functions: posting them would take
 * long. With `after` they follow the message with this seq.
 */
export async function fillChannel(
  parley: Parley,
  channel: string,
  count: number,
  userId = 'ann',
  { textOf = (seq: number) => `number ${seq}.`, after = 0 } = {},
): Promise<void> {
  const seqs = Array.from({ length: count }, (_, index) => after + index + 1);
  const rows = seqs.map((seq) => messageRow(channel, seq, userId, textOf(seq)));
  await putItems(parley, 'Log', rows);
}

/** Creates public channels of which users are members, by name, the first one as the owner: the rates of users would make it take long. */
export async function addChannels(
  parley: Parley,
  channels: readonly string[],
  users: Readonly<Record<string, TestUser>>,
): Promise<void> {
  const members = (channel: string) =>
    Object.entries(users).flatMap(([username, { userId }], index) => {
      const role = { S: index === 0 ? 'owner' : 'member' };
      return [
        {
          pk: { S: `channel#${channel}` },
          sk: { S: `member#${userId}` },
          username: { S: username },
          role,
          joinedAt: NOW,
        },
        { pk: { S: `user#${userId}` }, sk: { S: `member#${channel}` }, role },
      ];
    });
  const settings = (channel: string) => ({
    pk: { S: `channel#${channel}` },
    sk: { S: 'settings' },
    kind: { S: 'public' },
    title: { S: channel },
    owners: { N: '1' },
    members: { N: `${Object.keys(users).length}` },
  });
  const rows = channels.flatMap((channel) => [settings(channel), ...members(channel)]);
  await putItems(parley, 'Chat', rows);
}

const NOW = { S: '2026-01-01T00:00:00.000Z' };

/** Adds members to a channel without the functions: so many users would have to sign in. */
export async function fillMembers(parley: Parley, channel: string, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => {
    const number = `${index + 1}`.padStart(4, '0');
    const key = { pk: { S: `channel#${channel}` }, sk: { S: `member#user-${number}` } };
    return { ...key, username: { S: `member-${number}` }, role: { S: 'member' }, joinedAt: NOW };
  });
  await putItems(parley, 'Chat', rows);
}

/** Blocks unknown users for a user, `unknown-0` and so on, without the functions: so many requests would take long. */
export async function fillBlocks(parley: Parley, { userId }: TestUser, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => ({
    pk: { S: `user#${userId}` },
    sk: { S: `block#unknown-${index}` },
  }));
  await putItems(parley, 'Chat', rows);
}

/** Sets the number of members that a channel's row counts: joining so many times would take long. */
export async function setMembers(parley: Parley, channel: string, members: number): Promise<void> {
  await request(parley, 'UpdateItem', {
    TableName: await nameOf(parley, 'Chat'),
    Key: { pk: { S: `channel#${channel}` }, sk: { S: 'settings' } },
    UpdateExpression: 'SET members = :members',
    ExpressionAttributeValues: { ':members': { N: `${members}` } },
  });
}

/** Sets the pinned messages of a channel's row. */
export async function setPins(parley: Parley, channel: string, seqs: readonly number[]): Promise<void> {
  await request(parley, 'UpdateItem', {
    TableName: await nameOf(parley, 'Chat'),
    Key: { pk: { S: `channel#${channel}` }, sk: { S: 'settings' } },
    UpdateExpression: 'SET pinned = :pinned',
    ExpressionAttributeValues: { ':pinned': { L: seqs.map((seq) => ({ N: `${seq}` })) } },
  });
}

/** Sets the number of saved messages that a user's row counts. */
export async function setSaved(parley: Parley, { userId }: TestUser, total: number): Promise<void> {
  await request(parley, 'UpdateItem', {
    TableName: await nameOf(parley, 'Chat'),
    Key: { pk: { S: `user#${userId}` }, sk: { S: 'hint#saved#all' } },
    UpdateExpression: 'SET #total = :total',
    ExpressionAttributeNames: { '#total': 'total' },
    ExpressionAttributeValues: { ':total': { N: `${total}` } },
  });
}

function messageRow(channel: string, seq: number, userId: string, message: string): Item {
  const [id, timestamp] = [newId(), new Date(Date.UTC(2026, 0, 1) + seq).toISOString()];
  const fields = { username: 'ann', userId, kind: 'message', message } as const;
  const payload = encodePayload({ channel, seq, id, timestamp, count: seq, ...fields });
  return {
    channel: { S: channel },
    seq: { N: `${seq}` },
    id: { S: id },
    count: { N: `${seq}` },
    payload: { S: payload },
  };
}

/** Writes items as the account's root, 25 at a time: the most that DynamoDB takes. */
async function putItems(parley: Parley, table: 'Log' | 'Chat', items: readonly object[]): Promise<void> {
  const name = await nameOf(parley, table);
  for (let from = 0; from < items.length; from += 25) {
    const puts = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
    await request(parley, 'BatchWriteItem', { RequestItems: { [name]: puts } });
  }
}

async function nameOf(parley: Parley, table: 'Log' | 'Chat'): Promise<string> {
  const { TableNames } = await request<{ TableNames: string[] }>(parley, 'ListTables', {});
  const name = TableNames.find((one) => one.includes(table));
  if (name === undefined) throw new Error(`No table has ${table} in its name.`);
  return name;
}

async function request<T>(parley: Parley, operation: string, input: unknown): Promise<T> {
  const response = await fetch(`${new URL(parley.addresses.api).origin}/_aws/dynamodb`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      // Any key that the engine did not issue is the account's root: packages/local/README.md.
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, Signature=none',
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
  return (await response.json()) as T;
}
