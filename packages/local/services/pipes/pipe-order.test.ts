import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStream, STREAM_ARN } from '../../testing/memory-stream.ts';
import { PIPE_ARN, PipeFixture, pipeProperties } from '../../testing/pipe-fixture.ts';
import { until } from '../../testing/watched-clock.ts';

const INSERTS = ['{"eventName":["INSERT"]}'];
const numbers = (count: number) => Array.from({ length: count }, (_, index) => `says ${index + 1}`);

test('a hundred messages of one channel arrive in order, however long each call takes', async () => {
  await using fixture = await PipeFixture.open();
  // A fixed sequence of delays, in turns of the event loop.
  let seed = 7;
  fixture.target.always = (response) => {
    seed = (seed * 31 + 11) % 97;
    let turns = seed % 6;
    const wait = () => (turns-- > 0 ? setImmediate(wait) : response.end());
    wait();
  };
  await fixture.createPipe({ stream: { ParallelizationFactor: 10 } });
  for (let n = 1; n <= 100; n += 1) fixture.insert(String(n));
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, numbers(100));
});

test('a slow channel does not delay another, and its own messages never overlap', async () => {
  await using fixture = await PipeFixture.open();
  const slow: (() => void)[] = [];
  fixture.target.always = (response, { body }) =>
    body.startsWith('says slow') ? slow.push(() => response.end()) : response.end();
  await fixture.createPipe({ stream: { ParallelizationFactor: 10 } });
  fixture.insert('slow 1', 'general');
  fixture.insert('slow 2', 'general');
  for (let n = 1; n <= 5; n += 1) fixture.insert(`quick ${n}`, 'random');
  await until('the quick channel is served', () => fixture.status.delivered === 5);
  assert.deepEqual(
    fixture.target.bodies.filter((body) => body.startsWith('says slow')),
    ['says slow 1'],
  );
  slow.pop()?.();
  await fixture.untilCalled(7);
  assert.equal(fixture.target.bodies.at(-1), 'says slow 2');
  slow.pop()?.();
  await fixture.untilIdle();
});

test('a pipe that starts at LATEST does not deliver earlier records', async () => {
  await using fixture = await PipeFixture.open();
  fixture.insert('before');
  await fixture.createPipe({ stream: { StartingPosition: 'LATEST' } });
  fixture.insert('after');
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says after']);
});

test('records between the creation of a pipe and its first start are delivered', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.pipes.close();
  await fixture.createPipe({ stream: { StartingPosition: 'LATEST' } });
  fixture.insert('while the engine starts');
  fixture.pipes.run();
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says while the engine starts']);
});

test('a pipe that starts at TRIM_HORIZON delivers earlier records, in order', async () => {
  await using fixture = await PipeFixture.open();
  for (const n of [1, 2, 3]) fixture.insert(String(n));
  await fixture.createPipe();
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, numbers(3));
});

test('messages beyond the rate limit are delayed, and none is lost', async () => {
  await using fixture = await PipeFixture.open({ rate: 10 });
  await fixture.createPipe({ stream: { ParallelizationFactor: 10 } });
  const start = fixture.clock.now();
  for (let n = 1; n <= 30; n += 1) fixture.insert(String(n));
  for (let calls = 11; calls <= 30; calls += 1) {
    await until(`call ${calls} waits for its turn`, () => fixture.clock.waits((waitMs) => waitMs === 100).length > 0);
    fixture.clock.advance(100);
    await fixture.untilCalled(calls);
  }
  await fixture.untilIdle();
  assert.equal(fixture.clock.now() - start, 2_000);
  assert.deepEqual(fixture.target.bodies, numbers(30));
});

test('after a crash, deliveries since the last checkpoint are repeated', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe();
  fixture.insert('1');
  await fixture.untilIdle();
  fixture.clock.advance(200);
  fixture.insert('2');
  await fixture.untilIdle();
  // The process is killed here: nothing is closed, and the checkpoint is still after the first.
  const killed = fixture.pipes;
  await fixture.restart();
  await fixture.createPipe();
  await fixture.untilCalled(3);
  assert.deepEqual(fixture.target.bodies, ['says 1', 'says 2', 'says 2']);
  await fixture.untilIdle();
  await killed.close();
});

test('a message that was failing before a restart is retried', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push(500);
  await fixture.createPipe({ stream: { ParallelizationFactor: 10 } });
  fixture.insert('held', 'general');
  await until('it failed', () => fixture.status.failures === 1);
  fixture.insert('passed', 'random');
  await until('the other is delivered', () => fixture.status.delivered === 1);
  await fixture.pipes.close();
  await fixture.restart();
  await fixture.createPipe({ stream: { ParallelizationFactor: 10 } });
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies.sort(), ['says held', 'says held', 'says passed', 'says passed']);
});

test('an overwritten row is an edit, which a filter for inserts excludes', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe({ filters: INSERTS });
  fixture.insert('first');
  fixture.stream.add('MODIFY', 'general', { NewImage: { message: { S: 'second' } } });
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says first']);
});

test('a filtered record causes no call and no dead letter, and is not read again', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe({ filters: INSERTS });
  fixture.stream.add('REMOVE', 'general', {});
  await fixture.untilIdle();
  await fixture.pipes.close();
  await fixture.restart();
  await fixture.createPipe();
  fixture.insert('hello');
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says hello']);
  assert.deepEqual(fixture.deadLetters, []);
});

test('a record that two filters match is delivered once', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe({ filters: [...INSERTS, '{"eventSource":["aws:dynamodb"]}'] });
  fixture.insert('hello');
  await fixture.untilIdle();
  assert.equal(fixture.target.calls.length, 1);
});

test('a stopped pipe delivers nothing, even after a restart, and everything once it is started', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe();
  await fixture.pipes.stop('chat');
  fixture.insert('1');
  await fixture.restart();
  await fixture.createPipe();
  assert.equal(fixture.status.state, 'STOPPED');
  fixture.insert('2');
  await fixture.pipes.start('chat');
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, numbers(2));
});

test('a pipe stops at once while a delivery waits for the rate limit, and delivers it after the next start', async () => {
  await using fixture = await PipeFixture.open({ rate: 1 });
  await fixture.createPipe();
  fixture.insert('1');
  fixture.insert('2');
  await fixture.untilCalled(1);
  await until('the second delivery waits', () => fixture.status.waiting === 1);
  await fixture.pipes.stop('chat');
  assert.deepEqual(fixture.target.bodies, numbers(1));
  fixture.clock.advance(1_000);
  await fixture.pipes.start('chat');
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, numbers(2));
});

test('a pipe with DesiredState STOPPED is stopped until the template sets RUNNING', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe({ more: { DesiredState: 'STOPPED' } });
  fixture.insert('1');
  assert.equal(fixture.status.state, 'STOPPED');
  await fixture.restart();
  await fixture.createPipe({ more: { DesiredState: 'RUNNING' } });
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says 1']);
});

test('a pipe reports its backlog and the age of its oldest record', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push(500);
  await fixture.createPipe();
  fixture.insert('1');
  fixture.insert('2');
  await until('the first failed', () => fixture.status.failures === 1);
  fixture.clock.advance(90);
  assert.deepEqual([fixture.status.waiting, fixture.status.iteratorAgeMs], [2, 90]);
  await fixture.advanceAfter(1, 100);
  await fixture.untilIdle();
  assert.deepEqual([fixture.status.waiting, fixture.status.iteratorAgeMs], [0, 0]);
});

test('a stuck lane lets the pipe read ahead, up to a limit', async () => {
  await using fixture = await PipeFixture.open();
  const stuck: (() => void)[] = [];
  fixture.target.always = (response) => void stuck.push(() => response.end());
  await fixture.createPipe({ filters: INSERTS });
  fixture.insert('stuck');
  for (let n = 0; n < 12_000; n += 1) fixture.stream.add('REMOVE', 'general', {});
  await fixture.untilCalled(1);
  assert.equal(fixture.status.waiting, 10_000);
  stuck.pop()?.();
  await fixture.untilIdle();
  assert.equal(fixture.status.filtered, 12_000);
});

test('a record that the stream returns twice is delivered twice, in its place', async () => {
  await using fixture = await PipeFixture.open();
  const record = fixture.stream.insert('a', { message: 'a 0' });
  fixture.stream.records.push({ ...record, dynamodb: { ...record.dynamodb, SequenceNumber: '600000000000000000002' } });
  fixture.insert('a 1', 'a');
  await fixture.createPipe({ filters: INSERTS });
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says a 0', 'says a 0', 'says a 1']);
});

test('a recreated stream is another source, on which the pipe begins at its starting position', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe();
  fixture.insert('a 0', 'a');
  await fixture.untilIdle();
  await fixture.pipes.close();

  const Source = STREAM_ARN.replace('2026-01-01', '2026-02-02');
  const recreated = new MemoryStream(() => fixture.clock.now());
  recreated.insert('a', { message: 'a 1' });
  await fixture.restart({ stream: (arn) => (arn === Source ? recreated : undefined) });
  await assert.rejects(fixture.createPipe(), /the stream .*2026-01-01.* does not exist/);
  await fixture.pipes.create('chat', PIPE_ARN, { ...pipeProperties(), Source });
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says a 0', 'says a 1']);
});
