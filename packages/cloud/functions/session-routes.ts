// Signs a user out of all devices.
import { type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const sessionRoutes = ({ signOut }: Services) =>
  ({
    async signOutEverywhere(request) {
      // The user pool's own name of the user, which an access token of the pool contains.
      const { username } = request.requestContext.authorizer.jwt.claims;
      await signOut.everywhere(tokenUser(request), String(username));
      return { status: 200, body: {} };
    },
  }) satisfies RouteHandlers;
