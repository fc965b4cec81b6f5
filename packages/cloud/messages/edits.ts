// What an entry changes beside itself: the message that it is about, and who is called by name.
import { type Action, changedSeqOf, type Entry, encodePayload, isChange } from '@parley/chat';
import { audited } from '../db/audit-rows.ts';
import type { Writes } from '../db/chat-table.ts';
import type { Log } from '../db/log.ts';
import { mentionWrites } from './mentions.ts';
import { targetOf, wordless, workedIn } from './target.ts';

export type ChangesNeeds = { log: Log; logTable: string; chatTable: string; now: () => number };

/**
 * The row of the message that an entry is about, that of the message's last edit, and who is called by name.
 *
 * These rows change only in a transaction that puts an entry at head + 1. They are read, consistently, when the head is known
 * already; so whoever then wins head + 1 knows that nothing has changed them in between, and whoever does not win reads them
 * again. Undefined when a row shows that the head is an old one: the place after it is that row's own, and a transaction may
 * not touch an item twice.
 */
export async function changesOf(
  entry: Entry,
  may: (action: Action) => boolean,
  { log, logTable, chatTable, now }: ChangesNeeds,
): Promise<Writes | undefined> {
  if (entry.kind === 'message') return mentionWrites(chatTable, '', entry, now());
  if (!isChange(entry)) return [];
  const kept = await log.kept(entry.channel, entry.target);
  const target = targetOf(entry, kept?.entry, may);
  if (changedSeqOf(target) >= entry.seq) return undefined;
  const message = workedIn(target, entry);
  const words = entry.kind === 'reaction' ? [] : await outdated(log, entry.channel, kept?.lastEdit);
  const { userId, username, timestamp: at } = entry;
  const ruled = target.userId !== userId && entry.kind === 'deletion';
  const { userId: author, username: name } = target;
  const line = { at, by: { userId, username }, action: 'deleted', user: { userId: author, username: name } };
  return [
    ...(ruled ? [audited(chatTable, entry.channel, { ...line, value: `${entry.target}` })] : []),
    rewritten(logTable, message, entry.kind === 'edit' ? entry.seq : kept?.lastEdit),
    ...words.map((edit) => rewritten(logTable, edit)),
    ...mentionWrites(chatTable, target.message, message, now()),
  ];
}

/** The edit whose words no longer stand, without them: only so is a text that was taken back gone from the table. */
async function outdated(log: Log, channel: string, lastEdit: number | undefined): Promise<Entry[]> {
  const kept = lastEdit === undefined ? undefined : await log.kept(channel, lastEdit);
  return kept ? [wordless(kept.entry)] : [];
}

function rewritten(logTable: string, entry: Entry, lastEdit?: number): Writes[number] {
  const { channel, seq } = entry;
  return {
    Update: {
      TableName: logTable,
      Key: { channel, seq },
      UpdateExpression: `SET payload = :payload${lastEdit === undefined ? '' : ', lastEdit = :lastEdit'}`,
      ConditionExpression: 'attribute_exists(seq)',
      ExpressionAttributeValues: {
        ':payload': encodePayload(entry),
        ...(lastEdit !== undefined && { ':lastEdit': lastEdit }),
      },
    },
  };
}
