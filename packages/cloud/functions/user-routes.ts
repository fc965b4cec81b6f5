// Searches users by the beginning of their username.
import { parseSingleLine } from '@parley/chat';
import { accountRequired } from '../access/access-errors.ts';
import { isGuest } from '../authenticated-user.ts';
import { searchUsers } from '../db/user-search.ts';
import { type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

/** The longest prefix: as long as a username of the user pool can be (Cognito quotas). */
const PREFIX_MAX = 128;

export const userRoutes = ({ rows }: Services) =>
  ({
    async searchUsers(request) {
      if (isGuest(tokenUser(request))) throw accountRequired();
      const prefix = parseSingleLine('name', request.queryStringParameters?.['name'], PREFIX_MAX);
      return { status: 200, body: { users: await searchUsers(prefix, rows) } };
    },
  }) satisfies RouteHandlers;
