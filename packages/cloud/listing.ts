// The channels as one person sees them: how far each has come, what is read of it, and who called.
import type { Channel } from '@parley/chat';
import { BEGINNING } from './log.ts';
import type { Person } from './person.ts';
import type { Places } from './reads.ts';
import type { Tables } from './tables.ts';

/** All channels for one reader. */
export async function channelsFor(person: Person, tables: Tables): Promise<Channel[]> {
  const names = await tables.channels.names();
  const [cursors, calls] = await Promise.all([
    tables.reads.of(person, () => heads(names, tables)),
    tables.mentions.of(person),
  ]);
  // Read after the cursors, so that no cursor is beyond its head.
  const ends = await heads(names, tables);
  return names.map((name) => {
    const { seq: head, count } = ends.get(name) ?? BEGINNING;
    const { seq: read, count: readCount } = cursors.get(name) ?? BEGINNING;
    const mentions = calls.filter(({ channel, seq }) => channel === name && seq > read).length;
    return { ...publicChannel(name), head, count, read, readCount, mentions };
  });
}

/** A channel as its maker sees it: everybody is in it, and it is empty. */
export function publicChannel(name: string): Channel {
  return {
    name,
    kind: 'public',
    title: name,
    topic: '',
    archived: false,
    slowSeconds: 0,
    epoch: 0,
    standing: 'member',
    head: 0,
    count: 0,
    read: 0,
    readCount: 0,
    mentions: 0,
  };
}

/** Where each channel ends. */
export async function heads(names: readonly string[], { log }: Pick<Tables, 'log'>): Promise<Places> {
  return new Map(await Promise.all(names.map(async (name) => [name, await log.head(name)] as const)));
}
