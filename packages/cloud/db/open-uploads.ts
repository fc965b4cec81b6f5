// The unfinished uploads of each user: a set of their ids in one row, whose size limits them.

import { UpdateCommand } from '../dynamodb/commands.ts';
import { type ChatTableDeps, type Key, readRows, rowFinder, type Writes } from './chat-table.ts';
import { expiry, fileKey, parseFileRow } from './file-rows.ts';

function uploadsKey(userId: string): Key {
  return { pk: `uploads#${userId}`, sk: 'open' };
}

/** Adds an upload; the condition fails when the user has as many as the limit. */
export function openUploadWrite(
  chatTable: string,
  userId: string,
  fileId: string,
  limit: number,
  now: number,
): Writes[number] {
  return {
    Update: {
      TableName: chatTable,
      Key: uploadsKey(userId),
      UpdateExpression: 'ADD fileIds :ids SET expiresAt = :expiry',
      ConditionExpression: 'attribute_not_exists(fileIds) OR size(fileIds) < :limit',
      ExpressionAttributeValues: { ':ids': new Set([fileId]), ':expiry': expiry(now), ':limit': limit },
    },
  };
}

/** Removes uploads that are finished. */
export function closeUploadsUpdate(chatTable: string, userId: string, fileIds: readonly string[]) {
  return {
    TableName: chatTable,
    Key: uploadsKey(userId),
    UpdateExpression: 'DELETE fileIds :ids',
    ExpressionAttributeValues: { ':ids': new Set(fileIds) },
  };
}

/** Removes the uploads of a user that have expired, which happens without a request. Returns whether there were any. */
export async function closeExpiredUploads(
  userId: string,
  deps: ChatTableDeps & { now: () => number },
): Promise<boolean> {
  const [row] = await readRows(deps, [uploadsKey(userId)]);
  const ids = [...((row?.['fileIds'] as Set<string> | undefined) ?? [])];
  const found = rowFinder(await readRows(deps, ids.map(fileKey)));
  const ended = ids.filter((fileId) => parseFileRow(found(fileKey(fileId)), deps.now())?.state !== 'pending');
  if (ended.length === 0) return false;
  await deps.dynamodb.send(new UpdateCommand(closeUploadsUpdate(deps.chatTable, userId, ended)));
  return true;
}
