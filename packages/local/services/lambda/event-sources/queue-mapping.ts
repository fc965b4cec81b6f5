// An event source mapping from a queue: invokes the function with batches of messages.
// Source: Lambda developer guide, "Using Lambda with Amazon SQS", and "Implementing partial batch responses".
import type { Clock } from '../../../clock.ts';
import { type Properties, PropertyReader } from '../../../template/properties.ts';
import { parseRecordFilter, type RecordFilter } from '../../pipes/index.ts';
import { QueuePoller, type QueueRecord, type Sqs, withParsedBody } from '../../sqs/index.ts';
import type { InvokeResponse, Lambda } from '../lambda-service.ts';
import { invalidParameter, parseResponseTypes } from './event-source-settings.ts';

/** The settings of a mapping from a queue. */
export type QueueMappingSettings = {
  functionName: string;
  source: string;
  enabled: boolean;
  batchSize: number;
  windowMs: number;
  reportsFailures: boolean;
  filter: RecordFilter;
};

// Source: Lambda API reference, CreateEventSourceMapping.
const BATCH_SIZE = { from: 1, to: 10_000, fallback: 10 };
const WINDOW_SECONDS = { from: 0, to: 300, fallback: 0 };

/** What the role of the function must allow on the queue. */
export const QUEUE_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** Whether an event source is a standard queue. */
export function isQueue(source: unknown): boolean {
  return typeof source === 'string' && /^arn:aws:sqs:[^:]*:\d*:[^:]+$/.test(source) && !source.endsWith('.fifo');
}

/** Parses the properties of an `AWS::Lambda::EventSourceMapping` from a queue. */
export function parseQueueMapping(subject: string, properties: Properties): QueueMappingSettings {
  const mapping = new PropertyReader(properties, subject, invalidParameter);
  return {
    functionName: mapping.string('FunctionName'),
    source: mapping.string('EventSourceArn'),
    enabled: String(properties.Enabled ?? true) === 'true',
    batchSize: mapping.integer('BatchSize', BATCH_SIZE),
    windowMs: mapping.integer('MaximumBatchingWindowInSeconds', WINDOW_SECONDS) * 1_000,
    reportsFailures: parseResponseTypes(mapping),
    filter: parseRecordFilter(mapping.optionalObject('FilterCriteria').properties.Filters),
  };
}

/** A poller that invokes the function. A batch that fails as a whole becomes visible again, and may reach the dead-letter queue. */
export function queueMapping(
  { source, functionName, batchSize, windowMs, reportsFailures, filter }: QueueMappingSettings,
  { clock, sqs, lambda }: { clock: Clock; sqs: Pick<Sqs, 'queue' | 'receive'>; lambda: Pick<Lambda, 'invoke'> },
): QueuePoller {
  const queue = sqs.queue(source);
  if (!queue) throw invalidParameter(source, 'the queue does not exist');
  return new QueuePoller({
    clock,
    sqs,
    queue,
    batchSize,
    windowMs,
    accepts: (record) => filter(withParsedBody(record)),
    async consume(records) {
      const response = await lambda.invoke(functionName, { Records: records }).catch(failed);
      return failedRecords(response, records, reportsFailures);
    },
  });
}

function failedRecords(
  { payload, error }: InvokeResponse,
  records: readonly QueueRecord[],
  reportsFailures: boolean,
): readonly QueueRecord[] {
  if (error) return records;
  const { batchItemFailures } = Object(payload ?? {}) as { batchItemFailures?: unknown };
  if (!reportsFailures || batchItemFailures === undefined || batchItemFailures === null) return [];
  if (!Array.isArray(batchItemFailures)) return records;
  const ids = batchItemFailures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  const named = records.filter(({ messageId }) => ids.includes(messageId));
  // A report that names an unknown message fails the whole batch.
  return named.length === ids.length ? named : records;
}

function failed(error: Error): InvokeResponse {
  return { payload: { errorMessage: error.message }, error: 'Unhandled' };
}
