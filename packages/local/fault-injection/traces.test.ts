// Where a message is: every hop notes it under AWS's trace id, and what went wrong is marked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aWay, type Way } from '../testing/message-path.ts';
import { parseTraceHeader, type TraceEvent, Traces } from './traces.ts';

/** Posts a note, waits until it is on its way to whoever hears it, and gives what was noted. */
async function traced(way: Way, name: string): Promise<readonly TraceEvent[]> {
  const sent = way.noted(({ step }) => step === 'sent');
  await way.posts('wall', name);
  return way.engine.traces.of((await sent).trace);
}

test('a note is followed from its request to the sockets', async (t) => {
  const way = await aWay(t);
  await way.listens('wall');
  await way.listens('wall');
  const events = await traced(way, 'hello');
  const told = events.map(({ hop, step, detail = '' }) => `${hop} ${step} ${detail}`.trim());
  // In no order but that of the way: the answer and the delivery go on at the same time.
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
      told.some((line) => line.startsWith(start)),
      `${start} is missing in ${told.join(', ')}`,
    );
  assert.ok(told.includes('socket sent 2 subscriptions'));
  assert.ok(events.every(({ at }, index) => index === 0 || at >= (events[index - 1]?.at ?? 0)));
});

test('no text of anybody is in a trace', async (t) => {
  const way = await aWay(t);
  await traced(way, 'a-secret-between-us');
  assert.doesNotMatch(JSON.stringify(way.engine.traces.all()), /a-secret-between-us/);
});

test('a request that is sent again has another trace, and what tells that it is the same', async (t) => {
  const way = await aWay(t);
  way.engine.faults.set([{ hop: 'http', fault: 'lose-answer', first: 1 }], 1);
  assert.equal(await way.posts('wall', 'hello'), 'cut');
  assert.match(await way.posts('wall', 'hello'), /^409/);
  await way.posts('wall', 'other');
  const [lost, again, other] = way.engine.traces.all();
  assert.ok(lost && again && other);
  assert.notEqual(lost[0]?.trace, again[0]?.trace);
  assert.equal(lost[0]?.requestHash, again[0]?.requestHash);
  assert.notEqual(lost[0]?.requestHash, other[0]?.requestHash);
  assert.deepEqual(
    lost.filter(({ fault }) => fault).map(({ hop, fault }) => [hop, fault]),
    [['http', 'lose-answer']],
  );
});

test('an answer that says no is noted as well', async (t) => {
  const way = await aWay(t);
  way.engine.faults.set([{ hop: 'http', fault: 'error', first: 1 }], 1);
  await way.posts('wall', 'hello');
  const [events = []] = way.engine.traces.all();
  assert.deepEqual(
    events.map(({ step, detail, fault }) => fault ?? `${step} ${detail}`),
    ['received POST /wall', 'error', 'answered 503'],
  );
});

test('a call that is made again is noted again, with the fault between', async (t) => {
  const way = await aWay(t);
  way.engine.faults.set([{ hop: 'destination', fault: 'error', first: 1 }], 1);
  const events = await traced(way, 'hello');
  const calls = events
    .filter(({ hop }) => hop === 'destination')
    .map(({ step, detail, fault }) => fault ?? `${step} ${detail}`);
  assert.deepEqual(calls.slice(0, 4), ['called notes', 'error', 'answered 500', 'called notes']);
});

test('a trace is a header of AWS’s form, and anything else is none', () => {
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

test('the last two hundred messages are kept, and of each two hundred events', () => {
  const traces = new Traces();
  for (let at = 0; at < 1_000; at += 1) traces.record({ trace: `t${at}`, hop: 'http', step: 'received' });
  assert.equal(traces.all().length, 200);
  assert.deepEqual([traces.of('t799').length, traces.of('t800').length], [0, 1]);
  for (let at = 0; at < 1_000; at += 1) traces.record({ trace: 't999', hop: 'http', step: 'received' });
  assert.equal(traces.of('t999').length, 200);
  for (let at = 0; at < 10_000; at += 1) traces.link(`r${at}`, 't');
  assert.deepEqual([traces.linkedTo('r4999'), traces.linkedTo('r5000')], [undefined, 't']);
});
