// `/channels/{channel}/members`: who is in a channel, coming into a public one, and leaving.
import { parseChannelName } from '@parley/chat';
import { ApiError } from './errors.ts';
import { answering, person, type Request } from './http.ts';
import { channelFor } from './listing.ts';
import { openTables, type Tables } from './tables.ts';

/** `GET` 200 with `Members`; `POST` 200 with the channel; `DELETE …/{sender}` 200 with nothing. */
export const members = (tables: Tables) =>
  answering(async (request) => {
    switch (request.requestContext.http.method) {
      case 'POST':
        return join(request, tables);
      case 'DELETE':
        return leave(request, tables);
      default:
        return list(request, tables);
    }
  });

export const handler = members(openTables());

async function list(request: Request, { members }: Tables) {
  const stand = await members.allowed(channelOf(request), person(request), 'see-members');
  return { status: 200, body: await members.list(stand) };
}

async function join(request: Request, tables: Tables) {
  const channel = channelOf(request);
  await tables.membership.join(channel, person(request));
  return { status: 200, body: await channelFor(channel, person(request), tables) };
}

async function leave(request: Request, { members, membership }: Tables) {
  const asking = person(request);
  if (request.pathParameters?.sender !== asking.sub)
    throw new ApiError(501, 'not-yet', 'Nobody can be taken out of a channel yet.');
  const stand = await members.allowed(channelOf(request), asking, 'leave');
  await membership.leave(stand, asking);
  return { status: 200, body: {} };
}

function channelOf(request: Request): string {
  return parseChannelName(request.pathParameters?.channel);
}
