// Reads a queue for a function or a pipe: in batches, and deletes the messages that were accepted.
// Source: Lambda developer guide, "Using Lambda with Amazon SQS"; EventBridge User Guide, "Amazon SQS as a source".
import type { Clock } from '../../clock.ts';
import { REGION } from '../resource-ids.ts';
import { type Message, md5, type Queue } from './queue.ts';
import type { Sqs } from './sqs-service.ts';

/** A message as functions and pipes receive it. */
export type QueueRecord = {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Readonly<Record<string, string>>;
  messageAttributes: Readonly<Record<string, unknown>>;
  md5OfBody: string;
  eventSource: 'aws:sqs';
  eventSourceARN: string;
  awsRegion: string;
};

/** What a poller reads, and what handles it. */
export type QueuePollerDeps = {
  clock: Clock;
  sqs: Pick<Sqs, 'receive'>;
  queue: Queue;
  batchSize: number;
  windowMs: number;
  /** Whether a record is for the consumer; others are deleted. @default all are */
  accepts?: (record: QueueRecord) => boolean;
  /** Handles a batch; returns the records that failed. They become visible again, and others are deleted. Never throws. */
  consume: (records: readonly QueueRecord[]) => Promise<readonly QueueRecord[]>;
};

/** One request receives at most ten messages (SQS API reference, ReceiveMessage). */
const RECEIVE_MAX = 10;

/** How long a receive waits for a message, as AWS's pollers do: long polling of 20 seconds. */
const WAIT_MS = 20_000;

/** Reading is tried again after this time when the queue cannot be read or written. */
const RETRY_MS = 1_000;

/** Polls one queue between `start` and `stop`. */
export class QueuePoller {
  readonly #deps: QueuePollerDeps;
  #stop: AbortController | undefined;
  #polling: Promise<void> = Promise.resolve();
  #cancelWait = () => {};
  /** The number of records that are being handled. */
  inFlight = 0;

  constructor(deps: QueuePollerDeps) {
    this.#deps = deps;
  }

  get running(): boolean {
    return this.#stop !== undefined;
  }

  start(): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.#polling = this.#poll(this.#stop.signal);
  }

  /** Stops reading; resolves when the batch in progress is handled. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    this.#stop = undefined;
    this.#cancelWait();
    await this.#polling;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const messages = await this.#receiveBatch(signal);
        if (messages.length > 0) await this.#handle(messages);
      } catch {
        await this.#wait(RETRY_MS);
      }
    }
  }

  /** A batch is complete when it is full, or when its window ends. */
  async #receiveBatch(signal: AbortSignal): Promise<Message[]> {
    const { clock, batchSize, windowMs } = this.#deps;
    const batch = await this.#receive(batchSize, WAIT_MS, signal);
    const end = clock.monotonic() + windowMs;
    while (batch.length > 0 && batch.length < batchSize && !signal.aborted) {
      const left = end - clock.monotonic();
      const more = await this.#receive(batchSize - batch.length, Math.max(0, left), signal);
      if (more.length === 0) break;
      batch.push(...more);
    }
    return batch;
  }

  #receive(most: number, waitMs: number, signal: AbortSignal): Promise<Message[]> {
    const { sqs, queue } = this.#deps;
    const hiddenSeconds = queue.settings.VisibilityTimeout;
    return sqs.receive(queue, { most: Math.min(most, RECEIVE_MAX), hiddenSeconds, waitMs, signal });
  }

  async #handle(messages: readonly Message[]): Promise<void> {
    const { queue, accepts = () => true, consume } = this.#deps;
    const records = messages.map((message) => toRecord(message, queue));
    const accepted = records.filter(accepts);
    this.inFlight = accepted.length;
    const failed = new Set(accepted.length > 0 ? await consume(accepted) : []);
    this.inFlight = 0;
    for (const record of records) if (!failed.has(record)) await queue.delete(record.receiptHandle);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#deps.clock.after(ms, resolve);
      this.#cancelWait = () => {
        cancel();
        resolve();
      };
    });
  }
}

function toRecord(message: Message, queue: Queue): QueueRecord {
  const { id, receipt = '', body, attributes, receives, sentAt, firstReceivedAt = sentAt } = message;
  return {
    messageId: id,
    receiptHandle: receipt,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, toAttribute(value)]),
    ),
    md5OfBody: md5(body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: REGION,
  };
}

/** `StringValue` becomes `stringValue`: the events of Lambda begin in lower case. */
function toAttribute(attribute: unknown): unknown {
  const { DataType, StringValue, BinaryValue } = attribute as Record<string, unknown>;
  return {
    dataType: DataType,
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
  };
}

/** A record with its body parsed, as filters and templates see it; a body that is not JSON stays a text. */
export function withParsedBody(record: QueueRecord): Omit<QueueRecord, 'body'> & { body: unknown } {
  try {
    return { ...record, body: JSON.parse(record.body) };
  } catch {
    return record;
  }
}
