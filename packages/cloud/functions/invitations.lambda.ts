// Invitations by link: making them, taking them back, looking at one, and coming in by it.
import { parseInvitationCode, parseNewInvitation } from '@parley/chat';
import { channelFor } from '../channels/channel-list.ts';
import { answering, body, channelOf, person, type Request } from './http.ts';
import { openTables, type Tables } from './services.ts';

/**
 * `POST /channels/{channel}/invitations` 201 with `Invitation`, `GET` 200 with `{ invites }`, `DELETE …/{code}` 200 with nothing;
 * `GET /invitations/{code}` 200 with `InvitationPreview`, `POST` 200 with the channel.
 */
export const invites = (tables: Tables) =>
  answering(async (request) =>
    request.pathParameters?.channel === undefined ? byCode(request, tables) : ofChannel(request, tables),
  );

export const handler = invites(openTables());

async function ofChannel(request: Request, { invites }: Tables) {
  const channel = channelOf(request);
  const host = person(request);
  switch (request.requestContext.http.method) {
    case 'POST':
      return { status: 201, body: await invites.create(channel, parseNewInvitation(body(request)), host) };
    case 'DELETE':
      await invites.revoke(channel, parseInvitationCode(request.pathParameters?.code), host);
      return { status: 200, body: {} };
    default:
      return { status: 200, body: { invites: await invites.of(channel, host) } };
  }
}

async function byCode(request: Request, tables: Tables) {
  const code = parseInvitationCode(request.pathParameters?.code);
  const guest = person(request);
  if (request.requestContext.http.method === 'GET')
    return { status: 200, body: await tables.invites.shown(code, guest) };
  const channel = await tables.invites.accept(code, guest);
  return { status: 200, body: await channelFor(channel, guest, tables) };
}
