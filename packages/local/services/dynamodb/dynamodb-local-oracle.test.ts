// Compares the engine with DynamoDB Local: the same random operations through the AWS SDK must have the same results.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import * as sdk from '@aws-sdk/client-dynamodb';
import { sampled } from '../../../../harness/exhaustive.ts';
import { awsJsonHandler } from '../../protocol/aws-json.ts';
import { aDynamoDb, LOG } from '../../testing/dynamodb-fixture.ts';
import { findDynamoDbLocal, startDynamoDbLocal } from '../../testing/dynamodb-local.ts';
import { type Request, randomOperations } from '../../testing/random-operations.ts';
import { dynamoDbApi } from './dynamodb-api.ts';
import type { StreamRecord } from './streams/table-stream.ts';

const OPERATIONS = sampled(120, 300);
const SEED = 7;

/** A response or an error, without the parts that may differ. */
type Outcome = Record<string, unknown>;

/** The known differences, and why the engine is right, as far as can be known without AWS. */
const KNOWN: readonly { reason: string; is: (request: Request, ours: Outcome, theirs: Outcome) => boolean }[] = [
  {
    reason: 'API_TransactWriteItems: two operations on one item are rejected before any condition is evaluated.',
    is: ({ operation }, ours) => operation === 'TransactWriteItems' && has(ours, /multiple operations on one item/),
  },
  {
    reason:
      'API_TransactWriteItems: an update that does not fit its item is a reason of the cancellation, ValidationError.',
    is: (_, ours, theirs) =>
      has(ours, /^Transaction cancelled.*ValidationError/) && theirs['name'] === 'ValidationException',
  },
  {
    reason: 'A key in an update is rejected before its condition is evaluated, as dynalite has observed on AWS.',
    is: (_, ours, theirs) => has(ours, /This attribute is part of the key/) && theirs['message'] !== ours['message'],
  },
  {
    reason: 'An update with two mistakes: which of them is named first. dynalite has observed the order here on AWS.',
    is: (_, ours, theirs) => has(ours, UPDATE_DOES_NOT_FIT) && has(theirs, UPDATE_DOES_NOT_FIT),
  },
  {
    reason: 'UPDATED_OLD and UPDATED_NEW return of a map only what the update names, as dynalite has observed on AWS.',
    is: ({ input }, ours, theirs) =>
      /\.|\[/.test(String(input['UpdateExpression'])) &&
      String(input['ReturnValues']).startsWith('UPDATED') &&
      [...Object.keys(ours), ...Object.keys(theirs)].every((name) => name === 'Attributes'),
  },
  {
    reason:
      'A page that ends at its limit has a last key, also when it was the range’s last item: AWS does not look ahead.',
    is: ({ operation }, { LastEvaluatedKey, ...ours }, theirs) =>
      operation === 'Query' && LastEvaluatedKey !== undefined && JSON.stringify(ours) === JSON.stringify(theirs),
  },
];

const UPDATE_DOES_NOT_FIT = /^The (document path provided|provided expression refers)/;

test('random operations have the same results and stream records as in DynamoDB Local', async (t) => {
  const oracle = await findDynamoDbLocal();
  if ('missing' in oracle) return t.skip(oracle.missing);
  const { theirs, theirStream } = await theirClient(t, oracle.jar);
  const { ours, ourStream } = await ourClient(t);
  let different = 0;
  for (const request of randomOperations(SEED, OPERATIONS)) {
    const [our, their] = await Promise.all([outcome(ours, request), outcome(theirs, request)]);
    if (JSON.stringify(our) === JSON.stringify(their)) continue;
    different += 1;
    if (!KNOWN.some(({ is }) => is(request, our, their))) assert.deepEqual(our, their, JSON.stringify(request));
  }
  const records = ourStream();
  assert.deepEqual(byItem(records), byItem(await theirStream()));
  t.diagnostic(`${OPERATIONS} operations, ${different} known differences, ${records.length} equal stream records`);
});

function has({ message }: Outcome, words: RegExp): boolean {
  return words.test(String(message));
}

async function ourClient(t: TestContext) {
  const { db, stream } = await aDynamoDb(t);
  const server = createServer(awsJsonHandler(dynamoDbApi(db), () => () => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const ours = aClient(t, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { ours, ourStream: () => (stream?.read(undefined, OPERATIONS * 4) ?? []).map(changeOf) };
}

async function theirClient(t: TestContext, jar: string) {
  const { endpoint, stop } = await startDynamoDbLocal(jar);
  t.after(stop);
  const theirs = aClient(t, endpoint);
  const { StreamViewType, TimeToLiveAttribute: _, ...definition } = LOG;
  const input = { ...definition, StreamSpecification: { StreamEnabled: true, StreamViewType } };
  const { TableDescription } = await theirs.send(new sdk.CreateTableCommand(input as sdk.CreateTableCommandInput));
  return { theirs, theirStream: () => readStream(endpoint, TableDescription?.LatestStreamArn as string) };
}

/** Everything in the one shard that a small table has, by plain HTTP. */
async function readStream(endpoint: string, StreamArn: string): Promise<StreamChange[]> {
  const ask = async (operation: string, input: object) => {
    const headers = {
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      'content-type': 'application/x-amz-json-1.0',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00',
    };
    const answer = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
    return (await answer.json()) as Record<string, unknown>;
  };
  const { StreamDescription } = await ask('DescribeStream', { StreamArn });
  const { ShardId } = (StreamDescription as { Shards: { ShardId: string }[] }).Shards[0] as { ShardId: string };
  const begin = await ask('GetShardIterator', { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
  const all: StreamChange[] = [];
  for (let ShardIterator = begin['ShardIterator']; ; ) {
    const page = await ask('GetRecords', { ShardIterator });
    const records = page['Records'] as StreamRecord[];
    if (records.length === 0) return all;
    all.push(...records.map(changeOf));
    ShardIterator = page['NextShardIterator'];
  }
}

type StreamChange = Pick<StreamRecord, 'eventName'> & Pick<StreamRecord['dynamodb'], 'Keys' | 'OldImage' | 'NewImage'>;

/** What of a record must be the same. */
function changeOf({ eventName, dynamodb: { Keys, OldImage, NewImage } }: StreamRecord): StreamChange {
  return canonical({ eventName, Keys, ...(OldImage && { OldImage }), ...(NewImage && { NewImage }) });
}

/** AWS promises an order for each item; within a transaction or batch, DynamoDB Local has an order of its own. */
function byItem(changes: readonly StreamChange[]) {
  return Object.groupBy(changes, ({ Keys }) => JSON.stringify(Keys));
}

function aClient(t: TestContext, endpoint: string): sdk.DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new sdk.DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 5 });
  t.after(() => client.destroy());
  return client;
}

async function outcome(client: sdk.DynamoDBClient, { operation, input }: Request): Promise<Outcome> {
  const Command = (sdk as unknown as Record<string, new (input: object) => never>)[`${operation}Command`];
  try {
    const sent: unknown = await client.send(new (Command as NonNullable<typeof Command>)(input));
    const { $metadata: _, ConsumedCapacity: __, ...answer } = sent as Outcome;
    const isOrdered = operation === 'Query' && input['IndexName'] === undefined;
    return canonical(
      answer['Items'] && !isOrdered ? { ...answer, Items: sorted(answer['Items'] as object[]) } : answer,
    );
  } catch (error) {
    const { name, message, Item, CancellationReasons } = error as Outcome;
    return canonical({ name, message, Item, CancellationReasons });
  }
}

function sorted(items: object[]): object[] {
  return items.map(canonical).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Keys in order, sets in order, nothing undefined: what is left must be the same text. */
function canonical<T>(of: T): T {
  if (of === null || typeof of !== 'object') return of;
  if (Array.isArray(of)) return of.map(canonical) as T;
  const entries = Object.entries(of)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, canonicalValue(key, value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries) as T;
}

function canonicalValue(key: string, value: unknown): unknown {
  if (/^[SNB]S$/.test(key)) return [...(value as string[])].sort();
  // DynamoDB Local keeps a number inside a list or map as it was written; AWS has one form for each number.
  if (key === 'N') return String(Number(value));
  return /^message$/i.test(key) ? String(value).replace(/\.$/, '') : canonical(value);
}
