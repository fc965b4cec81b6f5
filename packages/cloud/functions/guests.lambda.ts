// Creates and refreshes guests: users without an account. Their routes are the only ones that take no access token.
import { createGuest, refreshGuest } from '../users/guests.ts';
import { httpHandler, type RouteHandlers, refreshTokenOf } from './http.ts';

export const handlers = () =>
  ({
    async createGuest() {
      return { status: 201, body: await createGuest() };
    },
    async refreshGuest(request) {
      return { status: 200, body: await refreshGuest(refreshTokenOf(request)) };
    },
  }) satisfies RouteHandlers;

export const handler = httpHandler(handlers());
