// The files that this browser uploads: what is kept of each until its message is in the log.
import type { FileReference } from '@parley/chat';

/**
 * How an upload proceeds. A `failed` one has a `problem`. The message of a `held` one was marked as failed with that problem; it is
 * uploaded again when the message is sent again.
 */
export type UploadState = 'waiting' | 'uploaded' | 'failed' | 'held';

/**
 * A file that was picked. It is in the tray of its channel, or of the thread with the root `thread`, until a message is sent with it; then
 * `message` is the id of that message. The files of a tray have ascending `order`. The dimensions and the duration are as in a `FileReference`.
 */
export type FileRecord = Omit<FileReference, 'thumbnail'> & {
  channel: string;
  thread?: number;
  order: number;
  thumbnail?: { size: number; type: string };
  state: UploadState;
  problem?: string;
  uploadedAt?: number;
  message?: string;
};

/** Whether a file is for the messages of a channel, or for the replies of one of its threads. */
export function isFor(
  file: { channel: string; thread?: number | undefined },
  channel: string,
  thread: number | undefined,
): boolean {
  return file.channel === channel && file.thread === thread;
}

/** The bytes of a file, and of its thumbnail. */
export type FileContent = { file: Blob; thumbnail?: Blob };

/** All files of a user in this browser, in the order in which they were picked. */
export type FileRecords = readonly FileRecord[];

/** The bytes that a file takes in the storage of the browser. */
export function storedBytes({ size, thumbnail }: Pick<FileRecord, 'size' | 'thumbnail'>): number {
  return size + (thumbnail?.size ?? 0);
}

/** A record that is uploaded again, without the outcome of earlier attempts. */
export function waiting({ problem: _problem, uploadedAt: _uploadedAt, ...record }: FileRecord): FileRecord {
  return { ...record, state: 'waiting' };
}
