// The HTTP API about names and pictures.
import { parseProfile } from '@parley/chat';
import type { PeopleApi } from '../state/users/profiles.ts';
import { ask, type Door, strange } from './request.ts';

/** Makes it out of the API's address. */
export function peopleApi(door: Door): PeopleApi {
  return {
    me: async () => parseProfile(await ask(door, 'GET', '/users/me')),
    change: async (change) => parseProfile(await ask(door, 'PATCH', '/users/me', change)),
    async profiles(userIds) {
      const { profiles } = await ask(door, 'POST', '/users/profiles', { userIds });
      if (!Array.isArray(profiles)) throw strange('a list of profiles');
      return profiles.map(parseProfile);
    },
  };
}
