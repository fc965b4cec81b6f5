// Whom a new message may notify.
import { type Entry, isInChannel, type Message } from '@parley/chat';
import type { ChannelAccess } from '../access/channel-access.ts';
import type { Writes } from '../db/chat-table.ts';
import type { Listeners } from '../db/listeners.ts';
import { encodeNotify, mentionedIn } from '../db/notify-attribute.ts';
import type { NamedMembers } from './mentions.ts';

/** The attribute of the row of an entry that says whom it may notify. Edits and reactions notify no user. */
export async function notifyAttribute(
  entry: Entry,
  { settings }: Pick<ChannelAccess, 'settings'>,
  { named, changes, listeners }: { named: NamedMembers; changes: Writes; listeners: Listeners },
): Promise<string | undefined> {
  if (entry.kind !== 'message') return undefined;
  const thread = entry.thread === undefined ? {} : { thread: entry.thread };
  // Only those who follow the thread are notified of a reply that is only there.
  if (!isInChannel(entry))
    return encodeNotify({ mentioned: othersIn(named, entry), direct: [], listeners: false, ...thread });
  const isDirect = settings.kind === 'direct';
  const others = isDirect ? (settings.participants ?? []).filter(({ userId }) => userId !== entry.userId) : [];
  return encodeNotify({
    mentioned: mentionedIn(changes),
    direct: others.map(({ userId }) => userId),
    listeners: !isDirect && (await listeners.exist(entry.channel)),
    ...thread,
  });
}

function othersIn(named: NamedMembers, { userId: author }: Message): string[] {
  return [...named.values()].filter((userId) => userId !== author);
}
