// `GET /users/me/blocks`, and `PUT` and `DELETE /users/me/blocks/{userId}`: whom a person does not want to read.
import type { BlockedUsers } from '@parley/chat';
import { answering, person, userIdOf } from './http.ts';
import { openTables, type Tables } from './services.ts';

/** 200 with everybody who is blocked then. Whether there is such a person is not asked: the answer would tell. */
export const blocked = ({ blocks }: Tables) =>
  answering(async (request) => {
    const blocker = person(request);
    const { method } = request.requestContext.http;
    if (method === 'PUT') await blocks.add(blocker, userIdOf(request));
    if (method === 'DELETE') await blocks.remove(blocker, userIdOf(request));
    return { status: 200, body: { blocked: await blocks.of(blocker) } satisfies BlockedUsers };
  });

export const handler = blocked(openTables());
