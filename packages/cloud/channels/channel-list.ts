// The channel list of a user: settings, effective role, head, read cursor and mentions of each channel.
import {
  type Channel,
  DEFAULT_CHANNELS,
  type EffectiveRole,
  type JoinableChannel,
  mayMentionEveryone,
} from '@parley/chat';
import { noChannel } from '../access/access-errors.ts';
import { can } from '../access/channel-access.ts';
import type { EnrolledRows, Members } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import { type ChannelSettings, channelKey, isDefaultChannel, parseSettings, pinnedIn } from '../db/channel-row.ts';
import { type ChatTableDeps, readRows } from '../db/chat-table.ts';
import { LOG_START, type Log, type LogPosition } from '../db/log.ts';
import type { Membership } from '../db/member-rows.ts';
import type { Cursor } from '../db/read-cursors.ts';
import type { UserRows } from '../db/user-rows.ts';
import type { ChannelSizes } from './channel-sizes.ts';
import type { Channels } from './channels.ts';
import type { TypingAudience } from './typing-audience.ts';

export type ChannelListDeps = {
  rows: ChatTableDeps;
  log: Pick<Log, 'head'>;
  members: Pick<Members, 'access' | 'rowsOf' | 'effectiveRole' | 'count'>;
  channels: Pick<Channels, 'publicNames'>;
  typing: Pick<TypingAudience, 'isSmall'>;
  sizes: Pick<ChannelSizes, 'of'>;
};

/** The channels that a user is a member of: the default ones, then the others by name. */
export async function channelsOf(user: TokenUser, deps: ChannelListDeps): Promise<Channel[]> {
  const rows = await deps.members.rowsOf(user);
  return listChannels(listedIn(rows), rows, user, deps);
}

/** The channels in a user's rows, in the order of the list. */
export function listedIn({ memberships, conversations }: UserRows): Membership[] {
  return [...memberships, ...conversations].sort(inListOrder);
}

/** One channel that a user is a member of. */
export async function channelOf(name: string, user: TokenUser, deps: ChannelListDeps): Promise<Channel> {
  const access = await deps.members.access(name, user);
  const membership = access?.member && { ...access.member, channel: name };
  const [channel] = membership ? await listChannels([membership], await deps.members.rowsOf(user), user, deps) : [];
  if (!channel) throw noChannel();
  return channel;
}

/** The public channels that a user can join, given those that the user is a member of. */
export async function joinableChannels(
  joined: readonly Channel[],
  { channels, members, rows }: ChannelListDeps,
): Promise<JoinableChannel[]> {
  const joinedNames = new Set(joined.map(({ name }) => name));
  const names = (await channels.publicNames()).filter((name) => !joinedNames.has(name));
  const settings = [...(await readSettings(names, rows)).values()].filter(({ archived }) => !archived);
  return Promise.all(
    settings.map(async ({ name, title, topic, members: counted }) => ({
      name,
      title,
      topic,
      members: isDefaultChannel(name) ? await members.count(name) : counted,
    })),
  );
}

/** What is known of a channel and its reader. */
export type ChannelState = {
  settings: ChannelSettings;
  membership: Membership;
  effectiveRole: EffectiveRole;
  head: LogPosition;
  cursor: Cursor;
  /** The number of the reader's unread mentions. */
  mentions: number;
  /** Whether members signal that they are typing. */
  typing: boolean;
  /** The number of members; for a default channel it need not be exact beyond the limit of mentions of everyone. */
  size: number;
};

/** A channel as its reader sees it: without the counts of owners and members, and with those reports that the reader may see. */
export function channelView({ typing, size, ...state }: ChannelState): Channel {
  const { settings, membership, effectiveRole, head, cursor, mentions } = state;
  const {
    owners: _owners,
    members: _members,
    createdBy: _createdBy,
    closedBy: _closedBy,
    expiredCount = 0,
    reports,
    pinned,
    ...visible
  } = settings;
  const { mutedUntil } = membership;
  // What has expired is not unread.
  const { expiredSeq = 0 } = visible;
  const read = expiredSeq > cursor.seq ? { seq: expiredSeq, count: expiredCount } : cursor;
  return {
    ...visible,
    effectiveRole,
    ...(can({ settings, effectiveRole }, 'view-reports') && { reports }),
    ...(effectiveRole === 'muted' && mutedUntil && { mutedUntil }),
    head: head.seq,
    count: head.count,
    readSeq: read.seq,
    readCount: read.count,
    ...(cursor.version !== undefined && { readVersion: cursor.version }),
    mentions,
    ...(pinned && { pins: pinnedIn(settings).length }),
    typing,
    ...(mayMentionEveryone({ ...visible, effectiveRole }, size) && { mayMentionEveryone: true as const }),
  };
}

/** The order of the list: the default channels in their own order, then the others by name. */
export function inListOrder({ channel: one }: Membership, { channel: other }: Membership): number {
  return rank(one) - rank(other) || (one < other ? -1 : 1);
}

function rank(channel: string): number {
  const index = DEFAULT_CHANNELS.indexOf(channel);
  return index < 0 ? DEFAULT_CHANNELS.length : index;
}

/** Lists some of a user's channels, given the user's rows. A head that is not known is read. */
export async function listChannels(
  memberships: readonly Membership[],
  { cursors, mentions }: Pick<EnrolledRows, 'cursors' | 'mentions'>,
  user: TokenUser,
  { rows, log, members, typing, sizes: channelSizes }: ChannelListDeps,
  known: ReadonlyMap<string, LogPosition> = new Map(),
): Promise<Channel[]> {
  if (memberships.length === 0) return [];
  const names = memberships.map(({ channel }) => channel);
  // The heads are read after the cursors, so that no cursor is beyond its head.
  const [heads, settingsByName] = await Promise.all([headsOf(names, log, known), readSettings(names, rows)]);
  const isSmall = new Map(
    await Promise.all([...settingsByName].map(async ([name, one]) => [name, await typing.isSmall(one)] as const)),
  );
  const sizes = new Map(
    await Promise.all([...settingsByName].map(async ([name, one]) => [name, await channelSizes.of(one)] as const)),
  );
  return memberships.flatMap((membership) => {
    const { channel } = membership;
    const settings = settingsByName.get(channel);
    if (!settings) return [];
    const effectiveRole = members.effectiveRole(settings, membership, user);
    const head = heads.get(channel) ?? LOG_START;
    const cursor = cursors.get(channel) ?? LOG_START;
    return [
      channelView({
        settings,
        membership,
        effectiveRole,
        head,
        cursor,
        mentions: mentions.get(channel) ?? 0,
        typing: isSmall.get(channel) ?? false,
        size: sizes.get(channel) ?? Number.POSITIVE_INFINITY,
      }),
    ];
  });
}

/** The heads of channels; those that are not known are read, consistently. */
export async function headsOf(
  names: readonly string[],
  log: Pick<Log, 'head'>,
  known: ReadonlyMap<string, LogPosition> = new Map(),
): Promise<Map<string, LogPosition>> {
  return new Map(
    await Promise.all(names.map(async (name) => [name, known.get(name) ?? (await log.head(name))] as const)),
  );
}

async function readSettings(names: readonly string[], deps: ChatTableDeps): Promise<Map<string, ChannelSettings>> {
  const rows = new Map((await readRows(deps, names.map(channelKey))).map((row) => [row.pk, row]));
  return new Map(
    names.flatMap((name) => {
      const settings = parseSettings(name, rows.get(channelKey(name).pk));
      return settings ? [[name, settings] as const] : [];
    }),
  );
}
