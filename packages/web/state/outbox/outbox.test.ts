// The guarantees of the outbox: no message is lost, stored twice, or sent out of order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewEntry } from '@parley/chat';
import { signal } from '@preact/signals';
import { WebError } from '../../errors.ts';
import { anOutboxDeps, entries, FakeApi, FakeTabs, ManualClock, settled } from '../../testing/fakes.ts';
import { ITEMS_MAX, Outbox } from './outbox.ts';

const down = () => new WebError('failing', 'The log is down.');
const message = (text: string): NewEntry => ({ id: `id-${text}`, kind: 'message', message: text });

function setUp(tabs = new FakeTabs(), api = new FakeApi()) {
  const clock = new ManualClock();
  const online = signal(true);
  const sent: string[] = [];
  const outbox = new Outbox(
    { ...anOutboxDeps(), api, clock, online, openOutboxStorage: tabs.open },
    { sent: ({ id }) => sent.push(id), headOf: (channel) => api.log.filter((one) => one.channel === channel).length },
  );
  const types = (...texts: string[]) => {
    for (const text of texts) outbox.add('general', message(text));
    return settled();
  };
  const displayed = () =>
    outbox.items.value.map((one) => `${one.kind === 'message' ? one.message : one.kind}: ${one.state}`);
  return { tabs, api, clock, online, outbox, sent, types, displayed };
}

async function opened(...parts: Parameters<typeof setUp>) {
  const setup = setUp(...parts);
  await setup.outbox.open();
  await settled();
  return setup;
}

const posts = ({ requests }: FakeApi) => requests.filter((one) => one.startsWith('post'));

test('messages are displayed at once, in order, and sent one at a time', async () => {
  const { api, outbox, displayed, types } = await opened();
  api.holds();
  outbox.add('general', message('one'));
  assert.deepEqual(displayed(), ['one: queued']);
  await types('two', 'three');
  assert.deepEqual(displayed(), ['one: sending', 'two: queued', 'three: queued']);
  await api.releases();
  assert.deepEqual(displayed(), []);
  assert.deepEqual(posts(api), ['post one', 'post two', 'post three']);
});

test('channels do not wait for each other', async () => {
  const { api, clock, outbox, types } = await opened();
  api.fails(down());
  await types('stuck');
  outbox.add('random', message('through'));
  await settled();
  assert.deepEqual(
    api.log.map(({ channel }) => channel),
    ['random'],
  );
  await clock.advance(1_000);
  assert.equal(api.log.length, 2);
});

test('a message without a response is retried for as long as it takes, and none overtakes it', async () => {
  const { api, clock, types, displayed } = await opened();
  api.fails(...Array.from({ length: 12 }, down));
  await types('one', 'two');
  for (let minutes = 0; minutes < 12; minutes++) {
    assert.deepEqual(displayed(), ['one: queued', 'two: queued']);
    await clock.advance(60_000);
  }
  assert.deepEqual(posts(api).slice(-2), ['post one', 'post two']);
  assert.deepEqual(displayed(), []);
});

test('the delays between retries grow to a minute, and end when the user asks for a retry', async () => {
  const { api, clock, outbox, types } = await opened();
  api.fails(...Array.from({ length: 20 }, down));
  await types('one');
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

test('the server may ask for a longer delay', async () => {
  const { api, clock, types } = await opened();
  api.fails(new WebError('failing', 'Too many.', { retryAfterMs: 30_000 }));
  await types('one');
  await clock.advance(29_000);
  assert.equal(posts(api).length, 1);
  await clock.advance(1_000);
  assert.equal(api.log.length, 1);
});

test('the time of the next retry is known, even if the server asks for a shorter delay', async () => {
  const { api, clock, outbox, types } = await opened();
  api.fails(...Array.from({ length: 4 }, () => new WebError('failing', 'Down.', { retryAfterMs: 1_000 })));
  await types('one');
  for (const wait of [1_000, 2_000, 4_000]) {
    assert.equal(outbox.items.value[0]?.retryAt, clock.now() + wait);
    await clock.advance(wait);
  }
  assert.equal(posts(api).length, 4);
});

test('without a network there is no attempt; once it is back all messages are sent, in order', async () => {
  const { api, online, types, displayed } = await opened();
  online.value = false;
  await types('one', 'two');
  assert.deepEqual(posts(api), []);
  assert.deepEqual(displayed(), ['one: queued', 'two: queued']);
  online.value = true;
  await settled();
  assert.deepEqual(posts(api), ['post one', 'post two']);
});

test('a rejected message shows the reason and does not block the next ones; a retry keeps its id', async () => {
  const { api, outbox, types, displayed } = await opened();
  api.fails(new WebError('refused', 'Not here.'));
  await types('bad', 'good');
  assert.deepEqual(displayed(), ['bad: failed']);
  assert.equal(outbox.items.value[0]?.problem, 'Not here.');
  outbox.retry('id-bad');
  await settled();
  assert.deepEqual(
    api.log.map(({ id }) => id),
    ['id-good', 'id-bad'],
  );
  assert.deepEqual(displayed(), []);
});

test('a rate-limited message waits as long as the server asks, and can be taken out', async () => {
  const { api, clock, outbox, types, displayed } = await opened();
  const waiting = { status: 429, retryAfterMs: 30_000 };
  api.fails(new WebError('failing', 'Slow mode: one message every 30 seconds.', waiting));
  await types('one');
  const [item] = outbox.items.value;
  assert.deepEqual(displayed(), ['one: queued']);
  assert.equal(item?.retryAt, clock.now() + 30_000);
  assert.equal(item?.tried, undefined);
  await clock.advance(29_000);
  assert.equal(posts(api).length, 1);
  await clock.advance(1_000);
  assert.deepEqual([posts(api).length, displayed()], [2, []]);
});

test('a message that is rejected after a lost response may be in the log', async () => {
  const { api, clock, outbox, types } = await opened();
  api.losesResponse();
  api.fails(down(), new WebError('refused', 'You are muted.'));
  await types('one');
  await clock.advance(1_000);
  const [item] = outbox.items.value;
  assert.deepEqual([item?.state, item?.tried], ['failed', true]);
  assert.equal(await outbox.takeOut('id-one'), undefined);
});

test('a message whose response was lost is sent again with its id and is in the log once', async () => {
  const { api, clock, types, sent, displayed } = await opened();
  api.losesResponse();
  api.fails(down());
  await types('one');
  await clock.advance(1_000);
  assert.deepEqual(displayed(), []);
  assert.deepEqual(sent, ['id-one']);
  assert.equal(api.log.length, 1);
});

test('a message that is seen in the log is sent, even if its response is lost', async () => {
  const { api, clock, outbox, types, displayed } = await opened();
  api.losesResponse();
  api.fails(down());
  await types('one');
  outbox.settle((id) => id === 'id-one');
  await clock.advance(60_000);
  assert.deepEqual(displayed(), []);
  assert.deepEqual(posts(api), ['post one']);
});

test('a message that is in the log is not displayed as waiting while it is being deleted', async () => {
  const { api, outbox, types, displayed } = await opened();
  api.holds();
  await types('one', 'two');
  outbox.settle((id) => id === 'id-one');
  assert.deepEqual(displayed(), ['two: queued']);
  await api.releases();
  assert.deepEqual(displayed(), []);
});

test('a message that failed or was never sent can be taken out; one that may be stored already cannot', async () => {
  const { api, outbox, online, types, displayed } = await opened();
  api.fails(new WebError('refused', 'Not here.'), down());
  await types('refused', 'unanswered');
  online.value = false;
  await types('waiting');
  assert.deepEqual(displayed(), ['refused: failed', 'unanswered: queued', 'waiting: queued']);
  assert.equal(await outbox.takeOut('id-refused'), 'refused');
  assert.equal(await outbox.takeOut('id-waiting'), 'waiting');
  assert.equal(await outbox.takeOut('id-unanswered'), undefined);
  assert.deepEqual(displayed(), ['unanswered: queued']);
});

test('a message that is being sent can be neither taken out nor discarded', async () => {
  const { api, outbox, types, displayed } = await opened();
  api.holds();
  await types('one', 'two');
  outbox.discard('id-one');
  outbox.discard('id-two');
  assert.equal(await outbox.takeOut('id-one'), undefined);
  assert.deepEqual(displayed(), ['one: sending']);
});

test('edits, deletions and reactions are sent the same way', async () => {
  const { api, outbox } = await opened();
  outbox.add('general', { id: 'a', kind: 'edit', target: 1, message: 'other words' });
  outbox.add('general', { id: 'b', kind: 'reaction', target: 1, emoji: '👍', on: true });
  outbox.add('general', { id: 'c', kind: 'deletion', target: 1 });
  await settled();
  assert.deepEqual(posts(api), ['post edit', 'post reaction', 'post deletion']);
});

test('a full outbox rejects a message with a reason, and stores nothing of it', async () => {
  const { outbox, online, displayed } = await opened();
  online.value = false;
  for (let count = 0; count < ITEMS_MAX; count++) outbox.add('general', message(`${count}`));
  assert.throws(() => outbox.add('general', message('too much')), /200 messages are waiting to be sent/);
  await settled();
  assert.equal(displayed().length, ITEMS_MAX);
});

test('messages that were waiting or being sent when the tab was closed are sent by the next visit, once', async () => {
  const before = await opened();
  before.api.holds();
  await before.types('one', 'two');
  before.outbox.close();
  const after = await opened(before.tabs, before.api);
  await before.api.releases();
  assert.deepEqual(after.displayed(), []);
  assert.deepEqual(
    before.api.log.map(({ id }) => id),
    ['id-one', 'id-two'],
  );
});

test('two tabs display the same, one of them sends, and the other continues when that one is closed', async () => {
  const first = await opened();
  const second = await opened(first.tabs, first.api);
  first.api.holds();
  await first.types('one');
  await second.types('two');
  assert.deepEqual(first.displayed(), ['one: sending', 'two: queued']);
  assert.deepEqual(second.displayed(), first.displayed());
  first.outbox.close();
  await settled();
  await first.api.releases();
  assert.deepEqual(second.displayed(), []);
  assert.deepEqual(
    first.api.log.map(({ id }) => id),
    ['id-one', 'id-two'],
  );
});

test('a tab learns at once that another tab has sent its message', async () => {
  const first = await opened();
  const second = await opened(first.tabs, first.api);
  await second.types('hello');
  assert.deepEqual(second.sent, ['id-hello']);
  assert.deepEqual(second.displayed(), []);
});

test('a tab that does not send can end the delay of the one that does', async () => {
  const first = await opened();
  const second = await opened(first.tabs, first.api);
  first.api.fails(down());
  await second.types('hello');
  second.outbox.retry('id-hello');
  await settled();
  assert.equal(first.api.log.length, 1);
});

test('a browser that denies storage is reported, and messages are sent from memory', async () => {
  for (const refused of [Promise.reject(new Error('No.')), undefined]) {
    const tabs = new FakeTabs();
    const { api, clock } = { api: new FakeApi(), clock: new ManualClock() };
    const openOutboxStorage = refused ? () => refused : tabs.open;
    const outbox = new Outbox(
      { ...anOutboxDeps(), api, clock, openOutboxStorage },
      { sent: () => undefined, headOf: () => 0 },
    );
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
    const { tabs, api, outbox, types } = await opened();
    for (let count = 0; count < others; count++) await opened(tabs, api);
    Object.assign(tabs.counts, { reads: 0, updates: 0, broadcasts: 0 });
    await types('one');
    assert.deepEqual(outbox.items.value, []);
    assert.deepEqual(tabs.counts, { updates: 3, broadcasts: 3, reads: 2 * others });
  }
});

test('each deletion claims the next message: ten that waited take 21 transactions and 30 broadcasts', async () => {
  const { tabs, api, outbox, types } = await opened();
  Object.assign(tabs.counts, { reads: 0, updates: 0, broadcasts: 0 });
  api.holds();
  await types(...Array.from({ length: 10 }, (_, index) => `${index}`));
  await api.releases();
  assert.deepEqual(outbox.items.value, []);
  assert.deepEqual(tabs.counts, { updates: 21, broadcasts: 30, reads: 0 });
});

test('a message that another tab sees in the log, while its response was lost here, is not sent again', async () => {
  const first = await opened();
  const second = await opened(first.tabs, first.api);
  first.api.losesResponse();
  first.api.fails(down());
  await first.types('one');
  second.outbox.settle((id) => id === 'id-one');
  await settled();
  assert.deepEqual([first.tabs.items, first.displayed(), second.displayed()], [[], [], []]);
  await first.clock.advance(60_000);
  assert.deepEqual(posts(first.api), ['post one']);
});

test('when the log has gone too far ahead, it is read, and a message that it does not contain is sent', async () => {
  const { tabs, api, clock, types, displayed } = await opened();
  api.reach = 10;
  api.fails(down());
  await types('one');
  api.log.push(...entries(1, 450));
  api.requests.length = 0;
  const release = clock.advance(1_000);
  assert.equal(tabs.items[0]?.after, 0);
  await release;
  const page = (after: number) => `page {"after":${after},"limit":200}`;
  assert.deepEqual(api.requests, ['post one', page(0), page(200), page(400), 'post one']);
  assert.deepEqual([api.log.at(-1)?.seq, displayed()], [451, []]);
});

test('a page that has lost its connection while it read the log reads it again, as its last attempt says where to begin', async () => {
  const { tabs, api, clock, types } = await opened();
  api.reach = 10;
  api.fails(down());
  await types('one');
  api.log.push(...entries(1, 250));
  api.holds();
  await clock.advance(1_000);
  api.fails(down());
  await api.releases();
  assert.deepEqual([tabs.items[0]?.after, tabs.items[0]?.state], [0, 'queued']);
  await clock.advance(2_000);
  assert.equal(api.log.at(-1)?.id, 'id-one');
});

test('the log of an engine that was reset is shorter than what its page has seen', async () => {
  const { api, outbox, displayed } = await opened();
  api.log.push(...entries(1, 5));
  api.holds();
  outbox.add('general', message('one'));
  api.log.splice(2);
  await api.releases();
  assert.deepEqual([api.log.at(-1)?.seq, api.log.at(-1)?.id, displayed()], [3, 'id-one', []]);
});

test('when the log has gone too far ahead, a message that was stored while its response was lost is found, and not sent again', async () => {
  const { api, clock, types, sent, displayed } = await opened();
  api.reach = 10;
  api.losesResponse();
  api.fails(down());
  await types('one');
  api.log.push(...entries(2, 450));
  api.requests.length = 0;
  await clock.advance(1_000);
  assert.deepEqual(posts(api), ['post one']);
  assert.deepEqual([sent, displayed()], [['id-one'], []]);
  assert.equal(api.log.filter(({ id }) => id === 'id-one').length, 1);
});
