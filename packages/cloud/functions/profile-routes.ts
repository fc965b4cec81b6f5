// Display names and pictures: a user's own, and those of other users.
import { parseProfileChange, parseProfilesQuery } from '@parley/chat';
import { jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const profileRoutes = ({ profiles }: Services) =>
  ({
    async readProfile(request) {
      return { status: 200, body: await profiles.of(tokenUser(request)) };
    },
    async changeProfile(request) {
      const change = parseProfileChange(jsonBody(request));
      return { status: 200, body: await profiles.change(tokenUser(request), change) };
    },
    async listProfiles(request) {
      tokenUser(request);
      return { status: 200, body: { profiles: await profiles.read(parseProfilesQuery(jsonBody(request))) } };
    },
  }) satisfies RouteHandlers;
