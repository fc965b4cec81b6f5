// `POST /guests` and `POST /guests/renewal`: the door for people without an account, the only one that asks for no token.
import { letIn, renewed } from './guests.ts';
import { answering, body } from './http.ts';

/** 201 with the tokens of a new guest, or 200 with new ones for a guest who is in. */
export const handler = answering(async (request) => {
  if (request.requestContext.http.path !== '/guests/renewal') return { status: 201, body: await letIn() };
  const { refresh_token: refresh } = Object(body(request)) as Record<string, unknown>;
  return { status: 200, body: await renewed(refresh) };
});
