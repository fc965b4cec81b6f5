// The part of the HTTP API about display names and pictures.
import { parseProfile } from '@parley/chat';
import { type HttpApiDeps, request, unexpectedAnswer } from './request.ts';
import type { ProfilesApi } from './types.ts';

/** Makes the calls of profiles. */
export function profilesApi(deps: HttpApiDeps): ProfilesApi {
  return {
    readProfile: async () => parseProfile(await request(deps, 'readProfile', {})),
    changeProfile: async (change) => parseProfile(await request(deps, 'changeProfile', {}, { body: change })),
    async listProfiles(userIds) {
      const { profiles } = await request(deps, 'listProfiles', {}, { body: { userIds } });
      if (!Array.isArray(profiles)) throw unexpectedAnswer('profiles');
      return profiles.map(parseProfile);
    },
  };
}
