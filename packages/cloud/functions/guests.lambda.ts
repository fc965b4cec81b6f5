// Creates, refreshes and deletes guests: users without an account. These are the only routes that take no access token.
import { createGuest, deleteGuest, refreshGuest } from '../users/guests.ts';
import { httpHandler, jsonBody, type Request, type RouteHandlers } from './http.ts';

export const handlers = () =>
  ({
    async createGuest() {
      return { status: 201, body: await createGuest() };
    },
    async refreshGuest(request) {
      return { status: 200, body: await refreshGuest(refreshToken(request)) };
    },
    async deleteGuest(request) {
      await deleteGuest(refreshToken(request));
      return { status: 200, body: {} };
    },
  }) satisfies RouteHandlers;

export const handler = httpHandler(handlers());

function refreshToken(request: Request): unknown {
  return (Object(jsonBody(request)) as Record<string, unknown>)['refresh_token'];
}
