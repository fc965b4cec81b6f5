// Traces: every hop records its steps under AWS's trace id, and injected faults are marked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MessagePath, openMessagePath } from '../testing/message-path.ts';
import { parseTraceHeader, type TraceEvent, Traces } from './traces.ts';

/** Posts a note, waits until it is sent to the subscribers, and returns its trace. */
async function traced(path: MessagePath, name: string): Promise<readonly TraceEvent[]> {
  const sent = path.untilStep(({ step }) => step === 'sent');
  await path.post('wall', name);
  return path.engine.traces.of((await sent).trace);
}

test('a note is traced from its request to the sockets', async (t) => {
  const path = await openMessagePath(t);
  await path.subscribe('wall');
  await path.subscribe('wall');
  const events = await traced(path, 'hello');
  const lines = events.map(({ hop, step, detail = '' }) => `${hop} ${step} ${detail}`.trim());
  // Without an order among the hops, because the answer and the delivery run concurrently.
  for (const start of [
    'http received POST /wall',
    'handler called',
    'table received PutItem',
    'table on disk',
    'stream read INSERT',
    'pipe delivering lane',
    'destination called notes',
    'broadcast published /notes/wall',
  ])
    assert.ok(
      lines.some((line) => line.startsWith(start)),
      `${start} is missing in ${lines.join(', ')}`,
    );
  assert.ok(lines.includes('socket sent 2 subscriptions'));
  assert.ok(events.every(({ at }, index) => index === 0 || at >= (events[index - 1]?.at ?? 0)));
});

test('a trace contains no message text', async (t) => {
  const path = await openMessagePath(t);
  await traced(path, 'a-secret-between-us');
  assert.doesNotMatch(JSON.stringify(path.engine.traces.all()), /a-secret-between-us/);
});

test('a retried request has another trace and the same request hash', async (t) => {
  const path = await openMessagePath(t);
  path.engine.faults.set([{ hop: 'http', fault: 'lose-answer', first: 1 }], 1);
  assert.equal(await path.post('wall', 'hello'), 'cut');
  assert.match(await path.post('wall', 'hello'), /^409/);
  await path.post('wall', 'other');
  const [lost, again, other] = path.engine.traces.all();
  assert.ok(lost && again && other);
  assert.notEqual(lost[0]?.trace, again[0]?.trace);
  assert.equal(lost[0]?.requestHash, again[0]?.requestHash);
  assert.notEqual(lost[0]?.requestHash, other[0]?.requestHash);
  assert.deepEqual(
    lost.filter(({ fault }) => fault).map(({ hop, fault }) => [hop, fault]),
    [['http', 'lose-answer']],
  );
});

test('an error response is recorded, too', async (t) => {
  const path = await openMessagePath(t);
  path.engine.faults.set([{ hop: 'http', fault: 'error', first: 1 }], 1);
  await path.post('wall', 'hello');
  const [events = []] = path.engine.traces.all();
  assert.deepEqual(
    events.map(({ step, detail, fault }) => fault ?? `${step} ${detail}`),
    ['received POST /wall', 'error', 'answered 503'],
  );
});

test('a retried call is recorded again, after the fault', async (t) => {
  const path = await openMessagePath(t);
  path.engine.faults.set([{ hop: 'destination', fault: 'error', first: 1 }], 1);
  const events = await traced(path, 'hello');
  const calls = events
    .filter(({ hop }) => hop === 'destination')
    .map(({ step, detail, fault }) => fault ?? `${step} ${detail}`);
  assert.deepEqual(calls.slice(0, 4), ['called notes', 'error', 'answered 500', 'called notes']);
});

test('a trace header is parsed in AWS’s format only', () => {
  const root = '1-67891233-abcdef012345678912345678';
  assert.equal(parseTraceHeader(`Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`), root);
  for (const header of [
    undefined,
    '',
    'Root=',
    `root=${root}`,
    `Root=${root}x`,
    `X${root}`,
    [`Root=${root}`],
    'x'.repeat(100_000),
  ])
    assert.equal(parseTraceHeader(header), undefined);
});

test('the last two hundred traces are kept, with two hundred steps each', () => {
  const traces = new Traces();
  for (let at = 0; at < 1_000; at += 1) traces.record({ trace: `t${at}`, hop: 'http', step: 'received' });
  assert.equal(traces.all().length, 200);
  assert.deepEqual([traces.of('t799').length, traces.of('t800').length], [0, 1]);
  for (let at = 0; at < 1_000; at += 1) traces.record({ trace: 't999', hop: 'http', step: 'received' });
  assert.equal(traces.of('t999').length, 200);
  for (let at = 0; at < 10_000; at += 1) traces.link(`r${at}`, 't');
  assert.deepEqual([traces.linkedTo('r4999'), traces.linkedTo('r5000')], [undefined, 't']);
});
