// The source of a pipe: the records of a table's stream, and paths into them.

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

/**
 * The pattern of a path: `$.dynamodb.NewImage.tags.L[0].S`. Names have letters, digits, `_`, `-` and `/` (Pipes API reference,
 * dynamic path).
 */
export const PATH_PATTERN = String.raw`\$(?:\.[\w/-]+(?:\[(?:\d+|\*)\])*)*`;

const WHOLE_PATH = new RegExp(`^${PATH_PATTERN}$`);

/** Whether a string is a path as a whole. */
export function isPath(text: string): boolean {
  return WHOLE_PATH.test(text);
}

/** The value at a path, or undefined. Items of a list are addressed by `[0]`, `.0` or `[*]`. */
export function resolvePath(path: string, from: unknown): unknown {
  return walk(path.match(/[\w/-]+|\*/g) ?? [], from);
}

function walk(steps: readonly string[], at: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return at;
  if (Array.isArray(at)) return step === '*' ? at.map((one) => walk(rest, one)) : walk(rest, at[Number(step)]);
  // Own properties only, so that a step named `constructor` cannot leave the record.
  const isObject = typeof at === 'object' && at !== null && Object.hasOwn(at, step);
  return isObject ? walk(rest, (at as Record<string, unknown>)[step]) : undefined;
}

/** A value as a string: a string unchanged, undefined as an empty string, anything else as JSON. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value);
}
