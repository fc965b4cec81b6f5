// `GET /people/me/blocked`, and `PUT` and `DELETE /people/me/blocked/{sender}`: whom a person does not want to read.
import type { Blocked } from '@parley/chat';
import { answering, person, senderOf } from './http.ts';
import { openTables, type Tables } from './tables.ts';

/** 200 with everybody who is blocked then. Whether there is such a person is not asked: the answer would tell. */
export const blocked = ({ blocks }: Tables) =>
  answering(async (request) => {
    const blocker = person(request);
    const { method } = request.requestContext.http;
    if (method === 'PUT') await blocks.add(blocker, senderOf(request));
    if (method === 'DELETE') await blocks.remove(blocker, senderOf(request));
    return { status: 200, body: { blocked: await blocks.of(blocker) } satisfies Blocked };
  });

export const handler = blocked(openTables());
