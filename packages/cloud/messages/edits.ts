// Edits, deletions, reactions and pins: what they may change, and the rows that change with them.
import {
  type Action,
  applyChange,
  applyReply,
  type Change,
  changedSeqOf,
  EMOJI_MAX,
  type Entry,
  encodePayload,
  isChange,
  isInChannel,
  type Message,
  type Placeholder,
  REACTIONS_MAX,
} from '@parley/chat';
import { type ChannelAccess, can } from '../access/channel-access.ts';
import type { Members } from '../access/members.ts';
import { auditWrite } from '../db/audit-rows.ts';
import type { ChatTableDeps, Writes } from '../db/chat-table.ts';
import { asOfNow } from '../db/expiry.ts';
import type { Log } from '../db/log.ts';
import { versionWrite } from '../db/version-rows.ts';
import { ApiError } from '../errors.ts';
import { conversationWrites } from './conversation-changes.ts';
import { mentionWrites, type NamedMembers } from './mentions.ts';
import { removalWrites } from './message-removal.ts';
import { pinWrites } from './pin-writes.ts';
import { editFollowers, replyFollowers } from './thread-replies.ts';

/** The message that a change is about. Throws when it does not exist, is deleted, or is not the user's to change or delete. */
export function targetOf(change: Change, found: Entry | undefined, may: (action: Action) => boolean): Message {
  if (found?.kind !== 'message')
    throw new ApiError(404, 'no-message', `#${change.channel} has no message ${change.target}.`);
  if (found.expired) throw new ApiError(409, 'deleted', 'The message has expired and cannot be changed.');
  const own = found.userId === change.userId && may('edit-own');
  const isOfAuthor = change.kind === 'edit' || change.kind === 'deletion';
  if (isOfAuthor && !own && !(change.kind === 'deletion' && may('delete-any')))
    throw new ApiError(403, 'not-yours', 'You can edit or delete only your own messages.');
  if (found.deleted) throw new ApiError(409, 'deleted', 'The message is deleted and cannot be changed.');
  return found;
}

/** The message after a change. Throws when it has no room for another reaction. */
export function changedMessage(target: Message, change: Change): Message {
  const message = applyChange(target, change);
  if (change.kind !== 'reaction' || !change.on) return message;
  const { reactions = [] } = message;
  if (reactions.length > EMOJI_MAX)
    throw new ApiError(409, 'too-many-reactions', `A message can have ${EMOJI_MAX} different reactions.`);
  if (reactions.some(({ userIds }) => userIds.length > REACTIONS_MAX))
    throw new ApiError(409, 'too-many-reactions', `${REACTIONS_MAX} users have this reaction, which is the limit.`);
  return message;
}

/** An edit whose text is no longer that of its message: its position in the log, without the text. */
export function tombstone({ channel, seq, id, timestamp, username, userId, count }: Entry): Placeholder {
  return { channel, seq, id, timestamp, username, userId, count, kind: 'other' };
}

/** The rows that an entry changes, and the number of pinned messages from then on, if it may change that. */
export type ChangedRows = { writes: Writes; pins?: number };

export type ChangeDeps = ChatTableDeps & { log: Log; members: Members; logTable: string; now: () => number };

/**
 * The rows that an entry, which names `named`, changes: the message that it is about, that message's last edit and versions, mentions, the lists of
 * the participants of a direct conversation, the audit trail, the list of pinned messages, and the thread whose `root` is given.
 *
 * These rows change only in a transaction that appends an entry. They are read consistently after the head was read, so a round
 * that wins head + 1 knows that they have not changed in between, and a round that loses reads them again. Undefined when a row
 * shows that the head is outdated: head + 1 is then the seq of that row, and a transaction may not touch an item twice.
 */
export async function changeWrites(
  entry: Entry,
  access: ChannelAccess,
  named: NamedMembers,
  deps: ChangeDeps,
  { everyone = [], root }: { everyone?: readonly string[]; root?: Message | undefined } = {},
): Promise<ChangedRows | undefined> {
  const { log, logTable, chatTable } = deps;
  if (entry.kind === 'message') {
    const writes = [
      ...(isInChannel(entry) ? await mentionWrites(undefined, entry, named, deps, everyone) : []),
      ...(await conversationWrites(access, entry, deps)),
      ...(root ? [rewriteEntry(logTable, applyReply(root, entry))] : []),
      ...(root ? await replyFollowers(root, entry, access, named, deps) : []),
    ];
    return { writes };
  }
  if (!isChange(entry)) return { writes: [] };
  const stored = await log.stored(entry.channel, entry.target);
  const found = stored && asOfNow(stored.entry, access.settings, deps.now());
  const target = targetOf(entry, found, (action) => can(access, action));
  if (changedSeqOf(target) >= entry.seq) return undefined;
  const { edits = 0 } = stored ?? {};
  const message = changedMessage(target, entry);
  const isUnpinning = entry.kind === 'deletion' && target.pinned !== undefined;
  const pinned = entry.kind === 'pin' || isUnpinning ? await pinWrites(entry, target, deps) : undefined;
  // An edit keeps the text that it replaces; the removal of previews replaces none.
  const isNewText = entry.kind === 'edit' && !(entry.noPreviews && entry.message === target.message);
  const changesText = entry.kind === 'edit' || entry.kind === 'deletion';
  const outdatedEdit = !changesText ? undefined : await lastEditOf(log, entry.channel, stored?.lastEdit);
  const writes = [
    ...(entry.kind === 'deletion' && target.userId !== entry.userId ? [moderationWrite(chatTable, entry, target)] : []),
    rewriteEntry(
      logTable,
      message,
      entry.kind === 'edit' ? { lastEdit: entry.seq, edits: edits + (isNewText ? 1 : 0) } : undefined,
    ),
    ...(outdatedEdit ? [rewriteEntry(logTable, tombstone(outdatedEdit))] : []),
    ...(isNewText ? [versionWrite(chatTable, target, edits)] : []),
    ...(entry.kind === 'deletion' ? await removalWrites(target, edits, deps) : []),
    ...(entry.kind !== 'deletion' && isInChannel(target) ? await mentionWrites(target, message, named, deps) : []),
    ...(target.thread === undefined ? [] : await editFollowers(target, message, named, deps)),
    ...(pinned?.writes ?? []),
  ];
  return { writes, ...(pinned && { pins: pinned.pins }) };
}

/** The edit whose text an edit or a deletion replaces. Without its tombstone the table would still contain a deleted text. */
async function lastEditOf(log: Log, channel: string, lastEdit: number | undefined): Promise<Entry | undefined> {
  return lastEdit === undefined ? undefined : (await log.stored(channel, lastEdit))?.entry;
}

/** What the row of an edited message says about its edits. */
type EditsOfRow = { lastEdit: number; edits: number };

/** The audit record of a message that was deleted by another user. */
function moderationWrite(chatTable: string, deletion: Change, target: Message): Writes[number] {
  const { userId, username, timestamp: at } = deletion;
  return auditWrite(chatTable, deletion.channel, {
    at,
    by: { userId, username },
    action: 'deleted',
    user: { userId: target.userId, username: target.username },
    value: `${deletion.target}`,
  });
}

// An entry that has expired since it was read is not written again: the round is lost, and the next one reads what remains of it.
function rewriteEntry(logTable: string, entry: Entry, edited?: EditsOfRow): Writes[number] {
  const { channel, seq } = entry;
  const isTombstone = 'expired' in entry && entry.expired === true;
  return {
    Update: {
      TableName: logTable,
      Key: { channel, seq },
      UpdateExpression: `SET payload = :payload${edited ? ', lastEdit = :lastEdit, edits = :edits' : ''}`,
      ConditionExpression: `attribute_exists(seq)${isTombstone ? '' : ' AND attribute_not_exists(expired)'}`,
      ExpressionAttributeValues: {
        ':payload': encodePayload(entry),
        ...(edited && { ':lastEdit': edited.lastEdit, ':edits': edited.edits }),
      },
    },
  };
}
