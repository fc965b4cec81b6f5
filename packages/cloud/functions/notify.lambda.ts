// The function that notifies users of messages while no page of theirs is open: it reads the stream of the log.
import { parsePayload } from '@parley/chat';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { parseNotify } from '../db/notify-attribute.ts';
import { PAGE_ORIGIN, PUSH_KEY, required } from '../environment.ts';
import { DeviceRegistry } from '../notifications/devices.ts';
import { Notifier } from '../notifications/notifier.ts';
import { accountParameters } from '../notifications/parameters.ts';
import { PushKeys } from '../notifications/push-key.ts';
import { pushSender } from '../notifications/push-sender.ts';
import { openServices } from './services.ts';

const { rows } = openServices();
const notifier = new Notifier({
  ...rows,
  devices: new DeviceRegistry(rows),
  keys: new PushKeys({ ...rows, parameters: accountParameters(), name: required(PUSH_KEY) }),
  send: pushSender(required(PAGE_ORIGIN)),
});

/** No further record begins when less time is left: one takes at most as long as a push service may. */
const LEFT_MS_MIN = 10_000;

/** Notifies of each message of a batch; those that failed are delivered again. */
export async function handler({ Records }: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  const failed: DynamoDBRecord[] = [];
  for (const record of Records)
    if (context.getRemainingTimeInMillis() < LEFT_MS_MIN || !(await notify(record))) failed.push(record);
  return {
    batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })),
  };
}

async function notify({ dynamodb }: DynamoDBRecord): Promise<boolean> {
  const { payload, notify: attribute } = dynamodb?.NewImage ?? {};
  const entry = parsePayload(payload?.S);
  if (entry.kind !== 'message' || attribute?.S === undefined) return true;
  try {
    return await notifier.notify(entry, parseNotify(attribute.S));
  } catch (error) {
    console.error(error);
    return false;
  }
}
