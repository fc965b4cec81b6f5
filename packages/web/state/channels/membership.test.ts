// Coming into channels, leaving them, and being taken out of them.
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

async function story() {
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

test('a bad name is refused with a sentence before anything is asked', async () => {
  const { api, chat, names } = await story();
  api.asked.length = 0;
  const create = (name: string) => chat.membership.create({ kind: 'public', name, topic: '' });
  await assert.rejects(create('Bad Name!'), /"Bad Name!" is not a channel's name/);
  assert.deepEqual(api.asked, []);
  assert.equal(await create('lunch'), 'lunch');
  assert.deepEqual(names(), ['general', 'p-design', 'lunch']);
});

test('a direct conversation stands below the channels, and the others are called at once', async () => {
  const { chat, events, names } = await story();
  assert.equal(await chat.membership.create({ kind: 'direct', userIds: ['sub-bob', 'sub-kim'] }), 'd-made');
  await chat.membership.join('lunch');
  assert.deepEqual(names(), ['general', 'p-design', 'lunch', 'd-made']);
  assert.deepEqual(
    events.published,
    ['bob', 'kim'].map((name) => ({ channel: `/signals/users/sub-${name}`, events: [{ kind: 'channel-added' }] })),
  );
});

test('whoever is called asks what there is, however often others call', async () => {
  const { api, clock, events, names } = await story();
  await clock.advance(10_000);
  api.asked.length = 0;
  api.list.push(aChannel('d-bob', 0, { kind: 'direct', participants: [{ userId: 'sub-bob', username: 'Bob' }] }));
  const call = { kind: 'channel-added', userId: 'sub-bob' };
  await events.says('/signals/users/sub-ann', call, call, call);
  assert.deepEqual(names(), ['general', 'p-design', 'd-bob']);
  await clock.advance(SYNC_MIN_INTERVAL_MS + 1);
  assert.deepEqual(api.asked, ['sync {}', 'sync {}']);
});

test('when somebody was taken out, everybody else goes on hearing, open or not', async () => {
  const { api, chat, events } = await story();
  const paths = () => events.paths.filter((path) => path.includes('general')).sort();
  api.log.push(removed() as never);
  await events.says(logPath('general'), removed());
  assert.deepEqual(paths(), [logPath('general'), logPath('general', 1)]);
  await events.becomes('live', undefined, logPath('general', 1));
  assert.deepEqual(paths(), [logPath('general', 1)]);
  chat.open('general');
  await settled();
  assert.deepEqual(paths(), [logPath('general', 1), '/signals/channels/general/1']);
  await events.says(logPath('general', 1), { ...removed({ epoch: 2 }), seq: 5, id: 'entry-5' });
  await events.becomes('live');
  assert.deepEqual(paths(), [logPath('general', 2), '/signals/channels/general/2']);
});

test('whoever is taken out is told, and the channel is gone', async () => {
  const { api, chat, clock, events, names } = await story();
  chat.open('p-design');
  await settled();
  await clock.advance(10_000);
  api.list = api.list.slice(0, 1);
  const notice = removed({ channel: 'p-design', seq: 1, user: { userId: 'sub-ann', username: 'Ann' } });
  await events.says(logPath('p-design'), notice);
  assert.deepEqual(names(), ['general']);
  assert.deepEqual(chat.membership.removals.value, [{ name: 'p-design', title: 'Design' }]);
  assert.equal(chat.openChannel.value, undefined);
  assert.ok(!events.paths.some((path) => path.includes('p-design')));
  chat.membership.dismissRemoval('p-design');
  assert.deepEqual(chat.membership.removals.value, []);
});

test('whoever was away learns of it when the new path is refused', async () => {
  const { api, chat, clock, events, names } = await story();
  await clock.advance(10_000);
  api.list = api.list.slice(0, 1);
  await events.becomes('refused', new Error('No.'), logPath('p-design'));
  assert.deepEqual(names(), ['general']);
  assert.equal(chat.membership.removals.value.length, 1);
});

test('what was typed for a channel that is gone stays, with the reason', async () => {
  const { api, chat } = await story();
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

test('whoever leaves is told nothing, also when an answer from before lists the channel once more', async () => {
  const { api, chat, clock, names } = await story();
  await chat.membership.leave('p-design');
  assert.deepEqual(names(), ['general']);
  await clock.advance(60_000);
  assert.deepEqual(names(), ['general', 'p-design']);
  api.list = api.list.slice(0, 1);
  await clock.advance(60_000);
  assert.deepEqual([names(), chat.membership.removals.value], [['general'], []]);
});

test('a channel that was made while the server answered is not taken for one that is gone', async () => {
  const { api, chat, clock, names } = await story();
  api.holds();
  await clock.advance(60_000);
  const made = chat.membership.create({ kind: 'public', name: 'lunch', topic: '' });
  await api.answers();
  await made;
  assert.deepEqual(names(), ['general', 'p-design', 'lunch']);
  assert.deepEqual(chat.membership.removals.value, []);
});

test('whom one has blocked is known from the server, on every device', async () => {
  const { api, chat } = await story();
  await chat.blocked.block('sub-bob');
  assert.deepEqual([...chat.blocked.userIds.value], ['sub-bob']);
  await chat.blocked.unblock('sub-bob');
  assert.deepEqual([...chat.blocked.userIds.value], []);
  assert.deepEqual(
    api.asked.filter((asked) => asked.includes('block')),
    ['blocked', 'block sub-bob', 'unblock sub-bob'],
  );
});
