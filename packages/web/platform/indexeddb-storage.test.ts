// The tray in the browser's storage, on the real locks and bells of this runtime and an IndexedDB in memory.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Item, News, Tray } from '../state/outbox/outbox-storage.ts';
import { openTray } from './indexeddb-storage.ts';

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
  (items: readonly Item[]) => [...items, ...more];
const look = async (tray: Tray) => (await tray.revise((items) => items)).map(({ id }) => id);

async function opened(t: TestContext, person: string): Promise<Tray> {
  const tray = await openTray(person);
  t.after(() => tray.close());
  return tray;
}

test('what was put in is there for the next tab and the next visit, in the order of typing', async (t) => {
  const person = aPerson();
  const [one, two] = [await opened(t, person), await opened(t, person)];
  await one.revise(put(item('b', 2)));
  await two.revise(put(item('c', 3), item('a', 1)));
  assert.deepEqual(await look(one), ['a', 'b', 'c']);
  one.close();
  two.close();
  assert.deepEqual(await look(await opened(t, person)), ['a', 'b', 'c']);
});

test('another person in the same browser finds nothing of it', async (t) => {
  await (await opened(t, aPerson())).revise(put(item('a', 1)));
  assert.deepEqual(await look(await opened(t, aPerson())), []);
});

test('no tab comes between the reading and the writing of another', async (t) => {
  const person = aPerson();
  const [one, two] = [await opened(t, person), await opened(t, person)];
  await one.revise(put(item('a', 1)));
  const claims: string[] = [];
  const claim = (who: string) => (items: readonly Item[]) =>
    items.map((each) => {
      if (each.state !== 'queued') return each;
      claims.push(who);
      return { ...each, state: 'sending' as const };
    });
  await Promise.all([one.revise(claim('one')), two.revise(claim('two'))]);
  assert.equal(claims.length, 1);
});

test('one tab sends, and when it is closed the next one does', async (t) => {
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

test('what one tab tells, the others hear', async (t) => {
  const person = aPerson();
  const [one, two] = [await opened(t, person), await opened(t, person)];
  const news = new Promise<News>((hear) => two.hear(hear));
  one.tell({ hurry: true });
  assert.deepEqual(await news, { hurry: true });
});

test('a browser without locks keeps nothing, since two tabs could send at once', async (t) => {
  const { locks } = navigator;
  Reflect.deleteProperty(Object.getPrototypeOf(navigator), 'locks');
  t.after(() => Object.defineProperty(Object.getPrototypeOf(navigator), 'locks', { value: locks, configurable: true }));
  await assert.rejects(openTray(aPerson()), /no locks/);
});
