// Marking as unread and as read, favourites and muted channels: the same on every device, whatever arrives late.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Channel,
  type ChannelPreferences,
  type KnownChannel,
  type ListedChannel,
  unreadCount,
} from '@parley/chat';
import { openEngineSuite } from '../harness/test-suite.ts';
import type { TestUser } from '../harness/test-user.ts';

const { users } = await openEngineSuite(['ann', 'bob', 'bob']);
const [ann, bob, phone] = users;
await Promise.all([ann.sees('general'), bob.sees('general')]);

type Cursor = { readSeq: number; readCount: number; readVersion?: number; code?: string };
type Preferences = { preferences: ChannelPreferences; code?: string };

const moves = (user: TestUser, channel: string, seq: number, version?: number) =>
  user.requests<Cursor>('PUT', `/channels/${channel}/read`, { seq, version });
const marksUnread = (user: TestUser, channel: string, seq: number, version?: number) =>
  user.requests<Cursor>('PUT', `/channels/${channel}/unread`, { seq, version });
const prefers = (user: TestUser, channel: string, change: object) =>
  user.requests<Preferences>('PATCH', `/users/me/channels/${channel}`, change);

/** A channel of Ann and Bob with messages of Ann. */
async function channelWith(...texts: string[]): Promise<string> {
  const channel = await ann.createsChannel('bob');
  for (const text of texts) await ann.says(channel, text);
  return channel;
}

test('messages that are marked as unread are unread on all devices, with their mentions', async () => {
  const channel = await channelWith('one', 'hello @bob', 'three', 'and @bob again');
  await moves(bob, channel, 4);
  assert.deepEqual((await marksUnread(bob, channel, 2)).body, { readSeq: 1, readCount: 1, readVersion: 1 });
  const seen = (await phone.sees(channel)) as Channel;
  assert.deepEqual([unreadCount(seen), seen.mentions, seen.readVersion], [3, 2, 1]);
  assert.deepEqual((await moves(phone, channel, 3, 1)).body, { readSeq: 3, readCount: 3, readVersion: 1 });
  assert.equal((await bob.sees(channel))?.mentions, 1);
  assert.deepEqual((await marksUnread(bob, channel, 1, 1)).body, { readSeq: 0, readCount: 0, readVersion: 2 });
});

test('a cursor that another device moved before it learnt of the mark does not undo it', async () => {
  const channel = await channelWith('one', 'two', 'three');
  await moves(bob, channel, 2);
  await marksUnread(bob, channel, 2);
  assert.deepEqual((await moves(phone, channel, 3)).body, { readSeq: 1, readCount: 1, readVersion: 1 });
  assert.equal((await bob.sees(channel))?.readSeq, 1);
});

test('a mark that is sent again, or after one of another device, changes nothing more', async () => {
  const channel = await channelWith('one', 'two', 'three');
  await moves(bob, channel, 3);
  const first = await marksUnread(bob, channel, 3);
  assert.deepEqual((await marksUnread(bob, channel, 3)).body, first.body);
  assert.deepEqual((await marksUnread(phone, channel, 1)).body, first.body);
});

test('a page that does not know of a mark is told of it by the next sync', async () => {
  const channel = await channelWith('one', 'two');
  await moves(bob, channel, 2);
  const { channels } = (await bob.syncs({})).body;
  const known = Object.fromEntries(
    channels.map(({ name, head, readSeq }): [string, KnownChannel] => [name, { head, readSeq }]),
  );
  const sync = async () => {
    const { body } = await phone.requests<{ channels: ListedChannel[] }>('POST', '/sync', { channels: {}, known });
    return body.channels.find(({ name }) => name === channel);
  };
  assert.deepEqual(await sync(), { name: channel, unchanged: true });
  await marksUnread(bob, channel, 2);
  assert.partialDeepStrictEqual(await sync(), { name: channel, readSeq: 1, readVersion: 1 });
  known[channel] = { head: 2, readSeq: 1, readVersion: 1 };
  assert.deepEqual(await sync(), { name: channel, unchanged: true });
});

test('a mark beyond the log, and in a channel of others, is rejected', async () => {
  const channel = await ann.createsChannel();
  await ann.says(channel, 'one');
  assert.equal((await marksUnread(bob, channel, 1)).status, 403);
  assert.deepEqual((await marksUnread(ann, channel, 3)).body.code, 'beyond-head');
  assert.deepEqual((await marksUnread(ann, await ann.createsChannel(), 1)).body.code, 'beyond-head');
});

test('all channels are marked as read at once, as far as the page knows them', async () => {
  const [one, other, marked] = [await channelWith('a', '@bob'), await channelWith('b'), await channelWith('c', 'd')];
  const foreign = await ann.createsChannel();
  await ann.says(foreign, 'secret');
  await marksUnread(bob, marked, 1);
  await ann.says(other, 'later');
  const channels = {
    [one]: { seq: 2 },
    [other]: { seq: 1 },
    [marked]: { seq: 2 },
    [foreign]: { seq: 1 },
    nowhere: { seq: 1 },
  };
  const { body } = await bob.requests<{ channels: Record<string, Cursor> }>('PUT', '/read', { channels });
  assert.deepEqual(body.channels, {
    [one]: { readSeq: 2, readCount: 2 },
    [other]: { readSeq: 1, readCount: 1 },
    [marked]: { readSeq: 0, readCount: 0, readVersion: 1 },
  });
  const seen = await Promise.all([one, other, marked].map((name) => phone.sees(name)));
  assert.deepEqual(
    seen.map((channel) => channel && [unreadCount(channel), channel.mentions]),
    [
      [0, 0],
      [1, 0],
      [2, 0],
    ],
  );
});

test('cursors that move while all channels are marked as read are kept', async () => {
  const names = await Promise.all([channelWith('a', 'b', 'c'), channelWith('a', 'b', 'c')]);
  const all = Object.fromEntries(names.map((name) => [name, { seq: 2 }]));
  await Promise.all([bob.requests('PUT', '/read', { channels: all }), ...names.map((name) => moves(phone, name, 3))]);
  for (const name of names) assert.equal((await bob.sees(name))?.readSeq, 3);
});

test('favourites and muted channels are in the response of every sync', async () => {
  const channel = await ann.createsChannel('bob');
  const { version } = (await bob.syncs({})).body.preferences as ChannelPreferences;
  assert.equal((await prefers(bob, channel, { favourite: true })).status, 200);
  await prefers(bob, channel, { muted: true });
  assert.deepEqual((await phone.syncs({})).body.preferences, {
    version: version + 2,
    favourites: [channel],
    mutedChannels: [channel],
  });
  const { body } = await prefers(phone, channel, { favourite: false });
  assert.deepEqual(body.preferences, { version: version + 3, favourites: [], mutedChannels: [channel] });
  assert.deepEqual((await ann.syncs({})).body.preferences?.mutedChannels, []);
  assert.equal((await prefers(bob, await ann.createsChannel(), { muted: true })).status, 403);
});
