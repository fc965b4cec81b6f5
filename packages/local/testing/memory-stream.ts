// Test stub: a table's stream in memory.
import type { StreamRecord, StreamSource } from '../services/pipes/source-record.ts';

/** The ARN of the stream in all tests of pipes. */
export const STREAM_ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/log/stream/2026-01-01T00:00:00.000';

// DynamoDB's sequence numbers have at least 21 digits.
const BEFORE_FIRST = 600_000_000_000_000_000_000n;

type Attributes = Readonly<Record<string, string>>;

/** A stream to which a test adds records. Its sequence numbers are as long as DynamoDB's, and exceed a JavaScript number. */
export class MemoryStream implements StreamSource {
  readonly records: StreamRecord[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #now: () => number;
  readonly hashKey = 'channel';
  /** While set, reading throws this message. */
  readError: string | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  read(after: string | undefined, limit: number): readonly StreamRecord[] {
    if (this.readError) throw new Error(this.readError);
    const from = after === undefined ? 0 : Number(BigInt(after) - BEFORE_FIRST);
    return this.records.slice(from, from + limit);
  }

  latest(): string | undefined {
    return this.records.at(-1)?.dynamodb.SequenceNumber;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds a new item with string attributes. */
  insert(channel: string, more: Attributes): StreamRecord {
    return this.add('INSERT', channel, { NewImage: { channel: { S: channel }, ...stringAttributes(more) } });
  }

  add(
    eventName: StreamRecord['eventName'],
    channel: string,
    images: object,
    userIdentity?: StreamRecord['userIdentity'],
  ) {
    const number = this.records.length + 1;
    const record: StreamRecord = {
      eventID: `event-${number}`,
      eventName,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(this.#now() / 1_000),
        Keys: { channel: { S: channel }, seq: { N: String(number) } },
        ...images,
        SequenceNumber: String(BEFORE_FIRST + BigInt(number)),
        SizeBytes: 79,
        StreamViewType: 'NEW_IMAGE',
      },
      eventSourceARN: STREAM_ARN,
      ...(userIdentity && { userIdentity }),
    };
    this.records.push(record);
    for (const listener of this.#listeners) listener();
    return record;
  }
}

function stringAttributes(attributes: Attributes): Record<string, { S: string }> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { S: value }]));
}
