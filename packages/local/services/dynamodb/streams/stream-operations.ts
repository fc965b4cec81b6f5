// DescribeStream, ListStreams, GetShardIterator and GetRecords. Every stream has one shard.
import { AwsError } from '../../../errors.ts';
import { notFoundError, validationError } from '../dynamodb-errors.ts';
import type { Database } from '../tables/database.ts';
import type { Table } from '../tables/table.ts';
import type { Stream, StreamRecord } from './table-stream.ts';

type Output = Record<string, unknown>;
type Request = Readonly<Record<string, unknown>>;

const SHARD = 'shardId-00000000000000000000-00000001';

/** AWS: API_streams_GetRecords and API_streams_GetShardIterator. */
const RECORDS_MAX = 1000;
const RECORDS_BYTES = 1024 * 1024;
const ITERATOR_MS = 15 * 60 * 1000;

/** Finds a stream and its table by the stream's ARN. */
export function streamOf(database: Database, arn: unknown): { table: Table; stream: Stream } {
  for (const table of database.tables.values())
    if (table.stream?.arn === arn) return { table, stream: table.stream as Stream };
  throw notFoundError(`Requested resource not found: Stream: ${arn} not found`);
}

/** Describes a stream with its one shard. */
export function describeStream(database: Database, request: Request): Output {
  const { table, stream } = streamOf(database, request['StreamArn']);
  const isPast = request['ExclusiveStartShardId'] === SHARD;
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: 'ENABLED',
      StreamViewType: stream.view,
      CreationRequestDateTime: Date.parse(`${stream.label}Z`) / 1000,
      TableName: table.name,
      KeySchema: table.definition.KeySchema,
      Shards: isPast ? [] : [{ ShardId: SHARD, SequenceNumberRange: { StartingSequenceNumber: stream.range().first } }],
    },
  };
}

/** Lists the streams of all tables, or of one. */
export function listStreams(database: Database, request: Request): Output {
  const tables = [...database.tables.values()].filter(
    ({ stream, name }) => stream && (request['TableName'] === undefined || request['TableName'] === name),
  );
  return {
    Streams: tables.map(({ name, stream }) => ({
      StreamArn: stream?.arn,
      StreamLabel: stream?.label,
      TableName: name,
    })),
  };
}

/** Where GetRecords continues, and until when the iterator is valid. */
type Iterator = { arn: string; after?: string; until: number };

/** Returns an iterator that begins at the requested position. */
export function getShardIterator(database: Database, request: Request): Output {
  const { stream } = streamOf(database, request['StreamArn']);
  if (request['ShardId'] !== SHARD)
    throw notFoundError(
      `Requested resource not found: Shard: ${request['ShardId']} in Stream: ${stream.arn} not found`,
    );
  return { ShardIterator: iteratorAt(database, stream, firstAfter(stream, request)) };
}

function firstAfter(stream: Stream, { ShardIteratorType: type, SequenceNumber: number }: Request): string | undefined {
  if (type === 'TRIM_HORIZON') return undefined;
  if (type === 'LATEST') return stream.latest();
  if (type !== 'AT_SEQUENCE_NUMBER' && type !== 'AFTER_SEQUENCE_NUMBER')
    throw validationError(
      `1 validation error detected: Value '${type}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
    );
  if (typeof number !== 'string' || !/^\d{21,40}$/.test(number)) throw validationError('Invalid SequenceNumber');
  const after = BigInt(number) - (type === 'AT_SEQUENCE_NUMBER' ? 1n : 0n);
  if (after < BigInt(stream.range().first) - 1n)
    throw new AwsError(
      'TrimmedDataAccessException',
      'The requested sequence number is beyond the trim horizon: its record is older than 24 hours.',
    );
  return String(after);
}

function iteratorAt(database: Database, stream: Stream, after: string | undefined): string {
  const iterator: Iterator = {
    arn: stream.arn,
    ...(after !== undefined && { after }),
    until: database.clock.now() + ITERATOR_MS,
  };
  return `${stream.arn}|1|${Buffer.from(JSON.stringify(iterator)).toString('base64')}`;
}

/** Reads the records after an iterator, at most 1,000 or 1 MB, and returns the next iterator. */
export function getRecords(database: Database, request: Request): Output {
  const iterator = parseIterator(request['ShardIterator']);
  const { stream } = streamOf(database, iterator.arn);
  if (iterator.until < database.clock.now())
    throw new AwsError('ExpiredIteratorException', 'The shard iterator has expired: it is valid for 15 minutes.');
  const limit = request['Limit'] ?? RECORDS_MAX;
  if (!Number.isInteger(limit) || (limit as number) < 1 || (limit as number) > RECORDS_MAX)
    throw validationError(`Limit: a whole number from 1 to ${RECORDS_MAX}.`);
  const records = withinBytes(stream.read(iterator.after, limit as number));
  const after = records.at(-1)?.dynamodb.SequenceNumber ?? iterator.after;
  return { Records: records.map(toApiRecord), NextShardIterator: iteratorAt(database, stream, after) };
}

function parseIterator(text: unknown): Iterator {
  try {
    const iterator = JSON.parse(Buffer.from(String(text).split('|')[2] ?? '', 'base64').toString()) as Iterator;
    if (typeof iterator.until === 'number' && /^\d{21,40}$/.test(iterator.after ?? '0'.repeat(21))) return iterator;
  } catch {
    // The error below is worded as AWS does.
  }
  throw validationError('Invalid ShardIterator');
}

function withinBytes(records: StreamRecord[]): StreamRecord[] {
  let bytes = 0;
  const end = records.findIndex(({ dynamodb }) => {
    bytes += dynamodb.SizeBytes;
    return bytes > RECORDS_BYTES;
  });
  return end < 0 ? records : records.slice(0, Math.max(1, end));
}

/** GetRecords omits the stream's ARN and capitalizes the members of an identity. AWS: API_streams_Identity. */
function toApiRecord({ userIdentity, eventSourceARN: _, ...record }: StreamRecord): Output {
  return {
    ...record,
    ...(userIdentity && { userIdentity: { PrincipalId: userIdentity.principalId, Type: userIdentity.type } }),
  };
}
