// Republishes the dead letters of the pipe: publishes each entry on its channel, then deletes its letter from the queue.
import { AppSyncClient, type AppSyncClientConfig, paginateListApiKeys } from '@aws-sdk/client-appsync';
import {
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** The stack's outputs, and the client settings for AWS or the local engine. */
export type RedriveTarget = {
  deadLetters: string;
  eventsHttp: string;
  eventsApi: string;
  client: (service: string) => Pick<AppSyncClientConfig, 'endpoint' | 'region' | 'credentials'>;
};

export type Options = { dryRun: boolean; dropLost: boolean; say: (line: string) => void };

/** The outcome of the letters. `lost`: the record is no longer in the stream; `kept`: it could not be republished. */
export type Count = { redriven: number; lost: number; dropped: number; kept: number };

/** A message in the dead-letter queue of a pipe (EventBridge User Guide, Pipes error handling). */
type Pointer = { streamArn: string; shardId: string; startSequenceNumber: string; endSequenceNumber: string };
type Entry = { channel: string; path: string; seq: string; payload: string };

// Other consumers cannot receive a letter in this time; the remaining letters become visible again at the end.
const VISIBILITY_TIMEOUT_S = 300;

/** Processes the whole queue once. */
export async function redrive(target: RedriveTarget, { dryRun, dropLost, say }: Options): Promise<Count> {
  const sqs = new SQSClient(target.client('sqs'));
  const streams = new DynamoDBStreamsClient(target.client('dynamodb'));
  const QueueUrl = target.deadLetters;
  const count: Count = { redriven: 0, lost: 0, dropped: 0, kept: 0 };
  const remaining: Message[] = [];
  const remove = ({ ReceiptHandle }: Message) => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  let key: string | undefined;

  for await (const letter of receiveAll(sqs, QueueUrl)) {
    try {
      const entries = await readEntries(streams, letter.Body ?? '');
      const what = entries.map(({ channel, seq }) => `#${channel} ${seq}`).join(', ');
      if (dryRun) {
        say(`would redrive ${what}`);
        remaining.push(letter);
      } else {
        key ??= await findApiKey(target);
        for (const entry of entries) await publish(target.eventsHttp, key, entry);
        await remove(letter);
        say(`redriven ${what}`);
      }
      count.redriven += 1;
    } catch (error) {
      if (!(error instanceof RecordLostError)) {
        count.kept += 1;
        remaining.push(letter);
        say(`kept ${letter.MessageId}: ${(error as Error).message}`);
      } else if (dropLost && !dryRun) {
        await remove(letter);
        count.dropped += 1;
        say(`dropped ${letter.MessageId}: ${error.message}`);
      } else {
        count.lost += 1;
        remaining.push(letter);
        say(
          `lost ${letter.MessageId}: ${error.message} Clients read the entry from the log; --drop-lost deletes the letter.`,
        );
      }
    }
  }
  for (const { ReceiptHandle } of remaining)
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  return count;
}

/** Receives every letter once: received letters stay invisible until the end. */
async function* receiveAll(sqs: SQSClient, QueueUrl: string): AsyncGenerator<Message> {
  for (;;) {
    // Long polling queries all of SQS's servers, so that an empty response means an empty queue (SQS developer guide, long polling).
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: VISIBILITY_TIMEOUT_S,
        WaitTimeSeconds: 1,
      }),
    );
    if (Messages.length === 0) return;
    yield* Messages;
  }
}

/** The record of a letter is no longer in the stream. */
class RecordLostError extends Error {}

/** The entries that a letter points to; the stream keeps them for 24 hours. */
async function readEntries(streams: DynamoDBStreamsClient, body: string): Promise<Entry[]> {
  const { streamArn, shardId, startSequenceNumber, endSequenceNumber } = parsePointer(body);
  try {
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId: shardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        SequenceNumber: startSequenceNumber,
      }),
    );
    const records = await readRecords(streams, ShardIterator, endSequenceNumber);
    if (records[0]?.dynamodb?.SequenceNumber !== startSequenceNumber) throw new RecordLostError(RECORD_LOST);
    return records.map(({ dynamodb }) => parseRow(dynamodb?.NewImage ?? {}));
  } catch (error) {
    const { name } = error as Error;
    if (name === 'TrimmedDataAccessException' || name === 'ResourceNotFoundException')
      throw new RecordLostError(RECORD_LOST);
    throw error;
  }
}

/**
 * Reads the records of a shard up to a sequence number. A page may be empty although records follow: only a page with a later record,
 * or without a next iterator, ends a shard (DynamoDB API reference, GetRecords).
 */
export async function readRecords(
  streams: Pick<DynamoDBStreamsClient, 'send'>,
  iterator: string | undefined,
  endSequenceNumber: string,
): Promise<StreamRecord[]> {
  const end = BigInt(endSequenceNumber);
  const found: StreamRecord[] = [];
  let next = iterator;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { Records = [], NextShardIterator } = await streams.send(
      new GetRecordsCommand({ ShardIterator: next, Limit: BATCH_MAX }),
    );
    found.push(...Records.filter(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0) <= end));
    if (Records.some(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0) >= end)) return found;
    if (!NextShardIterator) return found;
    next = NextShardIterator;
  }
  throw new Error(`the stream returned ${PAGES_MAX} pages without its record. Run this command again.`);
}

/** Pages that are read for one letter. Five reads a second of a shard are allowed, and the pipe itself makes four. */
const PAGES_MAX = 20;

// This stack's pipe has batches of one record; another pipe may have larger ones.
const BATCH_MAX = 100;
const RECORD_LOST = 'its record is older than 24 hours, or its stream was recreated.';

function parsePointer(body: string): Pointer {
  const { DDBStreamBatchInfo } = JSON.parse(body) as { DDBStreamBatchInfo?: Pointer };
  if (!DDBStreamBatchInfo?.streamArn) throw new Error('it is not a dead letter of a pipe with a DynamoDB stream.');
  return DDBStreamBatchInfo;
}

function parseRow(row: Record<string, { S?: string; N?: string }>): Entry {
  const { channel, path, seq, payload } = row;
  if (!channel?.S || !payload?.S) throw new Error('its record is not an entry of the log.');
  // A row without a path was written before channels had epochs; its path is the channel's name.
  return { channel: channel.S, path: path?.S ?? channel.S, seq: seq?.N ?? '?', payload: payload.S };
}

/** Sends the pipe's request, on the path of the epoch in which the entry was posted. A 200 can list the event as failed. */
async function publish(eventsHttp: string, key: string, { path, payload }: Entry): Promise<void> {
  const response = await fetch(eventsHttp, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: `/serverlesschat/channels/${path}`, events: [JSON.stringify(payload)] }),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`AppSync returned ${response.status}: ${body}`);
  const { failed = [] } = JSON.parse(body) as { failed?: unknown[] };
  if (failed.length > 0) throw new Error(`AppSync did not publish it: ${JSON.stringify(failed)}`);
}

/** A valid API key of the Event API: publishing on the log needs one. The key is never printed. */
async function findApiKey({ client, eventsApi }: RedriveTarget): Promise<string> {
  const appsync = new AppSyncClient(client('appsync'));
  let best: { id?: string | undefined; expires?: number | undefined } = {};
  for await (const { apiKeys = [] } of paginateListApiKeys({ client: appsync }, { apiId: eventsApi }))
    for (const key of apiKeys) if ((key.expires ?? 0) > (best.expires ?? 0)) best = key;
  if (!best.id) throw new Error('the Event API has no API key. The API key rotation creates one: see docs/runbook.md.');
  return best.id;
}
