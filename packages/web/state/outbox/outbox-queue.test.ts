// The shared list: accesses to the storage, broadcasts, and what the sending tab deletes for the others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeTabs, settled } from '../../testing/fakes.ts';
import { claimed, type Item, interrupted, nextOf } from './outbox-items.ts';
import { OutboxQueue } from './outbox-queue.ts';
import type { OutboxMessage } from './outbox-storage.ts';

const item = (id: string, fields: Partial<Item> = {}) =>
  ({ id, kind: 'message', message: id, channel: 'general', order: 1, at: '2026', state: 'queued', ...fields }) as Item;

async function opened(tabs: FakeTabs) {
  const received: OutboxMessage[] = [];
  const queue = new OutboxQueue({
    openStorage: tabs.open,
    ready: () => undefined,
    received: (message) => {
      received.push(message);
      if (Object.keys(message).length === 0) void queue.read();
    },
  });
  await queue.open();
  await queue.read();
  const ids = () => queue.items.value.map(({ id }) => id);
  return { queue, ids, received };
}

test('a change that changes nothing is not broadcast', async () => {
  const tabs = new FakeTabs();
  const { queue } = await opened(tabs);
  queue.add(item('a'));
  await settled();
  const { broadcasts } = tabs.counts;
  await queue.update((items) => items.map((one) => one));
  assert.equal(tabs.counts.broadcasts, broadcasts);
});

test('an item counts as stored once the transaction is complete', async () => {
  const tabs = new FakeTabs();
  const { queue, ids } = await opened(tabs);
  queue.add(item('a'));
  assert.deepEqual([ids(), queue.atRisk], [['a'], true]);
  await settled();
  assert.deepEqual([ids(), queue.atRisk], [['a'], false]);
});

test('several requests to read are served by one read', async () => {
  const tabs = new FakeTabs();
  const { queue } = await opened(tabs);
  const { reads } = tabs.counts;
  await Promise.all([queue.read(), queue.read(), queue.read()]);
  assert.equal(tabs.counts.reads, reads + 1);
});

test('an item that is in the log is displayed no more, although it is still stored', async () => {
  const tabs = new FakeTabs();
  tabs.items = [item('a', { state: 'sending' }), item('b')];
  const { queue, ids } = await opened(tabs);
  queue.markInLog(['a']);
  assert.deepEqual(ids(), ['b']);
  await queue.read();
  assert.deepEqual(ids(), ['b']);
});

test('a tab that does not send asks the one that does to delete what is in the log, and writes nothing', async () => {
  const tabs = new FakeTabs();
  tabs.items = [interrupted(item('a'))];
  const first = await opened(tabs);
  const second = await opened(tabs);
  const { updates } = tabs.counts;
  second.queue.markInLog(['a']);
  second.queue.removeSettled();
  await settled();
  assert.deepEqual(first.received, [{ inLog: ['a'] }]);
  assert.equal(tabs.counts.updates, updates);
  first.queue.markInLog(['a']);
  first.queue.removeSettled();
  await settled();
  assert.deepEqual(tabs.items, []);
});

test('an item that is seen in the log while it is being sent is left to the response, until it is known to be lost', async () => {
  const tabs = new FakeTabs();
  const first = await opened(tabs);
  const second = await opened(tabs);
  first.queue.add(item('a'));
  await first.queue.update((items) => claimed(items, nextOf(items, 'general') as Item));
  await settled();
  second.queue.markInLog(['a']);
  second.queue.removeSettled();
  assert.deepEqual(first.received, []);
  await first.queue.update((items) => items.map(interrupted));
  await settled();
  assert.deepEqual(first.received, [{ inLog: ['a'] }]);
});

test('a tab that takes over does not send again what it knows to be in the log', async () => {
  const tabs = new FakeTabs();
  const first = await opened(tabs);
  tabs.items = [item('a', { state: 'sending' }), item('b', { state: 'sending', channel: 'random' })];
  const second = await opened(tabs);
  second.queue.markInLog(['a']);
  first.queue.close();
  await settled();
  assert.deepEqual(
    tabs.items.map(({ id, state, tried }) => [id, state, tried]),
    [['b', 'queued', true]],
  );
});
