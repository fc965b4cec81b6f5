// What disappears with a message that is deleted or has expired.
import { isInChannel, type Message } from '@parley/chat';
import type { ChatTableDeps, Writes } from '../db/chat-table.ts';
import { deleteFileWrites } from '../db/file-rows.ts';
import { deleteVersionWrites } from '../db/version-rows.ts';
import { mentionWrites } from './mentions.ts';

/**
 * The rows that are deleted with a message, beside its text and its last edit: the earlier texts of one that was edited so often, its files,
 * and the unread mentions in it.
 */
export async function removalWrites(
  message: Message,
  edits: number,
  deps: ChatTableDeps & { now: () => number },
): Promise<Writes> {
  const { files = [], everyone: _, ...rest } = message;
  return [
    ...deleteVersionWrites(deps.chatTable, message, edits),
    ...deleteFileWrites(deps.chatTable, files),
    ...(isInChannel(message) ? await mentionWrites(message, { ...rest, message: '' }, new Map(), deps) : []),
  ];
}
