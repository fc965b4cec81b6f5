// The HTTP API about names and pictures.
import { parseProfile } from '@parley/chat';
import { ask, type Door, strange } from './door.ts';
import type { PeopleApi } from './state/people.ts';

/** Makes it out of the API's address. */
export function peopleApi(door: Door): PeopleApi {
  return {
    me: async () => parseProfile(await ask(door, 'GET', '/people/me')),
    change: async (change) => parseProfile(await ask(door, 'PATCH', '/people/me', change)),
    async profiles(senders) {
      const { people } = await ask(door, 'POST', '/people/profiles', { senders });
      if (!Array.isArray(people)) throw strange('a list of people');
      return people.map(parseProfile);
    },
  };
}
