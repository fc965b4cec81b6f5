// `GET /channels` and `POST /channels`: which channels there are and how far each has come, and a new one.
import { type Channel, parseNewChannel } from '@parley/chat';
import { answering, body, person, type Request } from './http.ts';
import { openTables } from './tables.ts';

const { log, channels } = openTables();

/** 200 with `{ channels }`, or 201 with the new channel. */
export const handler = answering(async (request) =>
  request.requestContext.http.method === 'POST' ? create(request) : list(request),
);

async function list(request: Request) {
  person(request);
  const names = await channels.names();
  const all: Channel[] = await Promise.all(names.map(async (name) => ({ name, head: await log.head(name) })));
  return { status: 200, body: { channels: all } };
}

async function create(request: Request) {
  const name = parseNewChannel(body(request));
  await channels.create(name, person(request), Date.now());
  return { status: 201, body: { name, head: 0 } satisfies Channel };
}
