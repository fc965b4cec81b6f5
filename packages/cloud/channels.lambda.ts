// `GET /channels` and `POST /channels`: the channels as the reader sees them, and a new one.
import { type Channel, parseNewChannel } from '@parley/chat';
import { answering, body, person, type Request } from './http.ts';
import { channelsFor } from './listing.ts';
import { openTables } from './tables.ts';

const tables = openTables();

/** 200 with `{ channels }`, or 201 with the new channel. */
export const handler = answering(async (request) =>
  request.requestContext.http.method === 'POST' ? create(request) : list(request),
);

async function list(request: Request) {
  return { status: 200, body: { channels: await channelsFor(person(request), tables) } };
}

async function create(request: Request) {
  const name = parseNewChannel(body(request));
  await tables.channels.create(name, person(request), Date.now());
  return {
    status: 201,
    body: { name, head: 0, count: 0, read: 0, readCount: 0, mentions: 0 } satisfies Channel,
  };
}
