// `GET /channels` and `POST /channels`: the channels as the reader sees them, and a new one.
import { parseNewChannel } from '@parley/chat';
import { channelFor, channelsFor, othersFor } from '../channels/channel-list.ts';
import { answering, body, person, type Request } from './http.ts';
import { openTables, type Tables } from './services.ts';

/** 200 with `{ channels, others }`; 201 with the new channel, or 200 with the conversation that these people have already. */
export const channels = (tables: Tables) =>
  answering(async (request) =>
    request.requestContext.http.method === 'POST' ? create(request, tables) : list(request, tables),
  );

export const handler = channels(openTables());

async function list(request: Request, tables: Tables) {
  const channels = await channelsFor(person(request), tables);
  return { status: 200, body: { channels, joinable: await othersFor(channels, tables) } };
}

async function create(request: Request, tables: Tables) {
  const maker = person(request);
  const { name, first } = await tables.channels.create(parseNewChannel(body(request)), maker);
  return { status: first ? 201 : 200, body: await channelFor(name, maker, tables) };
}
