// `POST /sync`: everything since, for a reader who was away.
import { parseSyncQuery, type Sync } from '@parley/chat';
import { channelsFor } from '../channels/channel-list.ts';
import { missed } from '../channels/sync.ts';
import { answering, body, person } from './http.ts';
import { openTables, type Tables } from './services.ts';

/** 200 with `Sync`. */
export const sync = (tables: Tables) =>
  answering(async (request) => {
    const reader = person(request);
    const asked = parseSyncQuery(body(request));
    const channels = await channelsFor(reader, tables);
    const found = await missed(asked, channels, tables.log);
    // Asked once more when all is read: what was said after somebody was taken out of a channel is not in their answer.
    const still = new Set((await tables.members.of(reader)).map(({ channel }) => channel));
    return {
      status: 200,
      body: {
        channels: channels.filter(({ name }) => still.has(name)),
        missed: Object.fromEntries(Object.entries(found).filter(([name]) => still.has(name))),
      } satisfies Sync,
    };
  });

export const handler = sync(openTables());
