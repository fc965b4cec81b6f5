// Hints: a badge at once, a sync when it is needed, and nothing that a lost, repeated or late hint could break.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HintTopic, Message } from '@parley/chat';
import {
  aChannel,
  anEntry,
  anOutboxDeps,
  FakeApi,
  FakeEvents,
  FakeTabs,
  ManualClock,
  settled,
} from '../../testing/fakes.ts';
import { Chat } from '../chat.ts';
import { EVENT_GRACE_MS, MENTION_SYNC_EVERY_MS } from './hints.ts';

const USER = '/signals/users/sub-ann';

/** A user in so many channels that the last ones are not subscribed to; `general` is open. */
async function setUp({ owner }: { owner?: true } = {}) {
  const api = new FakeApi();
  const names = ['general', ...Array.from({ length: 60 }, (_, index) => `channel-${index}`)];
  api.list = names.map((name) => aChannel(name, 3, { readSeq: 3, readCount: 3 }));
  const deps = { ...anOutboxDeps(), api, events: new FakeEvents(), clock: new ManualClock() };
  const user = { username: 'Ann', userId: 'sub-ann', ...(owner && { owner }) };
  const chat = new Chat(user, { ...deps, openOutboxStorage: new FakeTabs().open });
  await chat.start();
  chat.open('general');
  await settled();
  await deps.clock.advance(5_000);
  api.requests.length = 0;
  const hint = (about: HintTopic, channel: string, seq?: number) =>
    deps.events.broadcasts(USER, { kind: 'hint', about, channel, ...(seq !== undefined && { seq: `000${seq}` }) });
  const syncs = () => api.requests.filter((request) => request.startsWith('sync')).length;
  return { ...deps, chat, hint, syncs };
}

const change = (list: FakeApi['list'], name: string, fields: object) =>
  list.map((one) => (one.name === name ? { ...one, ...fields } : one));

test('a mention in a channel that is not subscribed to is counted at once, and a sync brings the rest', async () => {
  const { api, chat, hint, syncs } = await setUp();
  api.list = change(api.list, 'channel-50', { head: 4, count: 4, mentions: 1 });
  await hint('mention', 'channel-50', 4);
  assert.deepEqual([chat.channels.mentions('channel-50'), chat.channels.unread('channel-50')], [1, 1]);
  assert.equal(syncs(), 1);
  await settled();
  assert.deepEqual([chat.channels.mentions('channel-50'), chat.channels.unread('channel-50')], [1, 1]);
});

test('a repeated hint counts once, before the sync and after it', async () => {
  const { api, chat, hint } = await setUp();
  api.list = change(api.list, 'channel-50', { head: 4, count: 4, mentions: 1 });
  for (let time = 0; time < 3; time += 1) await hint('mention', 'channel-50', 4);
  await settled();
  await hint('mention', 'channel-50', 4);
  assert.equal(chat.channels.mentions('channel-50'), 1);
});

test('a hint about a message that is read already changes nothing', async () => {
  const { chat, hint, syncs } = await setUp();
  await hint('mention', 'channel-50', 3);
  assert.deepEqual([chat.channels.mentions('channel-50'), syncs()], [0, 0]);
});

test('many mentions are all counted, and cause one sync in ten seconds', async () => {
  const { chat, clock, hint, syncs } = await setUp();
  for (let seq = 4; seq < 54; seq += 1) await hint('mention', 'channel-50', seq);
  assert.deepEqual([chat.channels.mentions('channel-50'), syncs()], [50, 1]);
  await clock.advance(MENTION_SYNC_EVERY_MS);
  await hint('mention', 'channel-50', 54);
  assert.equal(syncs(), 2);
});

test('in a channel that is subscribed to, the event may come after the hint, and a lost one causes a sync', async () => {
  const { chat, clock, events, hint, syncs } = await setUp();
  await hint('mention', 'channel-1', 4);
  await events.broadcasts(
    '/serverlesschat/channels/channel-1',
    anEntry(4, { channel: 'channel-1', message: 'hi @Ann' } as Partial<Message>),
  );
  await clock.advance(EVENT_GRACE_MS);
  assert.deepEqual([chat.channels.mentions('channel-1'), syncs()], [1, 0]);
  await hint('mention', 'channel-1', 5);
  assert.equal(chat.channels.mentions('channel-1'), 1);
  await clock.advance(EVENT_GRACE_MS);
  assert.deepEqual([chat.channels.mentions('channel-1'), syncs()], [2, 1]);
});

for (const about of ['membership', 'conversation', 'removal', 'report'] as const)
  test(`a hint about a ${about} causes one sync of the whole list`, async () => {
    const { api, hint, syncs } = await setUp();
    const whole: number[] = [];
    const sync = api.sync.bind(api);
    api.sync = (query) => {
      whole.push(query.known.size);
      return sync(query);
    };
    await hint(about, 'channel-50');
    assert.deepEqual([syncs(), whole], [1, [0]]);
    for (let time = 0; time < 5; time += 1) await hint(about, 'channel-50');
    assert.equal(syncs(), 1, 'others can cause hints: the next sync waits');
  });

test('a hint of a later version, or none at all, changes nothing', async () => {
  const { events, hint, syncs } = await setUp();
  await hint('poll' as HintTopic, 'channel-50');
  for (const event of [{ kind: 'hint' }, { kind: 'hint', about: 'mention' }, null, 'hint', 7])
    await events.broadcasts(USER, event);
  assert.equal(syncs(), 0);
});

test('the pages of owners of the chat receive the hints for all of them, and those of other users do not', async () => {
  const { events } = await setUp();
  assert.ok(!events.paths.includes('/signals/groups/owners'));
  const asOwner = await setUp({ owner: true });
  await asOwner.events.broadcasts('/signals/groups/owners', { kind: 'hint', about: 'report', channel: 'general' });
  assert.equal(asOwner.syncs(), 1);
});

test('a muted user can write again when the mute ends, without any event', async () => {
  const { api, chat, clock, hint } = await setUp();
  const mutedUntil = new Date(clock.now() + 60_000).toISOString();
  api.list = change(api.list, 'general', { effectiveRole: 'muted', mutedUntil });
  await hint('membership', 'general');
  await settled();
  assert.equal(chat.channels.of('general')?.effectiveRole, 'muted');
  const { mutedUntil: _, ...general } = api.list[0] ?? aChannel('general');
  api.list = [{ ...general, effectiveRole: 'member' }, ...api.list.slice(1)];
  await clock.advance(62_001);
  assert.equal(chat.channels.of('general')?.effectiveRole, 'member');
});
