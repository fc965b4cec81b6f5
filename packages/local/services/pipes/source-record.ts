// What a pipe reads: the records of a table's stream, and the door to them.

/** A change of one item, as DynamoDB Streams tells it; attribute values stay in DynamoDB's own JSON. */
export type StreamRecord = {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: string;
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Seconds since 1970, rounded down: never good enough to order by. */
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

/** One table's stream, as a pipe needs it. `after` and `latest` are sequence numbers. */
export interface StreamSource {
  /** Up to `limit` records that follow `after`, or the oldest ones. */
  read(after: string | undefined, limit: number): readonly StreamRecord[];
  /** The newest record's sequence number; undefined while there is none. */
  latest(): string | undefined;
  /** Calls the listener whenever there may be more to read; returns how to stop that. */
  onChange(listener: () => void): () => void;
  /** The name of the table's partition key. Without it the first of a record's Keys counts as such. */
  readonly hashKey?: string;
}

/** When the change was made, to the second. */
export function bornAt(record: StreamRecord): number {
  return record.dynamodb.ApproximateCreationDateTime * 1_000;
}

/** What records must share to be delivered in order: the value of the partition key. */
export function partitionOf({ dynamodb: { Keys } }: StreamRecord, hashKey = Object.keys(Keys)[0]): string {
  return JSON.stringify(hashKey === undefined ? null : Keys[hashKey]);
}

/** The paths that Pipes takes (Pipes API reference, dynamic path): names of letters, digits, `_`, `-` and `/`. */
export const PATH = String.raw`\$(?:\.[\w/-]+(?:\[(?:\d+|\*)\])*)*`;

const WHOLE_PATH = new RegExp(`^${PATH}$`);

/** Whether a text is one whole path. */
export function isPath(text: string): boolean {
  return WHOLE_PATH.test(text);
}

/** What a path leads to; undefined if it leads nowhere. A list takes `[0]`, `.0` or `[*]`. */
export function follow(path: string, from: unknown): unknown {
  return walk(path.match(/[\w/-]+|\*/g) ?? [], from);
}

function walk(steps: readonly string[], at: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return at;
  if (Array.isArray(at)) return step === '*' ? at.map((one) => walk(rest, one)) : walk(rest, at[Number(step)]);
  // Own properties only: a step named `constructor` must not lead out of the record.
  const isObject = typeof at === 'object' && at !== null && Object.hasOwn(at, step);
  return isObject ? walk(rest, (at as Record<string, unknown>)[step]) : undefined;
}

/** A value as plain text: a string as it is, nothing as an empty one, anything else as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value);
}
