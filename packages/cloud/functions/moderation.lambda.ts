// What people with a say change, and what was changed: the channel, the people in it, the audit trail.
import { parseChannelChange, parseMemberChange } from '@parley/chat';
import { auditOf } from '../db/audit-rows.ts';
import { answering, body, channelOf, person, type Request, userIdOf } from './http.ts';
import { openTables, type Tables } from './services.ts';

/**
 * 200 with nothing for `PATCH /channels/{channel}`, and for `PATCH` and `DELETE …/members/{userId}`; leaving is to take oneself
 * out. `GET …/audit` is 200 with `{ audit }`.
 */
export const rulings = (tables: Tables) =>
  answering(async (request) => {
    if (request.requestContext.http.method === 'GET') return audit(request, tables);
    await rule(request, tables);
    return { status: 200, body: {} };
  });

export const handler = rulings(openTables());

async function rule(request: Request, { rulings }: Tables): Promise<void> {
  const channel = channelOf(request);
  const ruler = person(request);
  if (request.pathParameters?.userId === undefined)
    return rulings.change(channel, parseChannelChange(body(request)), ruler);
  const userId = userIdOf(request);
  if (request.requestContext.http.method === 'DELETE') return rulings.remove(channel, userId, ruler);
  return rulings.changeMember(channel, userId, parseMemberChange(body(request)), ruler);
}

async function audit(request: Request, { members, rows }: Tables) {
  const channel = channelOf(request);
  await members.allowed(channel, person(request), 'view-audit');
  return { status: 200, body: { audit: await auditOf(channel, rows) } };
}
