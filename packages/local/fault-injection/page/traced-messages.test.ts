// The page puts together what was noted: one row for a message, however often it was sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';

// The page is JavaScript without types.
const { Messages, summaryOf } = await import(new URL('./traced-messages.js', import.meta.url).href);

const HOPS = ['http', 'table', 'socket'];
const asked = (trace: string, at: number) => ({ trace, at, hop: 'http', what: 'asked', detail: 'POST /a', same: 'x' });

test('a request that was sent again is one message, and the feed may tell everything twice', () => {
  const messages = new Messages();
  const events = [
    asked('t1', 100),
    { trace: 't1', at: 101, hop: 'http', what: 'The connection is cut.', fault: 'lose-answer' },
    asked('t2', 200),
    { trace: 't2', at: 205, hop: 'socket', what: 'sent', detail: '2 subscriptions' },
  ];
  const changed = messages.add(events);
  assert.equal(changed.size, 1);
  assert.deepEqual(messages.add(events), changed);
  const [message] = changed;
  assert.deepEqual(summaryOf(message, HOPS), {
    name: 'POST /a',
    begun: 100,
    lastMs: 105,
    stations: [
      { hop: 'http', afterMs: 0, tries: 2, faults: ['lose-answer'] },
      { hop: 'table', afterMs: undefined, tries: 0, faults: [] },
      { hop: 'socket', afterMs: 105, tries: 1, faults: [] },
    ],
    tries: 2,
    faults: 1,
    reached: '2 subscriptions',
    answered: undefined,
    isAside: false,
  });
});

test('a request of which nobody else is told is no message; one that made something is, before its record is read', () => {
  const aside = (detail: string, status: string, ...more: object[]) => {
    const answered = { trace: 't1', at: 2, hop: 'http', what: 'answered', detail: status };
    const [message] = new Messages().add([{ ...asked('t1', 1), detail }, answered, ...more]);
    return summaryOf(message, HOPS).isAside;
  };
  assert.equal(aside('GET /a', '201'), true);
  assert.equal(aside('PUT /a/read', '200'), true);
  assert.equal(aside('POST /a', '201'), false);
  assert.equal(aside('POST /a', '503'), false);
  assert.equal(aside('POST /a', '200', { trace: 't1', at: 3, hop: 'stream', what: 'read' }), false);
});
