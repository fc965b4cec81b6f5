import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stage } from '../../testing/pipe-fixture.ts';
import { until } from '../../testing/watched-clock.ts';

const INSERTS = ['{"eventName":["INSERT"]}'];
const numbers = (count: number) => Array.from({ length: count }, (_, index) => `says ${index + 1}`);

test('O01 a hundred messages of one channel arrive in their order, however long each call takes', async () => {
  await using stage = await Stage.open();
  // A fixed sequence of delays, in turns of the event loop.
  let seed = 7;
  stage.target.always = (response) => {
    seed = (seed * 31 + 11) % 97;
    let turns = seed % 6;
    const wait = () => (turns-- > 0 ? setImmediate(wait) : response.end());
    wait();
  };
  await stage.pipe({ stream: { ParallelizationFactor: 10 } });
  for (let n = 1; n <= 100; n += 1) stage.say(String(n));
  await stage.idle();
  assert.deepEqual(stage.target.bodies, numbers(100));
});

test('O02 a slow channel does not delay another, and its own messages never overlap', async () => {
  await using stage = await Stage.open();
  const slow: (() => void)[] = [];
  stage.target.always = (response, { body }) =>
    body.startsWith('says slow') ? slow.push(() => response.end()) : response.end();
  await stage.pipe({ stream: { ParallelizationFactor: 10 } });
  stage.say('slow 1', 'general');
  stage.say('slow 2', 'general');
  for (let n = 1; n <= 5; n += 1) stage.say(`quick ${n}`, 'random');
  await until('the quick channel is served', () => stage.status.delivered === 5);
  assert.deepEqual(
    stage.target.bodies.filter((body) => body.startsWith('says slow')),
    ['says slow 1'],
  );
  slow.pop()?.();
  await stage.called(7);
  assert.equal(stage.target.bodies.at(-1), 'says slow 2');
  slow.pop()?.();
  await stage.idle();
});

test('O03 a pipe that begins with the latest does not deliver what was there before', async () => {
  await using stage = await Stage.open();
  stage.say('before');
  await stage.pipe({ stream: { StartingPosition: 'LATEST' } });
  stage.say('after');
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says after']);
});

test('O03 what is said between the creation and the first start is delivered', async () => {
  await using stage = await Stage.open();
  await stage.pipes.close();
  await stage.pipe({ stream: { StartingPosition: 'LATEST' } });
  stage.say('while the engine starts');
  stage.pipes.run();
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says while the engine starts']);
});

test('O04 a pipe that begins with the oldest delivers what is there, in order', async () => {
  await using stage = await Stage.open();
  for (const n of [1, 2, 3]) stage.say(String(n));
  await stage.pipe();
  await stage.idle();
  assert.deepEqual(stage.target.bodies, numbers(3));
});

test('O06 more messages than the rate allows are delayed, and none is lost', async () => {
  await using stage = await Stage.open({ rate: 10 });
  await stage.pipe({ stream: { ParallelizationFactor: 10 } });
  const start = stage.clock.now();
  for (let n = 1; n <= 30; n += 1) stage.say(String(n));
  for (let calls = 11; calls <= 30; calls += 1) {
    await until(`call ${calls} waits for its turn`, () => stage.clock.waits((waitMs) => waitMs === 100).length > 0);
    stage.clock.advance(100);
    await stage.called(calls);
  }
  await stage.idle();
  assert.equal(stage.clock.now() - start, 2_000);
  assert.deepEqual(stage.target.bodies, numbers(30));
});

test('O07 after a restart the pipe goes on where it was, and loses nothing', async () => {
  await using stage = await Stage.open();
  await stage.pipe();
  for (let n = 1; n <= 5; n += 1) stage.say(String(n));
  await stage.idle();
  await stage.pipes.close();
  for (let n = 6; n <= 8; n += 1) stage.say(String(n));
  await stage.restart();
  await stage.pipe();
  await stage.idle();
  assert.deepEqual(stage.target.bodies, numbers(8));
});

test('O07 after a crash what was not written down is delivered again', async () => {
  await using stage = await Stage.open();
  await stage.pipe();
  stage.say('1');
  await stage.idle();
  stage.clock.advance(200);
  stage.say('2');
  await stage.idle();
  // The process is killed here: nothing is closed, and the checkpoint still stands after the first.
  const killed = stage.pipes;
  await stage.restart();
  await stage.pipe();
  await stage.called(3);
  assert.deepEqual(stage.target.bodies, ['says 1', 'says 2', 'says 2']);
  await stage.idle();
  await killed.close();
});

test('O07 a restart in the middle of a failing message tries it again', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push(500);
  await stage.pipe({ stream: { ParallelizationFactor: 10 } });
  stage.say('held', 'general');
  await until('it failed', () => stage.status.failures === 1);
  stage.say('passed', 'random');
  await until('the other is delivered', () => stage.status.delivered === 1);
  await stage.pipes.close();
  await stage.restart();
  await stage.pipe({ stream: { ParallelizationFactor: 10 } });
  await stage.idle();
  assert.deepEqual(stage.target.bodies.sort(), ['says held', 'says held', 'says passed', 'says passed']);
});

test('O08 a row that another one overwrites is an edit, and a filter for new rows does not let it pass', async () => {
  await using stage = await Stage.open();
  await stage.pipe({ filters: INSERTS });
  stage.say('first');
  stage.stream.add('MODIFY', 'general', { NewImage: { message: { S: 'second' } } });
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says first']);
});

test('F01 what the filter leaves out makes no call, is no dead letter, and is not read again', async () => {
  await using stage = await Stage.open();
  await stage.pipe({ filters: INSERTS });
  stage.stream.add('REMOVE', 'general', {});
  await stage.idle();
  await stage.pipes.close();
  await stage.restart();
  await stage.pipe();
  stage.say('hello');
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says hello']);
  assert.deepEqual(stage.dead, []);
});

test('F06 a record that two filters fit is delivered once', async () => {
  await using stage = await Stage.open();
  await stage.pipe({ filters: [...INSERTS, '{"eventSource":["aws:dynamodb"]}'] });
  stage.say('hello');
  await stage.idle();
  assert.equal(stage.target.calls.length, 1);
});

test('a pipe that is stopped delivers nothing, also after a restart, and everything once it is started', async () => {
  await using stage = await Stage.open();
  await stage.pipe();
  await stage.pipes.stop('chat');
  stage.say('1');
  await stage.restart();
  await stage.pipe();
  assert.equal(stage.status.state, 'STOPPED');
  stage.say('2');
  await stage.pipes.start('chat');
  await stage.idle();
  assert.deepEqual(stage.target.bodies, numbers(2));
});

test('a pipe that the template wants stopped stands still until the template wants it running', async () => {
  await using stage = await Stage.open();
  await stage.pipe({ more: { DesiredState: 'STOPPED' } });
  stage.say('1');
  assert.equal(stage.status.state, 'STOPPED');
  await stage.restart();
  await stage.pipe({ more: { DesiredState: 'RUNNING' } });
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says 1']);
});

test('a pipe tells how far behind it is', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push(500);
  await stage.pipe();
  stage.say('1');
  stage.say('2');
  await until('the first failed', () => stage.status.failures === 1);
  stage.clock.advance(90);
  assert.deepEqual([stage.status.waiting, stage.status.iteratorAgeMs], [2, 90]);
  await stage.after(1, 100);
  await stage.idle();
  assert.deepEqual([stage.status.waiting, stage.status.iteratorAgeMs], [0, 0]);
});

test('a lane that is stuck lets the pipe read on, but not without end', async () => {
  await using stage = await Stage.open();
  const stuck: (() => void)[] = [];
  stage.target.always = (response) => void stuck.push(() => response.end());
  await stage.pipe({ filters: INSERTS });
  stage.say('stuck');
  for (let n = 0; n < 12_000; n += 1) stage.stream.add('REMOVE', 'general', {});
  await stage.called(1);
  assert.equal(stage.status.waiting, 10_000);
  stuck.pop()?.();
  await stage.idle();
  assert.equal(stage.status.filtered, 12_000);
});
