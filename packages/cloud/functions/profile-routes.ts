// Display names and pictures: a user's own, and those of other users.
import { parseProfileChange, parseProfilesQuery } from '@parley/chat';
import { isGuest } from '../authenticated-user.ts';
import { jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const profileRoutes = ({ profiles, members }: Services) =>
  ({
    async readProfile(request) {
      return { status: 200, body: await profiles.of(tokenUser(request)) };
    },
    async changeProfile(request) {
      const change = parseProfileChange(jsonBody(request));
      const user = tokenUser(request);
      // The directory has the display name beside the username. Guests are not in it by that name.
      const { displayName } = change;
      if (displayName === undefined || isGuest(user)) return { status: 200, body: await profiles.change(user, change) };
      return { status: 200, body: await profiles.rename(await members.identify(user), { ...change, displayName }) };
    },
    async listProfiles(request) {
      tokenUser(request);
      return { status: 200, body: { profiles: await profiles.read(parseProfilesQuery(jsonBody(request))) } };
    },
  }) satisfies RouteHandlers;
