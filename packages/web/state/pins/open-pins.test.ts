// The pinned messages of the open channel: the list of the server, what the channel receives since, failures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, Message, Pin } from '@parley/chat';
import { signal } from '@preact/signals';
import type { RouteCaller } from '../../api/types.ts';
import { WebError } from '../../errors.ts';
import { anEntry, entries, ManualClock, settled } from '../../testing/fakes.ts';
import { OpenPins } from './open-pins.ts';

/** A message that the entry with this seq has pinned. */
const pinnedMessage = (seq: number, by: number, fields: Partial<Message> = {}): Message =>
  anEntry(seq, {
    pinned: { seq: by, at: '2026-01-01', userId: 'sub-bob', username: 'Bob' },
    changedSeq: by,
    ...fields,
  });

const aPin = (seq: number, target: number, on = true): Pin => ({ ...anEntry(seq), kind: 'pin', target, on });

const aDeletion = (seq: number, target: number) => ({ ...anEntry(seq), kind: 'deletion', target }) as Entry;

/** The list of a channel of which the page has the entries from 91 to 100. */
function scene() {
  const clock = new ManualClock();
  const server = { pins: [pinnedMessage(95, 98), pinnedMessage(3, 50)], requests: 0, failures: 0 };
  const timeline = signal({ entries: entries(91, 100) as Entry[], covered: [{ from: 91, to: 100 }], head: 100 });
  let held: Promise<void> | undefined;
  const request: RouteCaller = async () => {
    server.requests++;
    const { pins } = server;
    const fails = server.failures-- > 0;
    const taken = held;
    held = undefined;
    await taken;
    if (fails) throw new WebError('unreachable', 'No connection.');
    return { pins };
  };
  const conversation = {
    channel: 'general',
    timeline: timeline as never,
    get cursor() {
      return timeline.peek().head;
    },
  };
  const pins = new OpenPins({ request, clock, conversation });
  const receive = (...received: Entry[]) => {
    const { entries: known, covered } = timeline.peek();
    const head = received.at(-1)?.seq ?? 0;
    const from = covered[0]?.from ?? 0;
    timeline.value = { entries: [...known, ...received], covered: [{ from, to: head }], head };
  };
  /** Holds the response to the next request until the returned function is called. */
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    return resolve;
  };
  const listed = () => pins.messages.value?.map(({ seq }) => seq);
  return { pins, server, clock, timeline, receive, hold, listed };
}

test('the newest pin is the first; what is pinned, unpinned and deleted then is shown without another request', async () => {
  const { pins, server, receive, listed } = scene();
  assert.equal(listed(), undefined);
  await pins.load();
  assert.deepEqual([listed(), pins.loadState.value.state], [[95, 3], 'complete']);
  receive(aPin(101, 92));
  assert.deepEqual(listed(), [92, 95, 3]);
  receive(aPin(102, 3), aPin(103, 95, false), aPin(104, 93));
  assert.deepEqual(listed(), [93, 92, 3], 'a second pin changes nothing');
  receive(aDeletion(105, 92), aPin(106, 3, false));
  await settled();
  assert.deepEqual([listed(), server.requests], [[93], 1]);
});

test('a pin of a message that the page does not have loads the list again', async () => {
  const { pins, server, receive, listed } = scene();
  await pins.load();
  server.pins = [pinnedMessage(7, 101), ...server.pins];
  receive(aPin(101, 7));
  await settled();
  assert.deepEqual([listed(), server.requests], [[7, 95, 3], 2]);
});

test('a list that is older than what the page has received is completed', async () => {
  const { pins, server, receive, hold, listed } = scene();
  const release = hold();
  const loading = pins.load();
  receive(aPin(101, 95, false), aPin(102, 8));
  server.pins = [pinnedMessage(8, 102), pinnedMessage(3, 50)];
  release();
  await loading;
  await settled();
  assert.deepEqual([listed(), pins.loadState.value.state], [[8, 3], 'complete']);
});

test('a channel that continues behind a gap loads the list again', async () => {
  const { pins, server, timeline, listed } = scene();
  await pins.load();
  server.pins = [pinnedMessage(400, 450)];
  timeline.value = { entries: entries(900, 950), covered: [{ from: 900, to: 950 }], head: 950 };
  await settled();
  assert.deepEqual([listed(), server.requests], [[400], 2]);
});

test('a failed request is repeated, until the list is closed', async () => {
  const { pins, server, clock, hold, listed } = scene();
  server.failures = 1;
  await pins.load();
  assert.equal(pins.loadState.value.state, 'failed');
  await clock.advance(1_000);
  assert.deepEqual([listed(), pins.loadState.value.state, server.requests], [[95, 3], 'complete', 2]);
  const release = hold();
  server.failures = 1;
  const loading = pins.load();
  pins.stop();
  release();
  await loading;
  await clock.advance(60_000);
  assert.equal(server.requests, 3);
});
