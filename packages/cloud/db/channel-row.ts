// The row of a channel: its settings, beside its log. Except for the counts it changes only with an entry of the log.
import { type Channel, DEFAULT_CHANNELS, MEMBERS_MAX, type Retention, type User } from '@parley/chat';
import { type ChatTableDeps, readRows, rowFinder, type Writes } from './chat-table.ts';

/**
 * A channel's settings. `owners` and `members` count its users, except in default channels, where every user's first visit would
 * contend for this row. `reports` counts the unsettled reports. `participants` are those of a direct conversation,
 * `createdBy` who counts as the creator of a public one, and `closedBy` the ids of those who have closed it. `pinned` are the seqs of the pinned
 * messages in the order of their pins: a reader of remembered settings may see an earlier list. `expiredSeq` and
 * `expiredCount` are the position up to which all entries have expired.
 */
export type ChannelSettings = Pick<
  Channel,
  'name' | 'kind' | 'title' | 'topic' | 'archived' | 'slowModeSeconds' | 'retentionDays' | 'expiredSeq' | 'epoch'
> & {
  owners: number;
  members: number;
  reports: number;
  participants?: User[];
  createdBy?: string;
  closedBy?: ReadonlySet<string>;
  pinned?: readonly number[];
  expiredCount?: number;
};

/** The key of a channel's row. */
export function channelKey(channel: string) {
  return { pk: channelPartition(channel), sk: 'settings' };
}

/** The partition of all rows of a channel. Names of channels contain no `#`. */
export function channelPartition(channel: string): string {
  return `channel#${channel}`;
}

/** The channel of a partition. */
export function channelOfPartition(pk: string): string {
  return pk.slice(channelPartition('').length);
}

/** Whether all users are members of a channel from their first visit on. */
export function isDefaultChannel(channel: string): boolean {
  return DEFAULT_CHANNELS.includes(channel);
}

/** Reads a channel's row. A default channel has none until a setting changes; undefined when the channel does not exist. */
export function parseSettings(channel: string, row: Record<string, unknown> | undefined): ChannelSettings | undefined {
  if (!row && !isDefaultChannel(channel)) return undefined;
  return { ...newSettings(channel), ...(row && knownAttributes(row)) };
}

/** The seqs of the pinned messages in a channel's row, without those that have expired: a removal leaves the row as it is. */
export function pinnedIn(row: Record<string, unknown> | undefined): readonly number[] {
  const { pinned = [], expiredSeq = 0 }: Pick<ChannelSettings, 'pinned' | 'expiredSeq'> = row ?? {};
  return pinned.filter((seq) => seq > expiredSeq);
}

/** Reads how long some channels keep their messages. */
export async function retentionsOf(
  channels: readonly string[],
  deps: ChatTableDeps,
): Promise<(channel: string) => Retention> {
  const row = rowFinder(await readRows(deps, channels.map(channelKey)));
  return (channel) => parseSettings(channel, row(channelKey(channel))) ?? {};
}

/** The settings of a new public channel. */
export function newSettings(name: string): ChannelSettings {
  return {
    name,
    kind: 'public',
    title: name,
    topic: '',
    archived: false,
    slowModeSeconds: 0,
    epoch: 0,
    owners: 0,
    members: 0,
    reports: 0,
  };
}

function knownAttributes(row: Record<string, unknown>): Partial<ChannelSettings> {
  const known = [...Object.keys(newSettings('')), ...OPTIONAL];
  return Object.fromEntries(Object.entries(row).filter(([name]) => known.includes(name) && name !== 'name'));
}

/** The attributes that few rows have. */
const OPTIONAL = [
  ...(['participants', 'createdBy', 'closedBy', 'pinned'] as const),
  ...(['retentionDays', 'expiredSeq', 'expiredCount'] as const),
] satisfies (keyof ChannelSettings)[];

/**
 * Changes a channel's row in a transaction. The settings in `set` change only with an entry of the log and need no condition; the
 * counts change without one, so conditions protect the last owner and the limit of members from concurrent changes.
 */
export function settingsWrite(
  chatTable: string,
  channel: string,
  {
    set = {},
    members = 0,
    owners = 0,
    reports = 0,
    membersMax = MEMBERS_MAX,
  }: {
    set?: Partial<ChannelSettings>;
    members?: number;
    owners?: number;
    reports?: number;
    membersMax?: number;
  },
): Writes[number] {
  const values: Record<string, unknown> = {};
  const names: Record<string, string> = {};
  const clauses: string[] = [];
  const conditions: string[] = [];
  for (const [name, value] of Object.entries(set)) {
    names[`#${name}`] = name;
    values[`:${name}`] = value;
    clauses.push(`SET #${name} = :${name}`);
  }
  const added = Object.entries({ members, owners, reports }).filter(([, by]) => by !== 0);
  for (const [name, by] of added) values[`:${name}`] = by;
  if (added.length > 0) clauses.push(`ADD ${added.map(([name]) => `${name} :${name}`).join(', ')}`);
  if (members > 0) {
    conditions.push('members < :most');
    values[':most'] = membersMax;
  }
  if (owners < 0) {
    conditions.push('owners > :one');
    values[':one'] = 1;
  }
  return {
    Update: {
      TableName: chatTable,
      Key: channelKey(channel),
      UpdateExpression: clauses.join(' '),
      ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
      ExpressionAttributeValues: values,
    },
  };
}
