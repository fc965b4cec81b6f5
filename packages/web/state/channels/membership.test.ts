// Joining channels, leaving them, and being removed from them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logPath } from '@parley/chat';
import {
  aChannel,
  anEntry,
  anOutboxDeps,
  entries,
  FakeApi,
  FakeEvents,
  ManualClock,
  settled,
} from '../../testing/fakes.ts';
import { Chat } from '../chat.ts';
import { SYNC_MIN_INTERVAL_MS } from '../messages/sync-schedule.ts';

async function setUp() {
  const deps = { api: new FakeApi(), events: new FakeEvents(), clock: new ManualClock() };
  deps.api.list = [aChannel('general', 3), aChannel('p-design', 0, { kind: 'private', title: 'Design' })];
  deps.api.log = entries(1, 3);
  const chat = new Chat({ username: 'Ann', userId: 'sub-ann' }, { ...anOutboxDeps(), ...deps });
  await chat.start();
  await settled();
  const names = () => chat.channels.list.value.map(({ name }) => name);
  return { ...deps, chat, names };
}

const removed = (fields = {}) => {
  const { message: _, ...base } = anEntry(4);
  const person = { userId: 'sub-kim', username: 'Kim' };
  return { ...base, kind: 'notice', notice: 'removed', user: person, epoch: 1, ...fields };
};

test('an invalid name is rejected with a message before any request', async () => {
  const { api, chat, names } = await setUp();
  api.requests.length = 0;
  const create = (name: string) => chat.membership.create({ kind: 'public', name, topic: '' });
  await assert.rejects(create('Bad Name!'), /Use lowercase letters, digits and hyphens/);
  assert.deepEqual(api.requests, []);
  assert.equal(await create('lunch'), 'lunch');
  assert.deepEqual(names(), ['general', 'p-design', 'lunch']);
});

test('a direct conversation is listed below the channels, and its other participants are notified at once', async () => {
  const { chat, events, names } = await setUp();
  assert.equal(await chat.membership.create({ kind: 'direct', userIds: ['sub-bob', 'sub-kim'] }), 'd-made');
  await chat.membership.join('lunch');
  assert.deepEqual(names(), ['general', 'p-design', 'lunch', 'd-made']);
  assert.deepEqual(
    events.published,
    ['bob', 'kim'].map((name) => ({ channel: `/signals/users/sub-${name}`, events: [{ kind: 'channel-added' }] })),
  );
});

test('a notified user syncs once, however many notifications arrive', async () => {
  const { api, clock, events, names } = await setUp();
  await clock.advance(10_000);
  api.requests.length = 0;
  api.list.push(aChannel('d-bob', 0, { kind: 'direct', participants: [{ userId: 'sub-bob', username: 'Bob' }] }));
  const call = { kind: 'channel-added', userId: 'sub-bob' };
  await events.broadcasts('/signals/users/sub-ann', call, call, call);
  assert.deepEqual(names(), ['general', 'p-design', 'd-bob']);
  await clock.advance(SYNC_MIN_INTERVAL_MS + 1);
  assert.deepEqual(api.requests, ['sync {}', 'sync {}']);
});

test('after a member was removed, the other members continue to receive events, whether the channel is open or not', async () => {
  const { api, chat, events } = await setUp();
  const paths = () => events.paths.filter((path) => path.includes('general')).sort();
  api.log.push(removed() as never);
  await events.broadcasts(logPath('general'), removed());
  assert.deepEqual(paths(), [logPath('general'), logPath('general', 1)]);
  await events.changesState('live', undefined, logPath('general', 1));
  assert.deepEqual(paths(), [logPath('general', 1)]);
  chat.open('general');
  await settled();
  assert.deepEqual(paths(), [logPath('general', 1), '/signals/channels/general/1']);
  await events.broadcasts(logPath('general', 1), { ...removed({ epoch: 2 }), seq: 5, id: 'entry-5' });
  await events.changesState('live');
  assert.deepEqual(paths(), [logPath('general', 2), '/signals/channels/general/2']);
});

test('a removed member sees a notice, and the channel is gone', async () => {
  const { api, chat, clock, events, names } = await setUp();
  chat.open('p-design');
  await settled();
  await clock.advance(10_000);
  api.list = api.list.slice(0, 1);
  const notice = removed({ channel: 'p-design', seq: 1, user: { userId: 'sub-ann', username: 'Ann' } });
  await events.broadcasts(logPath('p-design'), notice);
  assert.deepEqual(names(), ['general']);
  assert.deepEqual(chat.membership.removals.value, [{ name: 'p-design', title: 'Design' }]);
  assert.equal(chat.openChannel.value, undefined);
  assert.ok(!events.paths.some((path) => path.includes('p-design')));
  chat.membership.dismissRemoval('p-design');
  assert.deepEqual(chat.membership.removals.value, []);
});

test('a user who was offline learns of the removal when the new path is refused', async () => {
  const { api, chat, clock, events, names } = await setUp();
  await clock.advance(10_000);
  api.list = api.list.slice(0, 1);
  await events.changesState('refused', new Error('No.'), logPath('p-design'));
  assert.deepEqual(names(), ['general']);
  assert.equal(chat.membership.removals.value.length, 1);
});

test('a message for a channel that is gone remains in the outbox, with the reason', async () => {
  const { api, chat } = await setUp();
  chat.open('p-design');
  await settled();
  const { WebError } = await import('../../errors.ts');
  api.fails(new WebError('refused', 'There is no channel p-design.'));
  api.list = api.list.slice(0, 1);
  chat.openChannel.value?.outbox.send('too late');
  await settled();
  const [item] = chat.outbox.items.value;
  assert.deepEqual([item?.state, item?.problem], ['failed', 'There is no channel p-design.']);
});

test('a user who leaves sees no notice, even if an earlier response lists the channel again', async () => {
  const { api, chat, clock, names } = await setUp();
  await chat.membership.leave('p-design');
  assert.deepEqual(names(), ['general']);
  await clock.advance(60_000);
  assert.deepEqual(names(), ['general', 'p-design']);
  api.list = api.list.slice(0, 1);
  await clock.advance(60_000);
  assert.deepEqual([names(), chat.membership.removals.value], [['general'], []]);
});

test('a channel that was created while a sync was in flight is not treated as gone', async () => {
  const { api, chat, clock, names } = await setUp();
  api.holds();
  await clock.advance(60_000);
  const made = chat.membership.create({ kind: 'public', name: 'lunch', topic: '' });
  await api.releases();
  await made;
  assert.deepEqual(names(), ['general', 'p-design', 'lunch']);
  assert.deepEqual(chat.membership.removals.value, []);
});

test('the blocked users are loaded from the server, on every device', async () => {
  const { api, chat } = await setUp();
  await chat.blocked.block({ userId: 'sub-bob', username: 'bob' });
  assert.deepEqual([...chat.blocked.userIds.value], ['sub-bob']);
  await chat.blocked.unblock('sub-bob');
  assert.deepEqual([...chat.blocked.userIds.value], []);
  assert.deepEqual(
    api.requests.filter((request) => request.includes('block')),
    ['blocked', 'block sub-bob', 'unblock sub-bob'],
  );
});
