// `/channels/{channel}/members`: who is in a channel, and coming into a public one.

import { channelFor } from '../channels/channel-list.ts';
import { answering, channelOf, person, type Request } from './http.ts';
import { openTables, type Tables } from './services.ts';

/** `GET` 200 with `Members`; `POST` 200 with the channel. */
export const members = (tables: Tables) =>
  answering(async (request) =>
    request.requestContext.http.method === 'POST' ? join(request, tables) : list(request, tables),
  );

export const handler = members(openTables());

async function list(request: Request, { members }: Tables) {
  const access = await members.allowed(channelOf(request), person(request), 'list-members');
  return { status: 200, body: await members.list(access) };
}

async function join(request: Request, tables: Tables) {
  const channel = channelOf(request);
  await tables.membership.join(channel, person(request));
  return { status: 200, body: await channelFor(channel, person(request), tables) };
}
