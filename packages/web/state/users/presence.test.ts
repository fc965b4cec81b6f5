// Presence in the page: whom it asks about, when it says that its user is active, and what it shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ONLINE_MS, PRESENCE_USERS_MAX, type PresenceAnswer } from '@parley/chat';
import { signal } from '@preact/signals';
import { type FakeApi, ManualClock } from '../../testing/fakes.ts';
import { ANSWER_MS, BATCH_MS, FRESH_MS, FRESH_WHEN_OPENED_MS, Presences, REFRESH_EVERY_MS } from './presence.ts';

/** A page whose requests are recorded, and the answer of the server. */
function aPage() {
  const clock = new ManualClock();
  const [visible, idle] = [signal(true), signal(false)];
  const asked: string[] = [];
  const server: { answer: PresenceAnswer | undefined } = { answer: { users: {}, wanted: false } };
  const request: FakeApi['request'] = async (name, _, { body } = {}) => {
    const { userIds = [], active, shown } = body as { userIds?: string[]; active?: boolean; shown?: boolean };
    asked.push(name === 'askPresence' ? `${userIds.join(' ')} ${active}` : `shown ${shown}`);
    if (!server.answer) throw new Error('The server is down.');
    return { presence: server.answer };
  };
  const presences = new Presences({ request, clock, visible, idle });
  const taken = () => asked.splice(0);
  return { presences, clock, visible, idle, server, taken };
}

test('users who appear on the screen are asked about together, once a minute, and again when their pages may have answered', async () => {
  const { presences, clock, server, taken } = aPage();
  const stops = ['bob', 'cy', 'bob'].map((userId) => presences.display(userId));
  server.answer = { users: { cy: 'away' }, wanted: false, pending: true };
  await clock.advance(BATCH_MS);
  assert.deepEqual(taken(), ['cy bob true']);
  assert.deepEqual([presences.of('bob'), presences.of('cy')], [undefined, 'away']);
  server.answer = { users: { bob: 'online' }, wanted: false };
  await clock.advance(ANSWER_MS[0] ?? 0);
  assert.deepEqual(taken(), ['bob true']);
  assert.deepEqual([presences.of('bob'), presences.of('cy')], ['online', 'away']);
  await clock.advance(FRESH_WHEN_OPENED_MS + 1);
  presences.display('bob', FRESH_WHEN_OPENED_MS)();
  await clock.advance(BATCH_MS);
  // Whoever is opened is asked about sooner.
  assert.deepEqual(taken(), ['bob true']);
  for (const stop of stops) stop();
  presences.display('bob');
  await clock.advance(BATCH_MS);
  assert.deepEqual(taken(), []);
  await clock.advance(FRESH_MS);
  presences.display('cy');
  await clock.advance(BATCH_MS);
  assert.deepEqual(taken(), ['bob cy true']);
});

test('a sync asks about the newest users on the screen, rarely, and not while the page is idle or hidden', async () => {
  const { presences, clock, visible, idle, taken } = aPage();
  assert.deepEqual(presences.question(), { userIds: [], active: true });
  for (let index = 0; index < 50; index += 1) presences.display(`user-${index}`);
  assert.equal(presences.question()?.userIds.length, PRESENCE_USERS_MAX);
  assert.equal(presences.question()?.userIds.at(-1), 'user-49');
  presences.answered({ users: {}, wanted: true });
  assert.equal(presences.question(), undefined);
  // Those for whom there was no room.
  await clock.advance(BATCH_MS);
  assert.equal(taken().join(), `${Array.from({ length: 10 }, (_, index) => `user-${index}`).join(' ')} true`);
  await clock.advance(REFRESH_EVERY_MS);
  assert.equal(presences.question()?.active, true);
  idle.value = true;
  assert.equal(presences.question(), undefined);
  presences.wantedNow();
  idle.value = false;
  visible.value = false;
  assert.equal(presences.question(), undefined);
  presences.wantedNow();
  assert.deepEqual(taken(), []);
  visible.value = true;
  presences.wantedNow();
  await clock.advance(0);
  assert.deepEqual(taken(), [' true']);
});

test('users whom a sync was the first to ask about are asked about again, and so is what failed', async () => {
  const { presences, clock, server, taken } = aPage();
  presences.display('bob');
  assert.deepEqual(presences.question(), { userIds: ['bob'], active: true });
  presences.answered({ users: {}, wanted: false, pending: true });
  server.answer = undefined;
  await clock.advance(ANSWER_MS[0] ?? 0);
  server.answer = { users: { bob: 'online' }, wanted: false };
  await clock.advance(ANSWER_MS[1] ?? 0);
  assert.deepEqual(taken(), ['bob true', 'bob true']);
  assert.equal(presences.of('bob'), 'online');
  await clock.advance(ANSWER_MS[2] ?? 0);
  assert.deepEqual(taken(), []);
});

test('a page of which nobody wants to know anything asks nothing, and one that is wanted says that it is used', async () => {
  const { presences, clock } = aPage();
  presences.answered({ users: {}, wanted: true });
  await clock.advance(REFRESH_EVERY_MS);
  assert.deepEqual(presences.question(), { userIds: [], active: true });
  presences.answered({ users: {}, wanted: false });
  await clock.advance(REFRESH_EVERY_MS);
  assert.equal(presences.question(), undefined);
});

test('where presence is switched off nobody is shown or asked about until it is switched on', async () => {
  const { presences, clock, server, taken } = aPage();
  server.answer = { users: { bob: 'online' }, wanted: true };
  presences.display('bob');
  await clock.advance(BATCH_MS);
  await presences.show(false);
  assert.equal(presences.of('bob'), undefined);
  presences.display('cy');
  presences.wantedNow();
  await clock.advance(REFRESH_EVERY_MS);
  assert.deepEqual(taken(), ['bob true', 'shown false']);
  assert.equal(presences.question(), undefined);
  await presences.show(true);
  await clock.advance(BATCH_MS);
  assert.deepEqual(taken(), ['shown true', 'bob cy true']);
  server.answer = { users: {}, wanted: false, hidden: true };
  await presences.load();
  assert.equal(presences.hidden.value, true);
});

test('a page that cannot ask shows nobody as online for longer than that is true', async () => {
  const { presences, clock, server, taken } = aPage();
  server.answer = { users: { bob: 'online' }, wanted: false };
  presences.display('bob');
  await clock.advance(BATCH_MS);
  server.answer = undefined;
  await clock.advance(ONLINE_MS);
  assert.equal(presences.of('bob'), undefined);
  presences.display('cy');
  await clock.advance(BATCH_MS);
  presences.display('dan');
  await clock.advance(BATCH_MS);
  // What failed is asked again.
  assert.deepEqual(taken(), ['bob true', 'bob cy true', 'bob cy dan true']);
  presences.stop();
});
