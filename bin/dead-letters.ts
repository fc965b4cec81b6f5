// The dead letters of the pipe: what each points to, said again on its channel, and only then taken out of the queue.
import { AppSyncClient, type AppSyncClientConfig, paginateListApiKeys } from '@aws-sdk/client-appsync';
import { DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** Where a Parley is: outputs of its stack, and how to reach AWS or the laptop that plays it. */
export type Place = {
  deadLetters: string;
  eventsHttp: string;
  eventsApi: string;
  client: (service: string) => Pick<AppSyncClientConfig, 'endpoint' | 'region' | 'credentials'>;
};

export type Options = { dryRun: boolean; dropLost: boolean; say: (line: string) => void };

/** What became of the letters. `lost`: the record is no longer in the stream; `kept`: it could not be said again. */
export type Count = { redriven: number; lost: number; dropped: number; kept: number };

/** What a pipe leaves in its dead-letter queue (EventBridge User Guide, Pipes error handling). */
type Pointer = { streamArn: string; shardId: string; startSequenceNumber: string; endSequenceNumber: string };
type Entry = { channel: string; path: string; seq: string; payload: string };

// Nobody else sees a letter meanwhile; those that stay are shown again at the end.
const HIDDEN_S = 300;

/** Goes through the whole queue once. */
export async function redrive(place: Place, { dryRun, dropLost, say }: Options): Promise<Count> {
  const sqs = new SQSClient(place.client('sqs'));
  const streams = new DynamoDBStreamsClient(place.client('dynamodb'));
  const QueueUrl = place.deadLetters;
  const count: Count = { redriven: 0, lost: 0, dropped: 0, kept: 0 };
  const stay: Message[] = [];
  const remove = ({ ReceiptHandle }: Message) => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  let key: string | undefined;

  for await (const letter of received(sqs, QueueUrl)) {
    try {
      const entries = await resolve(streams, letter.Body ?? '');
      const what = entries.map(({ channel, seq }) => `#${channel} ${seq}`).join(', ');
      if (dryRun) {
        say(`would redrive ${what}`);
        stay.push(letter);
      } else {
        key ??= await pipeKey(place);
        for (const entry of entries) await publish(place.eventsHttp, key, entry);
        await remove(letter);
        say(`redriven ${what}`);
      }
      count.redriven += 1;
    } catch (error) {
      if (!(error instanceof Lost)) {
        count.kept += 1;
        stay.push(letter);
        say(`kept ${letter.MessageId}: ${(error as Error).message}`);
      } else if (dropLost && !dryRun) {
        await remove(letter);
        count.dropped += 1;
        say(`dropped ${letter.MessageId}: ${error.message}`);
      } else {
        count.lost += 1;
        stay.push(letter);
        say(
          `lost ${letter.MessageId}: ${error.message} People read it from the log; --drop-lost takes the letter away.`,
        );
      }
    }
  }
  for (const { ReceiptHandle } of stay)
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  return count;
}

/** Every letter once: what was received stays hidden until the end. */
async function* received(sqs: SQSClient, QueueUrl: string): AsyncGenerator<Message> {
  for (;;) {
    // A short wait asks all of SQS's servers, so that an empty answer means an empty queue (SQS developer guide, long polling).
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: HIDDEN_S, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) return;
    yield* Messages;
  }
}

/** The record of a letter is gone from the stream for good. */
class Lost extends Error {}

/** The entries that a letter points to; the stream has them for 24 hours. */
async function resolve(streams: DynamoDBStreamsClient, body: string): Promise<Entry[]> {
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
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator, Limit: BATCH_MAX }));
    const within = Records.filter(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0) <= BigInt(endSequenceNumber));
    if (within[0]?.dynamodb?.SequenceNumber !== startSequenceNumber) throw new Lost(GONE);
    return within.map(({ dynamodb }) => parseRow(dynamodb?.NewImage ?? {}));
  } catch (error) {
    const { name } = error as Error;
    if (name === 'TrimmedDataAccessException' || name === 'ResourceNotFoundException') throw new Lost(GONE);
    throw error;
  }
}

// Our pipe takes one record at a time; another one may be set to take a few.
const BATCH_MAX = 100;
const GONE = 'its record is older than 24 hours, or its stream was made anew.';

function parsePointer(body: string): Pointer {
  const { DDBStreamBatchInfo } = JSON.parse(body) as { DDBStreamBatchInfo?: Pointer };
  if (!DDBStreamBatchInfo?.streamArn) throw new Error('it is no dead letter of a pipe from DynamoDB.');
  return DDBStreamBatchInfo;
}

function parseRow(row: Record<string, { S?: string; N?: string }>): Entry {
  const { channel, path, seq, payload } = row;
  if (!channel?.S || !payload?.S) throw new Error('its record is no entry of the log.');
  // A row without a path is of a time when nobody could be taken out of a channel.
  return { channel: channel.S, path: path?.S ?? channel.S, seq: seq?.N ?? '?', payload: payload.S };
}

/** The same request as the pipe's, on the path of the epoch in which it was said. A 200 may still name the event as failed. */
async function publish(eventsHttp: string, key: string, { path, payload }: Entry): Promise<void> {
  const answer = await fetch(eventsHttp, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: `/serverlesschat/channels/${path}`, events: [JSON.stringify(payload)] }),
  });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`AppSync answered ${answer.status}: ${body}`);
  const { failed = [] } = JSON.parse(body) as { failed?: unknown[] };
  if (failed.length > 0) throw new Error(`AppSync did not publish it: ${JSON.stringify(failed)}`);
}

/** A living key of the Event API: only the pipe's may publish on the log. It is used, and shown to nobody. */
async function pipeKey({ client, eventsApi }: Place): Promise<string> {
  const appsync = new AppSyncClient(client('appsync'));
  let best: { id?: string | undefined; expires?: number | undefined } = {};
  for await (const { apiKeys = [] } of paginateListApiKeys({ client: appsync }, { apiId: eventsApi }))
    for (const key of apiKeys) if ((key.expires ?? 0) > (best.expires ?? 0)) best = key;
  if (!best.id) throw new Error('the Event API has no key. The repair makes one: see docs/runbook.md.');
  return best.id;
}
