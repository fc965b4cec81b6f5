// `POST /sync`: everything since, for a reader who was away.
import { parseSyncQuery, type Sync } from '@parley/chat';
import { missed } from './catch-up.ts';
import { answering, body, person } from './http.ts';
import { channelsFor } from './listing.ts';
import { openTables, type Tables } from './tables.ts';

/** 200 with `Sync`. */
export const sync = (tables: Tables) =>
  answering(async (request) => {
    const reader = person(request);
    const asked = parseSyncQuery(body(request));
    const channels = await channelsFor(reader, tables);
    return { status: 200, body: { channels, missed: await missed(asked, channels, tables.log) } satisfies Sync };
  });

export const handler = sync(openTables());
