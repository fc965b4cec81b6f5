import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipeProperties, Stage } from '../../testing/pipe-fixture.ts';
import { until } from '../../testing/watched-clock.ts';

test('a pipe tells its numbers', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push(500);
  await stage.pipe({ filters: ['{"eventName":["INSERT"]}'] });
  stage.say('hello');
  stage.stream.add('REMOVE', 'general', {});
  await stage.after(1, 100);
  await stage.idle();
  assert.deepEqual(stage.status, {
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
    hazards: 0,
  });
});

test('while a pipe fails it tells why', async () => {
  await using stage = await Stage.open();
  stage.target.always = 503;
  await stage.pipe();
  stage.say('hello');
  await until('it failed', () => stage.status.failures === 1);
  assert.equal(stage.status.reason, 'Its target answered 503.');
});

test('before the engine listens a pipe reads nothing', async () => {
  await using stage = await Stage.open();
  await stage.pipes.close();
  await stage.pipe();
  stage.say('hello');
  assert.equal(stage.status.state, 'STOPPED');
  stage.pipes.run();
  assert.equal(stage.status.state, 'RUNNING');
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says hello']);
});

test('a pipe that is created again takes the new template and goes on from its place', async () => {
  await using stage = await Stage.open();
  await stage.pipe();
  stage.say('1');
  await stage.idle();
  await stage.pipe({ template: 'now says <$.dynamodb.NewImage.message.S>' });
  stage.say('2');
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says 1', 'now says 2']);
});

test('closing waits for the call that is under way, and does not make it again', async () => {
  await using stage = await Stage.open();
  const held: (() => void)[] = [];
  stage.target.replies.push((response) => void held.push(() => response.end()));
  await stage.pipe();
  stage.say('1');
  await stage.called(1);
  const closed = stage.pipes.close();
  held[0]?.();
  await closed;
  await stage.restart();
  await stage.pipe();
  stage.say('2');
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says 1', 'says 2']);
});

test('closing leaves no timer behind, so that the process can end', async () => {
  await using stage = await Stage.open();
  stage.target.always = 500;
  await stage.pipe({ stream: { MaximumRetryAttempts: -1 } });
  stage.say('hello');
  await until('it failed', () => stage.status.failures === 1);
  await stage.pipes.close();
  await until('no wait is left', () => stage.clock.waits().length === 0);
});

test('a fault of the engine counts as a failed try and ends nothing', async () => {
  await using stage = await Stage.open();
  const invoke = stage.events.invoke.bind(stage.events);
  let faults = 1;
  stage.events.invoke = (arn, request) =>
    faults-- > 0 ? Promise.reject(new Error('out of order')) : invoke(arn, request);
  await stage.pipe();
  stage.say('hello');
  await until('the pipe rests', () => stage.clock.waits((waitMs) => waitMs < 101).length > 0);
  assert.equal(stage.status.reason, 'The engine failed: out of order.');
  stage.clock.advance(100);
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says hello']);
});

test('a pipe that nobody knows is refused by name', async () => {
  await using stage = await Stage.open();
  for (const asked of [
    () => stage.pipes.status('none'),
    () => stage.pipes.start('none'),
    () => stage.pipes.stop('none'),
  ])
    await assert.rejects(async () => asked(), { type: 'NotFoundException', message: 'Pipe none does not exist.' });
  await stage.pipe();
  assert.deepEqual(stage.pipes.names, ['chat']);
});

test('two pipes on one stream do not disturb each other', async () => {
  await using stage = await Stage.open();
  await stage.pipe({ template: 'one <$.dynamodb.NewImage.message.S>' });
  await stage.pipes.create('second', 'arn:second', pipeProperties({ template: 'two <$.dynamodb.NewImage.message.S>' }));
  stage.say('hello');
  await until('both delivered', () => stage.target.calls.length === 2);
  await stage.idle();
  assert.deepEqual(stage.target.bodies.sort(), ['one hello', 'two hello']);
});
