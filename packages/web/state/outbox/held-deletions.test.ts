// Deletions that can be undone: what is displayed, when they are sent, and that none is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestContent } from '../../api/request.ts';
import { anOutboxDeps, FakeApi, FakeTabs, ManualClock, settled } from '../../testing/fakes.ts';
import { HeldDeletions, UNDO_MS } from './held-deletions.ts';
import { Outbox } from './outbox.ts';

async function opened(tabs = new FakeTabs(), api = new FakeApi(), clock = new ManualClock()) {
  const outbox = new Outbox(
    { ...anOutboxDeps(), api, clock, openOutboxStorage: tabs.open },
    { sent: () => undefined, headOf: () => 0 },
  );
  await outbox.open();
  const outliving: unknown[] = [];
  const request = async (_name: string, _parameters: object, { body, keepalive }: RequestContent = {}) => {
    if (keepalive) outliving.push((body as { target: number }).target);
    return {};
  };
  const held = new HeldDeletions({ outbox, request, clock });
  await settled();
  const displayed = () =>
    outbox.items.value.map((one) => (one.kind === 'deletion' ? `deletes ${one.target}` : one.kind));
  const undoable = () => held.undoable.value.map(({ seq }) => seq);
  const close = () => {
    held.stop();
    outbox.close();
  };
  return { tabs, api, clock, outbox, held, outliving, displayed, undoable, close };
}

const posts = ({ requests }: FakeApi) => requests.filter((one) => one.startsWith('post'));

test('a deletion is displayed at once, can be undone for ten seconds, and is sent then', async () => {
  const { api, clock, held, displayed, undoable } = await opened();
  held.delete('general', 3);
  await settled();
  assert.deepEqual([displayed(), undoable(), posts(api)], [['deletes 3'], [3], []]);
  await clock.advance(UNDO_MS - 1);
  assert.deepEqual([undoable(), posts(api)], [[3], []]);
  await clock.advance(1);
  assert.deepEqual([undoable(), posts(api)], [[], []]);
  await clock.advance(1_000);
  assert.deepEqual(posts(api), ['post deletion']);
  assert.deepEqual(displayed(), []);
});

test('an undone deletion is never sent; of several the last is undone first, or any by its id', async () => {
  const { api, clock, held, displayed, undoable } = await opened();
  for (const seq of [1, 2, 3]) held.delete('general', seq);
  await settled();
  assert.equal(held.undo(held.undoable.value[1]?.id)?.seq, 2);
  assert.equal(held.undo()?.seq, 3);
  await settled();
  assert.deepEqual([displayed(), undoable()], [['deletes 1'], [1]]);
  await clock.advance(60_000);
  assert.deepEqual(posts(api), ['post deletion']);
  assert.equal(held.undo(), undefined, 'too late');
});

test('messages do not wait for a held deletion before them', async () => {
  const { api, outbox, held } = await opened();
  held.delete('general', 1);
  outbox.add('general', { id: 'id-hello', kind: 'message', message: 'hello' });
  await settled();
  assert.deepEqual(posts(api), ['post hello']);
});

test('a page that ends sends what it could undo by a request that outlives it, and no later visit offers to undo it', async () => {
  const first = await opened();
  first.held.delete('general', 1);
  first.held.delete('general', 2);
  await settled();
  first.held.undo();
  first.held.sendNow({ closing: true });
  assert.deepEqual([first.outliving, first.undoable()], [[1], []]);
  first.close();
  await settled();
  const next = await opened(first.tabs, first.api, first.clock);
  assert.deepEqual(next.undoable(), []);
  await next.clock.advance(UNDO_MS + 1_000);
  assert.deepEqual([...new Set(posts(next.api))], ['post deletion']);
  assert.deepEqual(next.tabs.items, []);
});

test('a deletion of a tab that crashed is displayed and sent by the next one, once its time is over', async () => {
  const first = await opened();
  first.held.delete('general', 1);
  await settled();
  first.close();
  await first.clock.advance(4_000);
  const next = await opened(first.tabs, new FakeApi(), first.clock);
  assert.deepEqual([next.displayed(), posts(next.api)], [['deletes 1'], []]);
  await next.clock.advance(7_000);
  assert.deepEqual(posts(next.api), ['post deletion']);
});

test('a clock that was set back holds a deletion for ten seconds, not longer', async () => {
  const tabs = new FakeTabs();
  const first = await opened(tabs);
  await first.clock.advance(3_600_000);
  first.held.delete('general', 1);
  await settled();
  first.close();
  const next = await opened(tabs);
  await next.clock.advance(UNDO_MS + 1_000);
  assert.deepEqual(posts(next.api), ['post deletion']);
});

test('with two tabs a deletion is undone where it was made, and sent once', async () => {
  const first = await opened();
  const second = await opened(first.tabs, first.api, first.clock);
  second.held.delete('general', 1);
  second.held.delete('general', 2);
  await settled();
  assert.deepEqual([first.displayed(), first.undoable()], [['deletes 1', 'deletes 2'], []]);
  assert.equal(first.held.undo(), undefined);
  second.held.undo();
  await settled();
  assert.deepEqual(first.displayed(), ['deletes 1']);
  await first.clock.advance(UNDO_MS + 1_000);
  assert.deepEqual(posts(first.api), ['post deletion']);
});
