// The rows of files: what is uploaded and by whom, until a message has it. A file without its row cannot be read, and its bytes are deleted.
import { type FileReference, isExpired, type NewFile, type Retention, type ThumbnailType } from '@parley/chat';
import type { Key, Row, Writes } from './chat-table.ts';

/**
 * The state of a file: `pending` until its bytes are stored, `stored` until a message has it, `posted` as long as that message has it. Rows
 * of the first two expire.
 */
export type FileState = 'pending' | 'stored' | 'posted';

/** A file: what its author said of it, and what became of it. */
export type FileRow = Omit<FileReference, 'thumbnail'> & {
  channel: string;
  /** The author. */
  userId: string;
  state: FileState;
  thumbnail?: { size: number; type: ThumbnailType };
  /** The multipart upload of S3. */
  uploadId?: string;
  /** When the row expires, in seconds since 1970. */
  expiresAt?: number;
  /** Of a posted file: the place in the list of its channel, and its message. */
  filesOf?: string;
  place?: number;
  seq?: number;
  username?: string;
  postedAt?: string;
  thread?: number;
};

/** The index of the chat table by channel and place; only files of messages are in it. */
export const FILE_INDEX = 'Files';

/** The places of one message in the list of files: more than it has files. */
const PLACES = 100;

/** Where a file of a message is listed: from the newest message to the oldest, in each in the order of its files. */
function placeOf(seq: number, index: number): number {
  return seq * PLACES + (PLACES - 1 - index);
}

/** How the keys of the rows of files begin: the stream's filter in files.construct.ts. */
export const FILE_PREFIX = 'file#';

/** How long an upload may take, and how long a stored file waits for its message. */
export const PENDING_SECONDS = 24 * 60 * 60;

export function fileKey(fileId: string): Key {
  return { pk: `${FILE_PREFIX}${fileId}`, sk: 'file' };
}

/** The id of the file of a row that was removed; undefined for another row. */
export function fileIdOf(pk: string | undefined): string | undefined {
  return pk?.startsWith(FILE_PREFIX) ? pk.slice(FILE_PREFIX.length) : undefined;
}

/** The row of a new file. */
export function newFileRow(file: NewFile, { channel, userId, now }: { channel: string; userId: string; now: number }) {
  return { ...fileKey(file.fileId), ...file, channel, userId, state: 'pending', expiresAt: expiry(now) };
}

/** When a row that is written now expires. */
export function expiry(now: number): number {
  return Math.floor(now / 1000) + PENDING_SECONDS;
}

/** Reads a row. One that has expired is deleted some time later by DynamoDB, and does not exist any more. */
export function parseFileRow(row: Row | undefined, now: number): FileRow | undefined {
  if (!row) return undefined;
  const { pk: _pk, sk: _sk, ...file } = row;
  const { expiresAt } = file as FileRow;
  return expiresAt !== undefined && expiresAt * 1000 <= now ? undefined : (file as FileRow);
}

/** Whether a file has expired with its message: of a row without a time, as soon as the position in the channel's row says so. */
export function hasExpired({ seq = 0, postedAt }: FileRow, retention: Retention, now: number): boolean {
  return isExpired({ seq, timestamp: postedAt ?? new Date(now).toISOString() }, retention, now);
}

/** The message that gets a file. `thread` is that of a reply that is not displayed in the channel. */
export type FileMessage = { channel: string; seq: number; username: string; timestamp: string; thread?: number };

/** Gives a stored file to a message, and to no other; from then on it is in the list of the channel's files. */
export function postFileWrite(
  chatTable: string,
  fileId: string,
  index: number,
  { channel, seq, username, timestamp, thread }: FileMessage,
): Writes[number] {
  return {
    Update: {
      TableName: chatTable,
      Key: fileKey(fileId),
      UpdateExpression: `SET #state = :posted, seq = :seq, filesOf = :channel, place = :place, username = :username, postedAt = :time${thread === undefined ? '' : ', thread = :thread'} REMOVE expiresAt`,
      ConditionExpression: '#state = :stored',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ...{ ':posted': 'posted', ':stored': 'stored', ':seq': seq, ':channel': channel },
        ...{ ':place': placeOf(seq, index), ':username': username, ':time': timestamp },
        ...(thread !== undefined && { ':thread': thread }),
      },
    },
  };
}

/** Deletes the files of a message: readers can no longer open them, and the stream of the table has their bytes deleted. */
export function deleteFileWrites(chatTable: string, files: readonly Pick<FileReference, 'fileId'>[]): Writes {
  return files.map(({ fileId }) => ({ Delete: { TableName: chatTable, Key: fileKey(fileId) } }));
}
