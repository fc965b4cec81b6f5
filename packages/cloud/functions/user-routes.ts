// Searches users by any part of their names.
import { parseSingleLine } from '@parley/chat';
import { accountRequired } from '../access/access-errors.ts';
import { isGuest } from '../authenticated-user.ts';
import { countSearch, searchUsers } from '../users/user-search.ts';
import { type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

/** The longest query: as long as a username of the user pool can be (Cognito quotas). */
const PREFIX_MAX = 128;

export const userRoutes = ({ rows, profiles }: Services) =>
  ({
    async searchUsers(request) {
      const user = tokenUser(request);
      if (isGuest(user)) throw accountRequired();
      const query = parseSingleLine('name', request.queryStringParameters?.['name'], PREFIX_MAX);
      await countSearch(user, rows);
      return { status: 200, body: { users: await searchUsers(query, { ...rows, profiles }) } };
    },
  }) satisfies RouteHandlers;
