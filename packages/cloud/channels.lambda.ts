// `GET /channels` and `POST /channels`: the channels as the reader sees them, and a new one.
import { parseNewChannel } from '@parley/chat';
import { ApiError } from './errors.ts';
import { answering, body, person, type Request } from './http.ts';
import { channelsFor, publicChannel } from './listing.ts';
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
  const asked = parseNewChannel(body(request));
  if (asked.kind !== 'public') throw new ApiError(501, 'not-yet', 'Only public channels can be made.');
  await tables.channels.create(asked.name, person(request), Date.now());
  return { status: 201, body: publicChannel(asked.name) };
}
