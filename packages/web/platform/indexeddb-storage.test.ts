// The outbox in the browser's storage, with the locks and BroadcastChannels of this runtime and an IndexedDB in memory.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Item, Items } from '../state/outbox/outbox-items.ts';
import type { OutboxMessage, OutboxStorage } from '../state/outbox/outbox-storage.ts';
import { openIndexedDbStorage } from './indexeddb-storage.ts';

let people = 0;
const aPerson = () => `sub-${++people}`;
const item = (id: string, order: number): Item => ({
  id,
  kind: 'message',
  message: id,
  channel: 'general',
  order,
  at: '2026',
  state: 'queued',
});
const put =
  (...more: Item[]) =>
  (items: Items) => [...items, ...more];
const look = async (storage: OutboxStorage) => (await storage.read()).map(({ id }) => id);

async function opened(t: TestContext, person: string): Promise<OutboxStorage> {
  const storage = await openIndexedDbStorage(person);
  t.after(() => storage.close());
  return storage;
}

test('a stored item is there for other tabs and the next visit, in the order of typing', async (t) => {
  const person = aPerson();
  const [one, two] = [await opened(t, person), await opened(t, person)];
  await one.update(put(item('b', 2)));
  await two.update(put(item('c', 3), item('a', 1)));
  assert.deepEqual(await look(one), ['a', 'b', 'c']);
  one.close();
  two.close();
  assert.deepEqual(await look(await opened(t, person)), ['a', 'b', 'c']);
});

test('another user of the same browser reads none of the items', async (t) => {
  await (await opened(t, aPerson())).update(put(item('a', 1)));
  assert.deepEqual(await look(await opened(t, aPerson())), []);
});

test('no tab interleaves with the read and write of another', async (t) => {
  const person = aPerson();
  const [one, two] = [await opened(t, person), await opened(t, person)];
  await one.update(put(item('a', 1)));
  const claims: string[] = [];
  const claim = (who: string) => (items: Items) =>
    items.map((each) => {
      if (each.state !== 'queued') return each;
      claims.push(who);
      return { ...each, state: 'sending' as const };
    });
  await Promise.all([one.update(claim('one')), two.update(claim('two'))]);
  assert.equal(claims.length, 1);
});

test('a read is a read-only transaction, and a change is on disk before it counts as stored', async (t) => {
  const storage = await opened(t, aPerson());
  const { transaction } = IDBDatabase.prototype;
  const begun: unknown[] = [];
  t.mock.method(IDBDatabase.prototype, 'transaction', function (this: IDBDatabase, ...parameters: unknown[]) {
    begun.push([parameters[1], parameters[2]]);
    return Reflect.apply(transaction, this, parameters);
  });
  await storage.read();
  await storage.update(put(item('a', 1)));
  assert.deepEqual(begun, [
    ['readonly', undefined],
    ['readwrite', { durability: 'strict' }],
  ]);
});

test('one tab leads, and when it is closed the next one does', async (t) => {
  const person = aPerson();
  const [one, two] = [await opened(t, person), await opened(t, person)];
  const turns: string[] = [];
  await new Promise<void>((first) => one.lead(() => first()));
  const second = new Promise<void>((begin) => two.lead(() => begin())).then(() => turns.push('two'));
  await look(two);
  assert.deepEqual(turns, []);
  one.close();
  await second;
});

test('a message that one tab broadcasts is received by the others', async (t) => {
  const person = aPerson();
  const [one, two] = [await opened(t, person), await opened(t, person)];
  const news = new Promise<OutboxMessage>((hear) => two.subscribe(hear));
  one.broadcast({ hurry: true });
  assert.deepEqual(await news, { hurry: true });
});

test('a browser without locks stores nothing, since two tabs could send at once', async (t) => {
  const { locks } = navigator;
  Reflect.deleteProperty(Object.getPrototypeOf(navigator), 'locks');
  t.after(() => Object.defineProperty(Object.getPrototypeOf(navigator), 'locks', { value: locks, configurable: true }));
  await assert.rejects(openIndexedDbStorage(aPerson()), /no locks/);
});
