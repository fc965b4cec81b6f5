// What the outbox promises: nothing typed is lost, nothing is sent twice, nothing overtakes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewEntry } from '@parley/chat';
import { signal } from '@preact/signals';
import { WebError } from '../../errors.ts';
import { anOutboxDeps, FakeApi, FakeTabs, ManualClock, settled } from '../../testing/fakes.ts';
import { ITEMS_MAX, Outbox } from './outbox.ts';

const down = () => new WebError('failing', 'The log is down.');
const message = (text: string): NewEntry => ({ id: `id-${text}`, kind: 'message', message: text });

function story(tabs = new FakeTabs(), api = new FakeApi()) {
  const clock = new ManualClock();
  const online = signal(true);
  const sent: string[] = [];
  const outbox = new Outbox({ ...anOutboxDeps(), api, clock, online, openOutboxStorage: tabs.open }, ({ id }) =>
    sent.push(id),
  );
  const says = (...texts: string[]) => {
    for (const text of texts) outbox.add('general', message(text));
    return settled();
  };
  const shows = () =>
    outbox.items.value.map((one) => `${one.kind === 'message' ? one.message : one.kind}: ${one.state}`);
  return { tabs, api, clock, online, outbox, sent, says, shows };
}

async function opened(...parts: Parameters<typeof story>) {
  const told = story(...parts);
  await told.outbox.open();
  await settled();
  return told;
}

const posts = ({ asked }: FakeApi) => asked.filter((what) => what.startsWith('post'));

test('what is typed shows at once, in order, and one at a time is sent', async () => {
  const { api, outbox, shows, says } = await opened();
  api.holds();
  outbox.add('general', message('one'));
  assert.deepEqual(shows(), ['one: queued']);
  await says('two', 'three');
  assert.deepEqual(shows(), ['one: sending', 'two: queued', 'three: queued']);
  await api.answers();
  assert.deepEqual(shows(), []);
  assert.deepEqual(posts(api), ['post one', 'post two', 'post three']);
});

test('channels do not wait for each other', async () => {
  const { api, clock, outbox, says } = await opened();
  api.fails(down());
  await says('stuck');
  outbox.add('random', message('through'));
  await settled();
  assert.deepEqual(
    api.log.map(({ channel }) => channel),
    ['random'],
  );
  await clock.advance(1_000);
  assert.equal(api.log.length, 2);
});

test('without an answer it is tried again for as long as it takes, and nothing overtakes', async () => {
  const { api, clock, says, shows } = await opened();
  api.fails(...Array.from({ length: 12 }, down));
  await says('one', 'two');
  for (let minutes = 0; minutes < 12; minutes++) {
    assert.deepEqual(shows(), ['one: queued', 'two: queued']);
    await clock.advance(60_000);
  }
  assert.deepEqual(posts(api).slice(-2), ['post one', 'post two']);
  assert.deepEqual(shows(), []);
});

test('the waits grow to a minute, and end when somebody asks', async () => {
  const { api, clock, outbox, says } = await opened();
  api.fails(...Array.from({ length: 20 }, down));
  await says('one');
  const waits: number[] = [];
  for (let seconds = 0; waits.length < 9; seconds++) {
    const before = posts(api).length;
    await clock.advance(1_000);
    if (posts(api).length > before) waits.push(seconds + 1);
  }
  const between = waits.map((at, index) => at - (waits[index - 1] ?? 0));
  assert.deepEqual(between, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
  const before = posts(api).length;
  outbox.hurry();
  await settled();
  assert.equal(posts(api).length, before + 1);
});

test('the server may ask for a longer wait', async () => {
  const { api, clock, says } = await opened();
  api.fails(new WebError('failing', 'Too many.', { retryAfterMs: 30_000 }));
  await says('one');
  await clock.advance(29_000);
  assert.equal(posts(api).length, 1);
  await clock.advance(1_000);
  assert.equal(api.log.length, 1);
});

test('it is known when something goes again by itself, also where the server asks for less than the wait has become', async () => {
  const { api, clock, outbox, says } = await opened();
  api.fails(...Array.from({ length: 4 }, () => new WebError('failing', 'Down.', { retryAfterMs: 1_000 })));
  await says('one');
  for (const wait of [1_000, 2_000, 4_000]) {
    assert.equal(outbox.items.value[0]?.retryAt, clock.now() + wait);
    await clock.advance(wait);
  }
  assert.equal(posts(api).length, 4);
});

test('without a network nothing is tried; once it is there everything goes, in order', async () => {
  const { api, online, says, shows } = await opened();
  online.value = false;
  await says('one', 'two');
  assert.deepEqual(posts(api), []);
  assert.deepEqual(shows(), ['one: queued', 'two: queued']);
  online.value = true;
  await settled();
  assert.deepEqual(posts(api), ['post one', 'post two']);
});

test('a refusal is told and does not hold up what follows; retried, it goes under its own id', async () => {
  const { api, outbox, says, shows } = await opened();
  api.fails(new WebError('refused', 'Not here.'));
  await says('bad', 'good');
  assert.deepEqual(shows(), ['bad: failed']);
  assert.equal(outbox.items.value[0]?.problem, 'Not here.');
  outbox.retry('id-bad');
  await settled();
  assert.deepEqual(
    api.log.map(({ id }) => id),
    ['id-good', 'id-bad'],
  );
  assert.deepEqual(shows(), []);
});

test('whoever says too much waits as long as the server asks, and can still write it anew', async () => {
  const { api, clock, outbox, says, shows } = await opened();
  const waiting = { status: 429, retryAfterMs: 30_000 };
  api.fails(new WebError('failing', 'Slow mode: one message every 30 seconds.', waiting));
  await says('one');
  const [item] = outbox.items.value;
  assert.deepEqual(shows(), ['one: queued']);
  assert.equal(item?.retryAt, clock.now() + 30_000);
  assert.equal(item?.tried, undefined);
  await clock.advance(29_000);
  assert.equal(posts(api).length, 1);
  await clock.advance(1_000);
  assert.deepEqual([posts(api).length, shows()], [2, []]);
});

test('a refusal after a lost answer does not say that the message is nowhere', async () => {
  const { api, clock, outbox, says } = await opened();
  api.losesAnswer();
  api.fails(down(), new WebError('refused', 'You are muted.'));
  await says('one');
  await clock.advance(1_000);
  const [item] = outbox.items.value;
  assert.deepEqual([item?.state, item?.tried], ['failed', true]);
  assert.equal(await outbox.takeOut('id-one'), undefined);
});

test('a message whose answer was lost is sent again under its own id and is in the log once', async () => {
  const { api, clock, says, sent, shows } = await opened();
  api.losesAnswer();
  api.fails(down());
  await says('one');
  await clock.advance(1_000);
  assert.deepEqual(shows(), []);
  assert.deepEqual(sent, ['id-one']);
  assert.equal(api.log.length, 1);
});

test('a message that the log shows is through, also while its answer is lost', async () => {
  const { api, clock, outbox, says, shows } = await opened();
  api.losesAnswer();
  api.fails(down());
  await says('one');
  outbox.settle((id) => id === 'id-one');
  await clock.advance(60_000);
  assert.deepEqual(shows(), []);
  assert.deepEqual(posts(api), ['post one']);
});

test('what the log has waits for nothing any more, also while the browser still writes that down', async () => {
  const { api, outbox, says, shows } = await opened();
  api.holds();
  await says('one', 'two');
  outbox.settle((id) => id === 'id-one');
  assert.deepEqual(shows(), ['two: queued']);
  await api.answers();
  assert.deepEqual(shows(), []);
});

test('a message that failed or was never sent can be written anew; one that may be stored already cannot', async () => {
  const { api, outbox, online, says, shows } = await opened();
  api.fails(new WebError('refused', 'Not here.'), down());
  await says('refused', 'unanswered');
  online.value = false;
  await says('waiting');
  assert.deepEqual(shows(), ['refused: failed', 'unanswered: queued', 'waiting: queued']);
  assert.equal(await outbox.takeOut('id-refused'), 'refused');
  assert.equal(await outbox.takeOut('id-waiting'), 'waiting');
  assert.equal(await outbox.takeOut('id-unanswered'), undefined);
  assert.deepEqual(shows(), ['unanswered: queued']);
});

test('what is being sent can be neither taken out nor discarded', async () => {
  const { api, outbox, says, shows } = await opened();
  api.holds();
  await says('one', 'two');
  outbox.discard('id-one');
  outbox.discard('id-two');
  assert.equal(await outbox.takeOut('id-one'), undefined);
  assert.deepEqual(shows(), ['one: sending']);
});

test('edits, deletions and reactions take the same way', async () => {
  const { api, outbox } = await opened();
  outbox.add('general', { id: 'a', kind: 'edit', target: 1, message: 'other words' });
  outbox.add('general', { id: 'b', kind: 'reaction', target: 1, emoji: '👍', on: true });
  outbox.add('general', { id: 'c', kind: 'deletion', target: 1 });
  await settled();
  assert.deepEqual(posts(api), ['post edit', 'post reaction', 'post deletion']);
});

test('too much at once is refused with a sentence, and nothing of it is kept', async () => {
  const { outbox, online, shows } = await opened();
  online.value = false;
  for (let count = 0; count < ITEMS_MAX; count++) outbox.add('general', message(`${count}`));
  assert.throws(() => outbox.add('general', message('too much')), /200 messages are waiting to be sent/);
  await settled();
  assert.equal(shows().length, ITEMS_MAX);
});

test('what waited when the tab was closed is sent by the next visit, what was being sent too, and once', async () => {
  const before = await opened();
  before.api.holds();
  await before.says('one', 'two');
  before.outbox.close();
  const after = await opened(before.tabs, before.api);
  await before.api.answers();
  assert.deepEqual(after.shows(), []);
  assert.deepEqual(
    before.api.log.map(({ id }) => id),
    ['id-one', 'id-two'],
  );
});

test('two tabs show the same, one of them sends, and the other goes on when that one is closed', async () => {
  const first = await opened();
  const second = await opened(first.tabs, first.api);
  first.api.holds();
  await first.says('one');
  await second.says('two');
  assert.deepEqual(first.shows(), ['one: sending', 'two: queued']);
  assert.deepEqual(second.shows(), first.shows());
  first.outbox.close();
  await settled();
  await first.api.answers();
  assert.deepEqual(second.shows(), []);
  assert.deepEqual(
    first.api.log.map(({ id }) => id),
    ['id-one', 'id-two'],
  );
});

test('a tab learns at once of what another tab has sent for it', async () => {
  const first = await opened();
  const second = await opened(first.tabs, first.api);
  await second.says('hello');
  assert.deepEqual(second.sent, ['id-hello']);
  assert.deepEqual(second.shows(), []);
});

test('the tab that does not send can make the one that does hurry', async () => {
  const first = await opened();
  const second = await opened(first.tabs, first.api);
  first.api.fails(down());
  await second.says('hello');
  second.outbox.retry('id-hello');
  await settled();
  assert.equal(first.api.log.length, 1);
});

test('a browser that keeps nothing is said to, and what is typed is sent all the same', async () => {
  for (const refused of [Promise.reject(new Error('No.')), undefined]) {
    const tabs = new FakeTabs();
    const { api, clock } = { api: new FakeApi(), clock: new ManualClock() };
    const openOutboxStorage = refused ? () => refused : tabs.open;
    const outbox = new Outbox({ ...anOutboxDeps(), api, clock, openOutboxStorage }, () => undefined);
    await outbox.open();
    tabs.breaks();
    api.fails(down());
    outbox.add('general', message('one'));
    await settled();
    assert.equal(outbox.persistent.value, false);
    assert.ok(outbox.atRisk);
    await clock.advance(1_000);
    assert.equal(api.log.length, 1);
    assert.ok(!outbox.atRisk);
  }
});

test('a message takes three transactions and three broadcasts; other tabs only read', async () => {
  for (const others of [0, 2]) {
    const { tabs, api, outbox, says } = await opened();
    for (let count = 0; count < others; count++) await opened(tabs, api);
    Object.assign(tabs.counts, { reads: 0, updates: 0, broadcasts: 0 });
    await says('one');
    assert.deepEqual(outbox.items.value, []);
    assert.deepEqual(tabs.counts, { updates: 3, broadcasts: 3, reads: 2 * others });
  }
});

test('each deletion claims the next message: ten that waited take 21 transactions and 30 broadcasts', async () => {
  const { tabs, api, outbox, says } = await opened();
  Object.assign(tabs.counts, { reads: 0, updates: 0, broadcasts: 0 });
  api.holds();
  await says(...Array.from({ length: 10 }, (_, index) => `${index}`));
  await api.answers();
  assert.deepEqual(outbox.items.value, []);
  assert.deepEqual(tabs.counts, { updates: 21, broadcasts: 30, reads: 0 });
});

test('a message that another tab sees in the log, while its response was lost here, is not sent again', async () => {
  const first = await opened();
  const second = await opened(first.tabs, first.api);
  first.api.losesAnswer();
  first.api.fails(down());
  await first.says('one');
  second.outbox.settle((id) => id === 'id-one');
  await settled();
  assert.deepEqual([first.tabs.items, first.shows(), second.shows()], [[], [], []]);
  await first.clock.advance(60_000);
  assert.deepEqual(posts(first.api), ['post one']);
});
