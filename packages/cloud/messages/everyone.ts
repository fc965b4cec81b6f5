// Whom a message mentions by @channel and @here, if its author may.
import { EVERYONE_MAX, mayMentionEveryone, type NewEntry, presenceAt } from '@parley/chat';
import { accessDenied } from '../access/access-errors.ts';
import type { ChannelAccess } from '../access/channel-access.ts';
import { type ChatTableDeps, readRows } from '../db/chat-table.ts';
import { parsePresenceRow, presenceKey } from '../db/presence-rows.ts';
import { membersOf } from './mentions.ts';

export type EveryoneDeps = ChatTableDeps & { presence: boolean; now: () => number };

/**
 * The ids of the members whom a new entry mentions beside those whom it names. `@here` are those who are online as far as anyone has looked; where
 * presence is switched off, all.
 */
export async function everyoneMentioned(
  newEntry: NewEntry,
  access: ChannelAccess,
  deps: EveryoneDeps,
): Promise<readonly string[]> {
  if (newEntry.kind !== 'message' || !newEntry.everyone) return [];
  const { settings, effectiveRole } = access;
  const { userIds, more } = await membersOf(settings.name, EVERYONE_MAX, deps);
  const channel = { kind: settings.kind, archived: settings.archived, effectiveRole };
  if (more || !mayMentionEveryone(channel, userIds.length)) throw accessDenied(access);
  if (newEntry.everyone === 'channel' || !deps.presence) return userIds;
  const rows = await readRows(deps, userIds.map(presenceKey), { eventually: true });
  const online = new Set(
    rows.filter((row) => presenceAt(parsePresenceRow(row).activeAt, deps.now()) === 'online').map(({ pk }) => pk),
  );
  return userIds.filter((userId) => online.has(presenceKey(userId).pk));
}
