// The channels as one person sees them: how far each has come, what is read of it, and who called.
import { type Channel, DEFAULT_CHANNELS, type JoinableChannel } from '@parley/chat';
import { noChannel } from '../access/access-errors.ts';
import { allows } from '../access/members.ts';
import type { AuthenticatedUser } from '../authenticated-user.ts';
import { isDefault, type Settings, settingsKey, settingsOf } from '../db/channel-row.ts';
import { BEGINNING } from '../db/log.ts';
import type { Membership } from '../db/member-rows.ts';
import { rowsOf } from '../db/rows.ts';
import type { Services } from '../functions/services.ts';

/** The channels that a person is in: the default ones first, then by name. */
export async function channelsFor(person: AuthenticatedUser, tables: Services): Promise<Channel[]> {
  const memberships = await tables.members.of(person);
  return listed(memberships.sort(byPlace), person, tables);
}

/** One channel that a person is in. */
export async function channelFor(name: string, person: AuthenticatedUser, tables: Services): Promise<Channel> {
  const [membership] = (await tables.members.of(person)).filter(({ channel }) => channel === name);
  const [channel] = membership ? await listed([membership], person, tables) : [];
  if (!channel) throw noChannel(name);
  return channel;
}

/** The public channels that a person could join. */
export async function othersFor(
  mine: readonly Channel[],
  { channels, members, rows }: Services,
): Promise<JoinableChannel[]> {
  const known = new Set(mine.map(({ name }) => name));
  const names = (await channels.names()).filter((name) => !known.has(name));
  const settings = [...(await settingsOfAll(names, rows)).values()].filter(({ archived }) => !archived);
  return Promise.all(
    settings.map(async ({ name, title, topic, members: counted }) => ({
      name,
      title,
      topic,
      members: isDefault(name) ? await members.count(name) : counted,
    })),
  );
}

async function listed(
  memberships: readonly Membership[],
  person: AuthenticatedUser,
  tables: Services,
): Promise<Channel[]> {
  const names = memberships.map(({ channel }) => channel);
  const [cursors, calls] = await Promise.all([tables.reads.of(person), tables.mentions.of(person)]);
  // Read after the cursors, so that no cursor is beyond its head.
  const [ends, settings] = await Promise.all([heads(names, tables), settingsOfAll(names, tables.rows)]);
  return memberships.flatMap((membership) => {
    const { channel: name, mutedUntil } = membership;
    const its = settings.get(name);
    if (!its) return [];
    const { owners: _owners, members: _members, reports, ...shown } = its;
    const { seq: head, count } = ends.get(name) ?? BEGINNING;
    const { seq: readSeq, count: readCount } = cursors.get(name) ?? BEGINNING;
    const mentions = calls.filter(({ channel, seq }) => channel === name && seq > readSeq).length;
    const effectiveRole = tables.members.effectiveRole(its, membership, person);
    return [
      {
        ...shown,
        effectiveRole,
        ...(allows({ settings: its, effectiveRole }, 'view-reports') && { reports }),
        ...(effectiveRole === 'muted' && mutedUntil && { mutedUntil }),
        head,
        count,
        readSeq,
        readCount,
        mentions,
      },
    ];
  });
}

async function heads(names: readonly string[], { log }: Pick<Services, 'log'>) {
  return new Map(await Promise.all(names.map(async (name) => [name, await log.head(name)] as const)));
}

async function settingsOfAll(names: readonly string[], needs: Services['rows']): Promise<Map<string, Settings>> {
  const rows = new Map((await rowsOf(needs, names.map(settingsKey))).map((row) => [row.pk, row]));
  return new Map(
    names.flatMap((name) => {
      const settings = settingsOf(name, rows.get(settingsKey(name).pk));
      return settings ? [[name, settings] as const] : [];
    }),
  );
}

function byPlace({ channel: one }: Membership, { channel: other }: Membership): number {
  return place(one) - place(other) || (one < other ? -1 : 1);
}

function place(channel: string): number {
  const at = DEFAULT_CHANNELS.indexOf(channel);
  return at < 0 ? DEFAULT_CHANNELS.length : at;
}
