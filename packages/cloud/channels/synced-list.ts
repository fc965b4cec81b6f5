// The channel list of a sync: channels that have changed since the page knew them, and the names of the others.
import { isLaterCursor, type ListedChannel, type SyncQuery } from '@parley/chat';
import { type EnrolledRows, isOwnerByGroup } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import type { Log, LogPosition } from '../db/log.ts';
import type { Membership } from '../db/member-rows.ts';
import { positionOfCursor } from '../db/read-cursors.ts';
import { type ChannelListDeps, headsOf, listChannels, listedIn } from './channel-list.ts';

/** The list, the user's rows that it is made of, and the head of each channel in it. */
export type SyncedList = { rows: EnrolledRows; channels: ListedChannel[]; heads: { name: string; head: number }[] };

/**
 * Lists the channels of a user. What the page knows is compared by reads that are eventually consistent, which cost half: they may
 * miss what was written just before, and then the next sync finds it. Everything that they show to be different is read again,
 * consistently, before it is returned. See decision 26.
 */
export async function listForSync(user: TokenUser, query: SyncQuery, deps: ChannelListDeps): Promise<SyncedList> {
  const { known } = query;
  if (known.size === 0) return fullList(user, deps);
  const seen = await deps.members.rowsOf(user, { eventually: true });
  const listed = listedIn(seen);
  const heads = await readHeads(listed, query, seen, deps.log);
  const isUnchanged = unchangedFilter(user, known, heads);
  if (listed.length === known.size && listed.every((one) => isUnchanged(one, seen)))
    return { rows: seen, ...withHeads(listed.map(unchanged), heads) };
  const rows = await deps.members.rowsOf(user);
  const memberships = listedIn(rows);
  const changed = memberships.filter((one) => !isUnchanged(one, rows));
  // The heads are older than the rows, so that these contain all mentions up to them; one that is behind a cursor is too old.
  if ([...heads].some(([name, { seq }]) => seq < (rows.cursors.get(name)?.seq ?? 0))) return fullList(user, deps);
  const full = new Map((await listChannels(changed, rows, user, deps, heads)).map((one) => [one.name, one]));
  const channels = memberships.flatMap((one) => full.get(one.channel) ?? (changed.includes(one) ? [] : unchanged(one)));
  return { rows, ...withHeads(channels, heads) };
}

/** The heads are read after the cursors, so that no cursor is beyond its head, and the mentions after the heads, so that none is missing. */
async function fullList(user: TokenUser, deps: ChannelListDeps): Promise<SyncedList> {
  const rows = await deps.members.rowsOf(user);
  const listed = listedIn(rows);
  const names = listed.map(({ channel }) => channel);
  const heads = await headsOf(names, deps.log);
  const { mentions } = hasUnread(rows, heads) ? await deps.members.rowsOf(user) : rows;
  const channels = await listChannels(listed, { ...rows, mentions }, user, deps, heads);
  return { rows, ...withHeads(channels, heads) };
}

function hasUnread({ cursors }: EnrolledRows, heads: ReadonlyMap<string, LogPosition>): boolean {
  return [...heads].some(([name, { count }]) => count > (cursors.get(name)?.count ?? 0));
}

/**
 * A channel is unchanged if its log ends where the page knows it, as all settings, roles and mentions change with an entry; if no
 * other device has read on or marked messages as unread; and if nothing about it changes without an entry: the number of reports, and the end of a mute.
 */
function unchangedFilter(user: TokenUser, known: SyncQuery['known'], heads: ReadonlyMap<string, LogPosition>) {
  return ({ channel, role, mutedUntil }: Membership, { cursors }: Pick<EnrolledRows, 'cursors'>): boolean => {
    const { head, readSeq = 0, readVersion = 0 } = known.get(channel) ?? {};
    if (role !== 'member' || mutedUntil !== undefined || isOwnerByGroup(channel, user)) return false;
    const hasMoved = isLaterCursor(positionOfCursor(cursors.get(channel)), { seq: readSeq, version: readVersion });
    return heads.get(channel)?.seq === head && !hasMoved;
  };
}

/** Reads the heads: that of the open channel consistently, and again each one that is behind what the page or the user has seen. */
async function readHeads(
  memberships: readonly Membership[],
  { known, open, channels }: SyncQuery,
  { cursors }: Pick<EnrolledRows, 'cursors'>,
  log: Pick<Log, 'head'>,
): Promise<Map<string, LogPosition>> {
  const read = async ({ channel }: Membership) => {
    const seen = [known.get(channel)?.head, cursors.get(channel)?.seq, channels.get(channel)];
    const head = channel === open ? undefined : await log.head(channel, { eventually: true });
    const isBehind = seen.some((seq = 0) => seq > (head?.seq ?? 0));
    return [channel, head && !isBehind ? head : await log.head(channel)] as const;
  };
  return new Map(await Promise.all(memberships.map(read)));
}

function withHeads(channels: ListedChannel[], heads: ReadonlyMap<string, LogPosition>): Omit<SyncedList, 'rows'> {
  const headOf = (one: ListedChannel) => ('unchanged' in one ? (heads.get(one.name)?.seq ?? 0) : one.head);
  return { channels, heads: channels.map((one) => ({ name: one.name, head: headOf(one) })) };
}

function unchanged({ channel }: Membership): ListedChannel {
  return { name: channel, unchanged: true };
}
