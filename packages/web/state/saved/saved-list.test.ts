// The saved messages of a user: pages and marks, changes that are displayed at once, versions, failures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import type { RouteCaller } from '../../api/types.ts';
import { WebError } from '../../errors.ts';
import { anEntry, ManualClock, settled } from '../../testing/fakes.ts';
import { SavedList } from './saved-list.ts';

const PAGE = 2;

/** A server on which the messages 1, 2 and 3 of #general are saved, in this order. */
function scene() {
  const clock = new ManualClock();
  const server = { seqs: [1, 2, 3], version: 3, requests: [] as string[], failures: 0 };
  const version = signal(0);
  let held: Promise<void> | undefined;
  const request: RouteCaller = async (route, parameters, { query = {} } = {}) => {
    const { seq } = parameters as { seq?: number };
    const { before } = query as { before?: string };
    server.requests.push([route, seq ?? before].filter((part) => part !== undefined).join(' '));
    const fails = server.failures-- > 0;
    const taken = held;
    held = undefined;
    if (!fails && seq !== undefined) {
      const others = server.seqs.filter((other) => other !== seq);
      server.seqs = route === 'saveMessage' ? [...others, seq] : others;
      server.version++;
    }
    const response = seq === undefined ? listBefore(before) : { version: server.version };
    await taken;
    if (fails) throw new WebError('unreachable', 'No connection.');
    return response;
  };
  const listBefore = (before: string | undefined) => {
    const all = server.seqs.map((seq, index) => savedMessage(seq, index + 1)).reverse();
    const older = all.filter(({ order }) => before === undefined || order < Number(before));
    const page = { version: server.version, saved: older.slice(0, PAGE), more: older.length > PAGE };
    return before === undefined ? { ...page, marks: { general: server.seqs } } : page;
  };
  /** Holds the response to the next request until the returned function is called. */
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    return resolve;
  };
  const saved = new SavedList({ request, clock, version });
  const listed = () => saved.list.value.map(({ seq }) => seq);
  return { saved, server, version, clock, hold, listed };
}

function savedMessage(seq: number, order: number) {
  return { channel: 'general', seq, order, at: '2026-01-01', message: anEntry(seq) };
}

const message = (seq: number) => ({ channel: 'general', seq });

test('the first page has the newest messages and the marks of all; the next page is loaded on demand', async () => {
  const { saved, server, listed } = scene();
  await saved.load();
  assert.deepEqual([listed(), saved.more.value, saved.loadState.value.state], [[3, 2], true, 'complete']);
  assert.deepEqual(
    [saved.has(message(1)), saved.has(message(4)), saved.has({ channel: 'team', seq: 1 })],
    [true, false, false],
  );
  await saved.loadMore();
  await saved.loadMore();
  assert.deepEqual([listed(), saved.more.value], [[3, 2, 1], false]);
  assert.deepEqual(server.requests, ['listSaved', 'listSaved 2']);
});

test('a change is displayed before the server responds', async () => {
  const { saved, hold, listed } = scene();
  await saved.load();
  const release = hold();
  const changes = Promise.all([saved.change(message(4), true), saved.change(message(3), false)]);
  assert.deepEqual([saved.has(message(4)), saved.has(message(3)), listed()], [true, false, [2]]);
  release();
  await changes;
  await settled();
  assert.deepEqual([listed(), saved.has(message(4)), saved.has(message(3))], [[4, 2], true, false]);
});

test('a list that was read before a change, and arrives after it, is loaded again', async () => {
  const { saved, hold, listed } = scene();
  await saved.load();
  const release = hold();
  const loading = saved.load();
  await saved.change(message(3), false);
  release();
  await loading;
  assert.deepEqual([listed(), saved.has(message(3)), saved.more.value], [[2, 1], false, false]);
});

test('a change that fails is displayed as it was before', async () => {
  const { saved, server, listed } = scene();
  await saved.load();
  server.failures = 1;
  await assert.rejects(saved.change(message(3), false), WebError);
  await settled();
  assert.deepEqual([listed(), saved.has(message(3))], [[3, 2], true]);
});

test('a sync with a newer version loads the list, and one with the same version does not', async () => {
  const { saved, server, version, listed } = scene();
  version.value = 3;
  await settled();
  await saved.change(message(2), false);
  version.value = 4;
  await settled();
  assert.deepEqual([listed(), server.requests], [[3], ['listSaved', 'unsaveMessage 2']]);
  server.seqs = [1, 3, 8];
  server.version = version.value = 5;
  await settled();
  assert.deepEqual([listed(), saved.has(message(8)), server.requests.length], [[8, 3], true, 3]);
});

test('a failed request is repeated, until the list is closed', async () => {
  const { saved, server, clock, hold } = scene();
  server.failures = 1;
  await saved.load();
  assert.equal(saved.loadState.value.state, 'failed');
  await clock.advance(15_000);
  assert.deepEqual([saved.loadState.value.state, server.requests.length], ['complete', 2]);
  const release = hold();
  server.failures = 1;
  const loading = saved.load();
  saved.stop();
  release();
  await loading;
  await clock.advance(60_000);
  assert.equal(server.requests.length, 3);
});
