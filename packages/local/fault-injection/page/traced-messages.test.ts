// The page groups trace events into messages: one row for a message, no matter how often it was sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';

// The page is JavaScript without types.
const { TracedMessages, summaryOf } = await import(new URL('./traced-messages.js', import.meta.url).href);

const HOPS = ['http', 'table', 'socket'];
const received = (trace: string, at: number) => ({
  trace,
  at,
  hop: 'http',
  step: 'received',
  detail: 'POST /a',
  requestHash: 'x',
});

test('a request and its retry are one message, and repeated events of the feed are ignored', () => {
  const messages = new TracedMessages();
  const events = [
    received('t1', 100),
    { trace: 't1', at: 101, hop: 'http', step: 'The connection is cut.', fault: 'lose-answer' },
    received('t2', 200),
    { trace: 't2', at: 205, hop: 'socket', step: 'sent', detail: '2 subscriptions' },
  ];
  const changed = messages.add(events);
  assert.equal(changed.size, 1);
  assert.deepEqual(messages.add(events), changed);
  const [message] = changed;
  assert.deepEqual(summaryOf(message, HOPS), {
    name: 'POST /a',
    startedAt: 100,
    lastMs: 105,
    hops: [
      { hop: 'http', afterMs: 0, tries: 2, faults: ['lose-answer'] },
      { hop: 'table', afterMs: undefined, tries: 0, faults: [] },
      { hop: 'socket', afterMs: 105, tries: 1, faults: [] },
    ],
    tries: 2,
    faults: 1,
    reached: '2 subscriptions',
    answered: undefined,
    isBackground: false,
  });
});

test('a request that reaches no other user is a background request; one that created an entry is not, even before its record is read', () => {
  const isBackground = (detail: string, status: string, ...more: object[]) => {
    const answered = { trace: 't1', at: 2, hop: 'http', step: 'answered', detail: status };
    const [message] = new TracedMessages().add([{ ...received('t1', 1), detail }, answered, ...more]);
    return summaryOf(message, HOPS).isBackground;
  };
  assert.equal(isBackground('GET /a', '201'), true);
  assert.equal(isBackground('PUT /a/read', '200'), true);
  assert.equal(isBackground('POST /a', '201'), false);
  assert.equal(isBackground('POST /a', '503'), false);
  assert.equal(isBackground('POST /a', '200', { trace: 't1', at: 3, hop: 'stream', step: 'read' }), false);
});
