// What a channel is, beside its log: one row. But for its counts it changes only with an entry of the channel's log.
import { type Channel, DEFAULT_CHANNELS, MEMBERS_MAX, type User } from '@parley/chat';
import type { Writes } from './chat-table.ts';

/**
 * A channel's settings. `owners` and `members` count its people; of the default channels nobody counts them, as everybody who
 * arrives would then wait for one row. `reports` counts those that wait to be settled. `participants` are those of a direct conversation.
 */
export type Settings = Pick<Channel, 'name' | 'kind' | 'title' | 'topic' | 'archived' | 'slowModeSeconds' | 'epoch'> & {
  owners: number;
  members: number;
  reports: number;
  participants?: User[];
};

/** The row of a channel's settings. */
export function settingsKey(channel: string) {
  return { pk: channelPartition(channel), sk: SETTINGS };
}

/** Where the rows about one channel are. No channel's name has a `#`. */
export function channelPartition(channel: string): string {
  return `channel#${channel}`;
}

/** The sort key of settings. */
export const SETTINGS = 'settings';

/** Whether everybody is in a channel from the first start on. */
export function isDefault(channel: string): boolean {
  return DEFAULT_CHANNELS.includes(channel);
}

/** Reads the row of a channel; a default one needs none until something of it changes. Nothing when there is no such channel. */
export function settingsOf(channel: string, row: Record<string, unknown> | undefined): Settings | undefined {
  if (!row && !isDefault(channel)) return undefined;
  return { ...newSettings(channel), ...(row && stored(row)) };
}

/** A public channel as it begins. */
export function newSettings(name: string): Settings {
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

function stored(row: Record<string, unknown>): Partial<Settings> {
  const known = Object.keys({ ...newSettings(''), participants: [] });
  return Object.fromEntries(Object.entries(row).filter(([name]) => known.includes(name) && name !== 'name'));
}

/**
 * Changes a channel's row in a transaction. What is `set` changes only with an entry of the log and needs no condition; the
 * counts change without one, so that the last owner stays and a full channel stays full whoever comes or goes at the same time.
 */
export function settingsWrite(
  chatTable: string,
  channel: string,
  {
    set = {},
    members = 0,
    owners = 0,
    reports = 0,
  }: { set?: Partial<Settings>; members?: number; owners?: number; reports?: number },
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
    values[':most'] = MEMBERS_MAX;
  }
  if (owners < 0) {
    conditions.push('owners > :one');
    values[':one'] = 1;
  }
  return {
    Update: {
      TableName: chatTable,
      Key: settingsKey(channel),
      UpdateExpression: clauses.join(' '),
      ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
      ExpressionAttributeValues: values,
    },
  };
}
