// A log and a chat table in memory, with the operations of the search, and the changes of messages as posts make them.
import { type Entry, encodePayload, type Message, parsePayload } from '@parley/chat';
import type { DynamoDb } from '../../dynamodb/dynamodb-client.ts';
import { ConditionalCheckFailedException } from '../../dynamodb/dynamodb-errors.ts';

type Values = Record<string, unknown>;
type Input = {
  TableName: string;
  ExpressionAttributeValues: Values;
  ScanIndexForward?: boolean;
  Limit?: number;
  ExclusiveStartKey?: Values;
  Item: Values;
  RequestItems: Record<string, { Keys: Values[] }>;
};

/** Rows of one query, as those of 1 MB. */
const PAGE = 1_000;

/** The tables `log` and `chat`. `queried` counts the rows that queries have returned. */
export class MemoryTables {
  readonly logs = new Map<string, string[]>();
  readonly rows = new Map<string, Values>();
  queried = 0;
  now = Date.UTC(2026, 0, 1);

  readonly deps = {
    logTable: 'log',
    chatTable: 'chat',
    dynamodb: {
      send: async ({ operation, input }: { operation: string; input: object }) => this.#send(operation, input as Input),
    } as unknown as DynamoDb,
  };

  /** Appends a message. */
  post(channel: string, text: string, username = 'ann', more: object = {}): number {
    const base = this.#base(channel, username);
    this.#append({ ...base, kind: 'message', message: text, ...more });
    return base.seq;
  }

  /** Edits a message, as one transaction with the entry of the edit. */
  edit(channel: string, target: number, text: string): void {
    const message = this.message(channel, target);
    const entry = { ...this.#base(channel, message.username), kind: 'edit' as const, target, message: text };
    this.#append(entry);
    this.#change({ ...message, message: text, edited: true, changedSeq: entry.seq });
  }

  /** Deletes a message. */
  delete(channel: string, target: number): void {
    const message = this.message(channel, target);
    const entry = { ...this.#base(channel, message.username), kind: 'deletion' as const, target };
    this.#append(entry);
    this.#change({ ...message, message: '', deleted: true, changedSeq: entry.seq });
  }

  /** A message in its current state. */
  message(channel: string, seq: number): Message {
    return parsePayload(this.logs.get(channel)?.[seq - 1]) as Message;
  }

  /** All messages in their current state. */
  messages(channel: string): Message[] {
    return (this.logs.get(channel) ?? [])
      .map(parsePayload)
      .filter((entry): entry is Message => entry.kind === 'message');
  }

  #base(channel: string, username: string) {
    this.now += 1_000;
    const seq = (this.logs.get(channel)?.length ?? 0) + 1;
    const timestamp = new Date(this.now).toISOString();
    return { channel, seq, id: `${channel}-${seq}`, timestamp, username, userId: `id-${username}`, count: seq };
  }

  #append(entry: Entry): void {
    const log = this.logs.get(entry.channel) ?? [];
    log.push(encodePayload(entry));
    this.logs.set(entry.channel, log);
  }

  #change(message: Message): void {
    const log = this.logs.get(message.channel) ?? [];
    log[message.seq - 1] = encodePayload(message);
  }

  #send(operation: string, input: Input): object {
    if (operation === 'Query') return this.#query(input);
    if (operation === 'BatchGetItem') return this.#batchGet(input);
    if (operation === 'PutItem') return this.#put(input);
    throw new Error(`The tables in memory have no ${operation}.`);
  }

  #query({
    ExpressionAttributeValues: values,
    ScanIndexForward: forward = true,
    Limit,
    ExclusiveStartKey,
  }: Input): object {
    const channel = String(values[':channel']);
    const log = this.logs.get(channel) ?? [];
    const from = Number(ExclusiveStartKey?.['seq'] ?? Number(values[':from'] ?? Number(values[':after']) + 1) - 1);
    const part = log.slice(from, values[':to'] === undefined ? undefined : Number(values[':to']));
    const items = (forward ? part : part.reverse()).slice(0, Limit ?? PAGE).map((payload) => ({ payload }));
    this.queried += items.length;
    const hasMore = forward && items.length < part.length;
    return { Items: items, ...(hasMore && { LastEvaluatedKey: { channel, seq: from + items.length } }) };
  }

  #batchGet({ RequestItems }: Input): object {
    const read = (table: string, key: Values) => {
      if (table === 'chat') return this.rows.get(`${key['pk']} ${key['sk']}`) ?? [];
      const payload = this.logs.get(String(key['channel']))?.[Number(key['seq']) - 1];
      return payload === undefined ? [] : { payload };
    };
    const tables = Object.entries(RequestItems).map(([table, { Keys }]) => [
      table,
      Keys.flatMap((key) => read(table, key)),
    ]);
    return { Responses: Object.fromEntries(tables) };
  }

  #put({ Item, ExpressionAttributeValues }: Input): object {
    const key = `${Item['pk']} ${Item['sk']}`;
    if (this.rows.get(key)?.['version'] !== ExpressionAttributeValues?.[':version'])
      throw new ConditionalCheckFailedException('failed', 400, undefined);
    this.rows.set(key, Item);
    return {};
  }
}
