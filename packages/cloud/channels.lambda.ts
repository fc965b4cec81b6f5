// `GET /channels` and `POST /channels`: the channels as the reader sees them, and a new one.
import { type Channel, parseNewChannel } from '@parley/chat';
import { answering, body, person, type Request } from './http.ts';
import { channelsFor } from './listing.ts';
import { openTables, type Tables } from './tables.ts';

/** 200 with `{ channels }`, or 201 with the new channel. */
export const channels = (tables: Tables) =>
  answering(async (request) =>
    request.requestContext.http.method === 'POST' ? create(request, tables) : list(request, tables),
  );

export const handler = channels(openTables());

async function list(request: Request, tables: Tables) {
  return { status: 200, body: { channels: await channelsFor(person(request), tables) } };
}

async function create(request: Request, tables: Tables) {
  const name = parseNewChannel(body(request));
  await tables.channels.create(name, person(request), Date.now());
  return {
    status: 201,
    body: { name, head: 0, count: 0, read: 0, readCount: 0, mentions: 0 } satisfies Channel,
  };
}
