// The one call of the HTTP API by a reader who is not signed in.
import type { InvitationDescription } from '@parley/chat';
import { request, unexpectedAnswer } from './request.ts';

/** What an invitation is for; throws an error that the page can display. */
export async function describeInvitation(
  deps: { api: string; fetch: typeof fetch },
  code: string,
): Promise<InvitationDescription> {
  const anonymous = { ...deps, authorization: async () => ({}) };
  const { title, members, by } = await request(anonymous, 'describeInvitation', { code });
  if (typeof title !== 'string' || typeof by !== 'string') throw unexpectedAnswer('invitation');
  return { title, by, members: Number(members) || 0 };
}
