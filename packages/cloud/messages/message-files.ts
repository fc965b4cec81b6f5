// The files of a new message: uploaded by its author to this channel, and part of no other message.
import { type Entry, type FileReference, isInChannel, type NewEntry, referenceTo } from '@parley/chat';
import { type ChatTableDeps, readRows, rowFinder, type Writes } from '../db/chat-table.ts';
import { fileKey, parseFileRow, postFileWrite } from '../db/file-rows.ts';
import { ApiError } from '../errors.ts';

/** A row that is about to expire may be deleted while the message is stored. */
const EXPIRY_MARGIN_MS = 5 * 60_000;

export type MessageFilesDeps = ChatTableDeps & { now: () => number };

/**
 * What a new message says of its files, and the rows that change with it. Their conditions fail if another message has a file meanwhile: the
 * next round then finds that out.
 */
export async function filesOfMessage(
  newEntry: NewEntry,
  { channel, seq, userId, username, timestamp }: Entry,
  deps: MessageFilesDeps,
): Promise<{ files: FileReference[]; writes: Writes }> {
  const ids = newEntry.kind === 'message' ? (newEntry.files ?? []) : [];
  if (ids.length === 0) return { files: [], writes: [] };
  const found = rowFinder(await readRows(deps, ids.map(fileKey)));
  const files = ids.map((fileId) => {
    const row = parseFileRow(found(fileKey(fileId)), deps.now() + EXPIRY_MARGIN_MS);
    if (row?.channel !== channel || row.userId !== userId || row.state === 'posted') throw noFile();
    if (row.state === 'pending')
      throw new ApiError(409, 'file-not-stored', `“${row.name}” is not uploaded completely yet.`);
    return referenceTo(row);
  });
  const { thread } = newEntry.kind === 'message' && !isInChannel(newEntry) ? newEntry : {};
  const message = { channel, seq, username, timestamp, ...(thread !== undefined && { thread }) };
  return { files, writes: ids.map((fileId, index) => postFileWrite(deps.chatTable, fileId, index, message)) };
}

/** The same for all files that a user may not use, so that nothing can be learned of them. */
export function noFile(): ApiError {
  return new ApiError(
    404,
    'no-file',
    'A file of this message does not exist: it was not uploaded here, is part of another message, or has expired. Choose it again.',
  );
}
