import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PipeFixture, pipeProperties } from '../../testing/pipe-fixture.ts';
import { until } from '../../testing/watched-clock.ts';

test('a pipe reports its metrics', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push(500);
  await fixture.createPipe({ filters: ['{"eventName":["INSERT"]}'] });
  fixture.insert('hello');
  fixture.stream.add('REMOVE', 'general', {});
  await fixture.advanceAfter(1, 100);
  await fixture.untilIdle();
  assert.deepEqual(fixture.status, {
    state: 'RUNNING',
    failing: false,
    waiting: 0,
    iteratorAgeMs: 0,
    executions: 2,
    failures: 1,
    delivered: 1,
    filtered: 1,
    deadLettered: 0,
    dropped: 0,
    unsafeBodies: 0,
  });
});

test('a failing pipe reports the reason', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.always = 503;
  await fixture.createPipe();
  fixture.insert('hello');
  await until('it failed', () => fixture.status.failures === 1);
  assert.equal(fixture.status.reason, 'Its target answered 503.');
});

test('a pipe reads nothing before the engine is listening', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.pipes.close();
  await fixture.createPipe();
  fixture.insert('hello');
  assert.equal(fixture.status.state, 'STOPPED');
  fixture.pipes.run();
  assert.equal(fixture.status.state, 'RUNNING');
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says hello']);
});

test('a pipe that is created again uses the new template and continues at its checkpoint', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe();
  fixture.insert('1');
  await fixture.untilIdle();
  await fixture.createPipe({ template: 'now says <$.dynamodb.NewImage.message.S>' });
  fixture.insert('2');
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says 1', 'now says 2']);
});

test('closing waits for the call in progress, and does not repeat it', async () => {
  await using fixture = await PipeFixture.open();
  const held: (() => void)[] = [];
  fixture.target.replies.push((response) => void held.push(() => response.end()));
  await fixture.createPipe();
  fixture.insert('1');
  await fixture.untilCalled(1);
  const closed = fixture.pipes.close();
  held[0]?.();
  await closed;
  await fixture.restart();
  await fixture.createPipe();
  fixture.insert('2');
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says 1', 'says 2']);
});

test('closing leaves no timer, so that the process can exit', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.always = 500;
  await fixture.createPipe({ stream: { MaximumRetryAttempts: -1 } });
  fixture.insert('hello');
  await until('it failed', () => fixture.status.failures === 1);
  await fixture.pipes.close();
  await until('no wait is left', () => fixture.clock.waits().length === 0);
});

test('an error of the engine counts as a failed attempt and stops nothing', async () => {
  await using fixture = await PipeFixture.open();
  const invoke = fixture.events.invoke.bind(fixture.events);
  let faults = 1;
  fixture.events.invoke = (arn, request) =>
    faults-- > 0 ? Promise.reject(new Error('out of order')) : invoke(arn, request);
  await fixture.createPipe();
  fixture.insert('hello');
  await until('the pipe sleeps', () => fixture.clock.waits((waitMs) => waitMs < 101).length > 0);
  assert.equal(fixture.status.reason, 'The engine failed: out of order.');
  fixture.clock.advance(100);
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says hello']);
});

test('an unknown pipe is rejected by name', async () => {
  await using fixture = await PipeFixture.open();
  for (const call of [
    () => fixture.pipes.status('none'),
    () => fixture.pipes.start('none'),
    () => fixture.pipes.stop('none'),
  ])
    await assert.rejects(async () => call(), { type: 'NotFoundException', message: 'Pipe none does not exist.' });
  await fixture.createPipe();
  assert.deepEqual(fixture.pipes.names, ['chat']);
});

test('two pipes on one stream are independent', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe({ template: 'one <$.dynamodb.NewImage.message.S>' });
  await fixture.pipes.create(
    'second',
    'arn:second',
    pipeProperties({ template: 'two <$.dynamodb.NewImage.message.S>' }),
  );
  fixture.insert('hello');
  await until('both delivered', () => fixture.target.calls.length === 2);
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies.sort(), ['one hello', 'two hello']);
});
