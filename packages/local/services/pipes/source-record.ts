// The source of a pipe: the records of a table's stream.

/** A change of one item, as DynamoDB Streams records it; attribute values are in DynamoDB JSON. */
export type StreamRecord = {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: string;
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Seconds since 1970, rounded down; too coarse to order by. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Readonly<Record<string, unknown>>;
    readonly NewImage?: Readonly<Record<string, unknown>>;
    readonly OldImage?: Readonly<Record<string, unknown>>;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
  readonly eventSourceARN: string;
  readonly userIdentity?: { readonly type: string; readonly principalId: string };
};

/** The stream of one table. `after` and `latest` are sequence numbers. */
export interface StreamSource {
  /** Up to `limit` records after `after`, or the oldest records without it. */
  read(after: string | undefined, limit: number): readonly StreamRecord[];
  /** The sequence number of the newest record; undefined while the stream is empty. */
  latest(): string | undefined;
  /** Calls the listener whenever there may be more to read; returns a function that unsubscribes it. */
  onChange(listener: () => void): () => void;
  /** The name of the table's partition key. Without it, the first of a record's Keys is used. */
  readonly hashKey?: string;
}

/** The time of the change, with a resolution of one second. */
export function createdAt(record: StreamRecord): number {
  return record.dynamodb.ApproximateCreationDateTime * 1_000;
}

/** The value of the partition key: records that share it are delivered in order. */
export function partitionKeyOf({ dynamodb: { Keys } }: StreamRecord, hashKey = Object.keys(Keys)[0]): string {
  return JSON.stringify(hashKey === undefined ? null : Keys[hashKey]);
}
