// The part of the HTTP API about display names and pictures.
import { parseProfile } from '@parley/chat';
import type { PeopleApi } from '../state/users/profiles.ts';
import { type HttpApiDeps, request, unexpectedAnswer } from './request.ts';

/** Makes the calls of profiles. */
export function peopleApi(deps: HttpApiDeps): PeopleApi {
  return {
    me: async () => parseProfile(await request(deps, 'readProfile', {})),
    change: async (change) => parseProfile(await request(deps, 'changeProfile', {}, { body: change })),
    async profiles(userIds) {
      const { profiles } = await request(deps, 'listProfiles', {}, { body: { userIds } });
      if (!Array.isArray(profiles)) throw unexpectedAnswer('profiles');
      return profiles.map(parseProfile);
    },
  };
}
