// The offline copy in IndexedDB: a database for each user, with a bounded number of channels and profiles, without expired messages.
import type { Profile } from '@parley/chat';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { entriesAsOf } from '../state/messages/expiry.ts';
import type { OfflineStorage, SavedList, SavedTimeline } from '../state/offline/offline-copy.ts';
import type { ProfileStorage } from '../state/users/profiles.ts';
import { clearSearches } from './recent-searches.ts';

/** Channels of which a page is kept, and users of whom the profile is: those that were written last. */
export const SAVED_CHANNELS_MAX = 20;
export const SAVED_PROFILES_MAX = 300;

interface OfflineDatabase extends DBSchema {
  lists: { key: string; value: SavedList };
  timelines: { key: string; value: SavedTimeline; indexes: { at: string } };
  profiles: { key: string; value: { userId: string; at: number; profile: Profile }; indexes: { at: number } };
}

const LIST = 'channels';

/** Opens the copy of a user; rejects in a browser that denies storage. */
export async function openOfflineStorage(userId: string): Promise<OfflineStorage & ProfileStorage> {
  const database = await openDatabase(userId);
  await removeExpired(database);
  return {
    readList: () => database.get('lists', LIST),
    async readTimeline(channel) {
      const [timeline, list] = await Promise.all([database.get('timelines', channel), database.get('lists', LIST)]);
      return timeline && asOfNow(timeline, list);
    },
    async writeList(list) {
      const names = new Set(list.channels.map(({ name }) => name));
      const transaction = database.transaction(['lists', 'timelines'], 'readwrite');
      await transaction.objectStore('lists').put(list, LIST);
      // Of a channel that the user has left, or was removed from, nothing is kept.
      const timelines = transaction.objectStore('timelines');
      for (const name of await timelines.getAllKeys()) if (!names.has(name)) await timelines.delete(name);
      await transaction.done;
    },
    async writeTimeline(timeline) {
      const transaction = database.transaction('timelines', 'readwrite');
      await transaction.store.put(timeline);
      await deleteOldest(transaction.store.index('at'), SAVED_CHANNELS_MAX);
      await transaction.done;
    },
    async readProfiles(userIds) {
      const found = await Promise.all(userIds.map((one) => database.get('profiles', one)));
      return found.flatMap((saved) => (saved ? [saved.profile] : []));
    },
    async writeProfiles(profiles) {
      const transaction = database.transaction('profiles', 'readwrite');
      const at = Date.now();
      for (const profile of profiles) await transaction.store.put({ userId: profile.userId, at, profile });
      await deleteOldest(transaction.store.index('at'), SAVED_PROFILES_MAX);
      await transaction.done;
    },
  };
}

/** Deletes all that is kept of a user, as the user signs out: also the recent searches, of which only views on demand know. */
export async function clearOfflineStorage(userId: string): Promise<void> {
  clearSearches(userId);
  const database = await openDatabase(userId);
  const transaction = database.transaction(['lists', 'timelines', 'profiles'], 'readwrite');
  await Promise.all(['lists', 'timelines', 'profiles'].map((name) => transaction.objectStore(name as 'lists').clear()));
  await transaction.done;
  database.close();
}

/** Removes what has expired since it was kept, in all channels. */
async function removeExpired(database: IDBPDatabase<OfflineDatabase>): Promise<void> {
  const transaction = database.transaction(['lists', 'timelines'], 'readwrite');
  const list = await transaction.objectStore('lists').get(LIST);
  const timelines = transaction.objectStore('timelines');
  for (const timeline of await timelines.getAll()) {
    const current = asOfNow(timeline, list);
    if (current.entries !== timeline.entries) await timelines.put(current);
  }
  await transaction.done;
}

function asOfNow(timeline: SavedTimeline, list: SavedList | undefined): SavedTimeline {
  const channel = list?.channels.find(({ name }) => name === timeline.channel);
  return channel ? { ...timeline, entries: entriesAsOf(timeline.entries, channel, Date.now()) } : timeline;
}

function openDatabase(userId: string): Promise<IDBPDatabase<OfflineDatabase>> {
  return openDB<OfflineDatabase>(`parley.offline.${userId}`, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('lists');
      fresh.createObjectStore('timelines', { keyPath: 'channel' }).createIndex('at', 'at');
      fresh.createObjectStore('profiles', { keyPath: 'userId' }).createIndex('at', 'at');
    },
  });
}

type Index = {
  count(): Promise<number>;
  openCursor(): Promise<{ delete(): Promise<void>; continue(): Promise<unknown> } | null>;
};

async function deleteOldest(index: Index, max: number): Promise<void> {
  let excess = (await index.count()) - max;
  for (let cursor = await index.openCursor(); cursor && excess > 0; excess--) {
    await cursor.delete();
    cursor = (await cursor.continue()) as typeof cursor;
  }
}
