// The guarantees of a conversation: no entry is missing or duplicated, whatever the socket and the API do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebError } from '../../errors.ts';
import { anEntry, anOutboxDeps, entries, FakeApi, FakeEvents, ManualClock, settled } from '../../testing/fakes.ts';
import { Outbox } from '../outbox/outbox.ts';
import { Conversation, FAR_BEHIND, PAGE_ENTRIES } from './conversation.ts';
import { Synchronizer } from './sync.ts';
import { completeTo, gaps, olderThan } from './timeline.ts';

const PATH = '/serverlesschat/channels/general';
const down = () => new WebError('failing', 'The log is down.');

async function setUp() {
  const deps = { api: new FakeApi(), events: new FakeEvents(), clock: new ManualClock() };
  const outbox = new Outbox(
    { ...anOutboxDeps(), ...deps },
    { sent: (entry) => conversation.addEntry(entry), headOf: () => 0 },
  );
  const synchronizer = new Synchronizer(deps.api, {
    known: () => ({ known: new Map() }),
    cursors: () => new Map(conversation.cursor === undefined ? [] : [['general', conversation.cursor]]),
    applySync: ({ missed }, requested) =>
      missed['general'] && conversation.applyMissed(requested.get('general') ?? 0, missed['general']),
  });
  const conversation: Conversation = new Conversation('general', {
    ...deps,
    outbox: outbox.forChannel('general'),
    headOf: () => deps.api.log.length,
    sync: () => synchronizer.now(),
    onRefused: () => undefined,
  });
  await outbox.open();
  const seqs = () => conversation.timeline.value.entries.map(({ seq }) => seq);
  const pending = () =>
    conversation.timeline.value.outgoing.map(
      (one) => `${one.kind === 'message' ? one.message : one.kind}: ${one.state}`,
    );
  const said = () => deps.api.log.map((entry) => (entry.kind === 'message' ? entry.message : entry.kind));
  return { ...deps, outbox: outbox.forChannel('general'), conversation, seqs, pending, said };
}

async function opened(size: number) {
  const setup = await setUp();
  setup.api.log = entries(1, size);
  setup.conversation.open(0);
  await settled();
  await setup.events.changesState('live');
  return setup;
}

test('messages are displayed before the socket is open', async () => {
  const { api, conversation, seqs } = await setUp();
  api.log = entries(1, 3);
  conversation.open(0);
  await settled();
  assert.deepEqual(seqs(), [1, 2, 3]);
});

test('messages posted between the first load and the subscription are loaded once it is live', async () => {
  const { api, conversation, events, seqs } = await setUp();
  api.log = entries(1, 3);
  conversation.open(0);
  await settled();
  api.log.push(anEntry(4));
  await events.changesState('live');
  assert.deepEqual(seqs(), [1, 2, 3, 4]);
  assert.equal(conversation.loadState.value.state, 'complete');
});

test('entries received while the history is being loaded wait, and are displayed once', async () => {
  const { api, conversation, events, seqs } = await setUp();
  api.log = entries(1, 3);
  api.holds();
  conversation.open(0);
  await events.changesState('live');
  api.log.push(anEntry(4), anEntry(5));
  await events.broadcasts(PATH, anEntry(5), anEntry(4), anEntry(3));
  assert.deepEqual(seqs(), []);
  assert.equal(api.requests.length, 1, 'one read at a time');
  await api.releases();
  assert.deepEqual(seqs(), [1, 2, 3, 4, 5]);
});

test('a gap is loaded from the history at once', async () => {
  const { api, conversation, events, seqs } = await opened(3);
  api.log = entries(1, 6);
  api.requests.length = 0;
  await events.broadcasts(PATH, anEntry(6));
  assert.deepEqual(api.requests, ['page {"after":3,"limit":200}']);
  assert.deepEqual(seqs(), [1, 2, 3, 4, 5, 6]);
  assert.equal(conversation.loadState.value.state, 'complete');
});

test('entries that arrive in the wrong order are displayed in the right one', async () => {
  const { api, events, seqs } = await opened(1);
  api.log = entries(1, 4);
  await events.broadcasts(PATH, anEntry(3), anEntry(2), anEntry(4), anEntry(2));
  assert.deepEqual(seqs(), [1, 2, 3, 4]);
});

test('after a lost connection, one sync loads everything that was posted meanwhile', async () => {
  const { api, events, seqs } = await opened(3);
  await events.changesState('disconnected');
  api.log = entries(1, 450);
  api.requests.length = 0;
  await events.changesState('live');
  assert.deepEqual(api.requests, ['sync {"general":3}']);
  assert.deepEqual(
    seqs(),
    entries(1, 450).map(({ seq }) => seq),
  );
});

test('after a very long time, the conversation restarts at the newest page', async () => {
  const { api, conversation, events, seqs } = await opened(3);
  await events.changesState('disconnected');
  api.log = entries(1, FAR_BEHIND + 500);
  await events.changesState('live');
  assert.equal(seqs().at(-1), FAR_BEHIND + 500);
  assert.equal(seqs().length, 50);
  assert.equal(olderThan(conversation.timeline.value), FAR_BEHIND + 451);
  assert.deepEqual(gaps(conversation.timeline.value), []);
});

test('entries received while a sync is in flight wait for its response', async () => {
  const { api, events, seqs } = await opened(3);
  await events.changesState('disconnected');
  api.log = entries(1, 5);
  api.holds();
  await events.changesState('live');
  api.log = entries(1, 6);
  await events.broadcasts(PATH, anEntry(6));
  assert.deepEqual(seqs(), [1, 2, 3]);
  await api.releases();
  assert.deepEqual(seqs(), [1, 2, 3, 4, 5, 6]);
});

test('a sync whose response was lost is repeated', async () => {
  const { api, clock, conversation, events, seqs } = await opened(3);
  await events.changesState('disconnected');
  api.log = entries(1, 5);
  api.fails(down());
  await events.changesState('live');
  assert.equal(conversation.loadState.value.state, 'failed');
  await clock.advance(1_000);
  assert.deepEqual(seqs(), [1, 2, 3, 4, 5]);
  assert.equal(conversation.loadState.value.state, 'complete');
});

test('an event that arrives so late that it is older than the page is not displayed before a gap', async () => {
  const { api, conversation, events, seqs } = await opened(PAGE_ENTRIES + 10);
  const page = seqs();
  await events.broadcasts(PATH, anEntry(3));
  assert.deepEqual(seqs(), page);
  await conversation.loadOlder();
  assert.deepEqual(
    seqs(),
    entries(1, PAGE_ENTRIES + 10).map(({ seq }) => seq),
  );
  assert.equal(api.requests.at(-1), `page {"before":11,"limit":${PAGE_ENTRIES}}`);
});

test('when the API is down, received entries are displayed with the gap before them, which is loaded later', async () => {
  const { api, clock, conversation, events, seqs } = await opened(3);
  api.log = entries(1, 6);
  api.fails(down(), down());
  await events.broadcasts(PATH, anEntry(6));
  assert.deepEqual(seqs(), [1, 2, 3, 6]);
  assert.deepEqual(conversation.loadState.value, {
    state: 'failed',
    problem: 'The log is down.',
    retryAt: clock.now() + 1_000,
  });
  await clock.advance(1_000);
  assert.equal(conversation.loadState.value.state, 'failed');
  await clock.advance(2_000);
  assert.deepEqual(seqs(), [1, 2, 3, 4, 5, 6]);
  assert.equal(conversation.loadState.value.state, 'complete');
});

test('a rejected load shows the reason and is not repeated', async () => {
  const { api, clock, conversation } = await setUp();
  api.fails(new WebError('refused', 'You are not a member.'));
  conversation.open(0);
  await settled();
  assert.deepEqual(conversation.loadState.value, {
    state: 'failed',
    problem: 'You are not a member.',
    retryAt: undefined,
  });
  await clock.advance(60_000);
  assert.equal(api.requests.length, 1);
});

test('a refused subscription shows the reason', async () => {
  const { conversation, events } = await opened(1);
  await events.changesState('refused', new Error('Not a member.'));
  assert.deepEqual(conversation.subscription.value, { state: 'refused', problem: 'Not a member.' });
});

test('an event that is not an entry has no effect', async () => {
  const { events, seqs } = await opened(2);
  await events.broadcasts(PATH, { kind: 'strange' }, null, 'text', anEntry(3, { channel: 'random' }));
  assert.deepEqual(seqs(), [1, 2]);
});

test('older pages are loaded on demand, one at a time, until the beginning', async () => {
  const { api, conversation, seqs } = await opened(PAGE_ENTRIES * 2 + 10);
  assert.equal(seqs()[0], PAGE_ENTRIES + 11);
  const before = api.requests.length;
  await Promise.all([conversation.loadOlder(), conversation.loadOlder()]);
  assert.equal(seqs()[0], 11);
  assert.equal(api.requests.length, before + 1);
  await conversation.loadOlder();
  assert.equal(seqs()[0], 1);
  const requested = api.requests.length;
  await conversation.loadOlder();
  assert.equal(api.requests.length, requested);
});

test('a failure to load older pages is reported, and can be retried', async () => {
  const { api, conversation, seqs } = await opened(PAGE_ENTRIES + 1);
  api.fails(down());
  await conversation.loadOlder();
  assert.deepEqual(conversation.history.value, { state: 'failed', problem: 'The log is down.' });
  await conversation.loadOlder();
  assert.equal(seqs()[0], 1);
});

test('a message is displayed at once, and once, whether the response or the event arrives first', async () => {
  const { api, outbox, events, seqs, pending } = await opened(2);
  api.holds();
  outbox.send('hello');
  await settled();
  assert.deepEqual(pending(), ['hello: sending']);
  await events.broadcasts(PATH, api.log[2]);
  assert.deepEqual(pending(), []);
  await api.releases();
  await events.broadcasts(PATH, api.log[2]);
  assert.deepEqual(seqs(), [1, 2, 3]);
});

test('messages are sent one at a time, in the order of typing', async () => {
  const { api, outbox, pending, said } = await opened(0);
  api.holds();
  for (const message of ['one', 'two', 'three']) outbox.send(message);
  await settled();
  assert.deepEqual(pending(), ['one: sending', 'two: queued', 'three: queued']);
  await api.releases();
  assert.deepEqual(said(), ['one', 'two', 'three']);
});

test('a message that is stored after a gap stays where it is until the gap is loaded', async () => {
  const { api, clock, outbox, seqs, pending } = await opened(2);
  api.log = entries(1, 4);
  outbox.send('hello');
  api.holds();
  await settled();
  await api.releases();
  assert.deepEqual(pending(), []);
  assert.deepEqual(seqs(), [1, 2, 3, 4, 5]);
  api.log.push(anEntry(6));
  outbox.send('again');
  await settled();
  api.fails(down());
  await clock.advance(1_000);
  assert.deepEqual(seqs(), [1, 2, 3, 4, 5, 6, 7]);
});

test('an edit, a reaction and a deletion are displayed at once, and have a seq in the log', async () => {
  const { api, outbox, pending, seqs, said } = await opened(1);
  api.holds();
  outbox.edit(1, 'other words');
  outbox.react(1, '👍', true);
  outbox.delete(1);
  assert.deepEqual(pending(), ['edit: queued', 'reaction: queued', 'deletion: queued']);
  await settled();
  await api.releases();
  assert.deepEqual(pending(), []);
  assert.deepEqual(seqs(), [1, 2, 3, 4]);
  assert.deepEqual(said(), ['message 1', 'edit', 'reaction', 'deletion']);
});

test('a failed message can be taken out again, and its text edited', async () => {
  const { api, conversation, outbox, pending } = await opened(0);
  api.fails(new WebError('refused', 'Too long.'));
  outbox.send('hello');
  await settled();
  assert.equal(await outbox.takeOut(conversation.timeline.value.outgoing[0]?.id ?? ''), 'hello');
  assert.deepEqual(pending(), []);
});

test('a retry keeps the id, so that a message whose response was lost is not posted twice', async () => {
  const { api, clock, outbox, pending, seqs } = await opened(0);
  api.losesResponse();
  api.fails(down());
  outbox.send('hello');
  await settled();
  await clock.advance(1_000);
  assert.deepEqual(pending(), []);
  assert.deepEqual(seqs(), [1]);
  assert.equal(api.log.length, 1);
});

test('a rejected message can be discarded, and does not block the next ones', async () => {
  const { api, conversation, outbox, pending, said } = await opened(0);
  api.fails(new WebError('refused', 'Too long.'));
  outbox.send('bad');
  outbox.send('good');
  await settled();
  assert.deepEqual(pending(), ['bad: failed']);
  outbox.discard(conversation.timeline.value.outgoing[0]?.id ?? '');
  await settled();
  assert.deepEqual(pending(), []);
  assert.deepEqual(said(), ['good']);
});

test('a conversation that was closed and opened again is complete again', async () => {
  const { api, conversation, events, seqs } = await opened(3);
  conversation.close();
  assert.deepEqual(events.paths, []);
  api.log = entries(1, 5);
  conversation.open(0);
  await settled();
  assert.deepEqual(seqs(), [1, 2, 3, 4, 5]);
  assert.equal(completeTo(conversation.timeline.value), 5);
});
