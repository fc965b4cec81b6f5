// `POST /guests`, `…/renewal` and `…/departure`: the door for people without an account, the only one that asks for no token.
import { letIn, renewed, seeOut } from '../users/guests.ts';
import { answering, body } from './http.ts';

/** 201 with the tokens of a new guest; for a guest who is in, 200 with new ones, or with nothing when they leave. */
export const handler = answering(async (request) => {
  const { path } = request.requestContext.http;
  if (path === '/guests') return { status: 201, body: await letIn() };
  const { refresh_token: refresh } = Object(body(request)) as Record<string, unknown>;
  if (path === '/guests/refresh') return { status: 200, body: await renewed(refresh) };
  await seeOut(refresh);
  return { status: 200, body: {} };
});
