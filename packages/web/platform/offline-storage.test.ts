// The offline copy in IndexedDB: bounded, apart for each user, and gone after the sign-out.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aChannel } from '../testing/fakes.ts';
import { clearOfflineStorage, openOfflineStorage, SAVED_CHANNELS_MAX, SAVED_PROFILES_MAX } from './offline-storage.ts';

const timeline = (channel: string, at: string) => ({ at, channel, entries: [], from: 0, to: 0 });

test('the channels that were written last are kept, and only those that the user still has', async () => {
  const storage = await openOfflineStorage('sub-ann');
  const names = Array.from({ length: SAVED_CHANNELS_MAX + 5 }, (_, index) => `c-${index}`);
  for (const [index, name] of names.entries())
    await storage.writeTimeline(timeline(name, new Date(index * 1_000).toISOString()));
  assert.equal(await storage.readTimeline('c-4'), undefined);
  assert.equal((await storage.readTimeline('c-5'))?.channel, 'c-5');
  await storage.writeList({ at: '', username: 'ann', channels: [aChannel('c-6')] });
  assert.equal(await storage.readTimeline('c-5'), undefined);
  assert.equal((await storage.readTimeline('c-6'))?.channel, 'c-6');
  assert.equal((await storage.readList())?.username, 'ann');
});

test('the profiles that were written last are kept', async () => {
  const storage = await openOfflineStorage('sub-cy');
  await storage.writeProfiles([{ userId: 'first', displayName: 'First' }]);
  const others = Array.from({ length: SAVED_PROFILES_MAX }, (_, index) => ({ userId: `u-${index}` }));
  await storage.writeProfiles(others);
  assert.equal((await storage.readProfiles(others.map(({ userId }) => userId))).length >= SAVED_PROFILES_MAX - 1, true);
});

test('another user reads nothing, and a sign-out leaves nothing', async () => {
  const storage = await openOfflineStorage('sub-dan');
  await storage.writeList({ at: '', username: 'dan', channels: [] });
  await storage.writeProfiles([{ userId: 'sub-dan', displayName: 'Dan' }]);
  assert.equal(await (await openOfflineStorage('sub-eve')).readList(), undefined);
  await clearOfflineStorage('sub-dan');
  assert.equal(await storage.readList(), undefined);
  assert.deepEqual(await storage.readProfiles(['sub-dan']), []);
});

test('a message that has expired since it was kept is not read, and the next start removes it', async () => {
  const storage = await openOfflineStorage('sub-fay');
  const day = 86_400_000;
  const entry = (seq: number, daysAgo: number) => ({
    ...{ channel: 'general', seq, id: `id-${seq}`, timestamp: new Date(Date.now() - daysAgo * day).toISOString() },
    ...{ username: 'bob', userId: 'sub-bob', count: seq, kind: 'message' as const, message: `text ${seq}` },
  });
  await storage.writeTimeline({ ...timeline('general', ''), entries: [entry(1, 8), entry(2, 1)], to: 2 });
  await storage.writeList({ at: '', username: 'fay', channels: [aChannel('general')] });
  assert.match(JSON.stringify(await storage.readTimeline('general')), /text 1.*text 2/);
  await storage.writeList({ at: '', username: 'fay', channels: [{ ...aChannel('general'), retentionDays: 7 }] });
  assert.doesNotMatch(JSON.stringify(await storage.readTimeline('general')), /text 1/);
  const later = await openOfflineStorage('sub-fay');
  await later.writeList({ at: '', username: 'fay', channels: [aChannel('general')] });
  const kept = await later.readTimeline('general');
  assert.deepEqual(
    kept?.entries.map((one) => ('message' in one ? one.message : one.kind)),
    ['', 'text 2'],
  );
});
