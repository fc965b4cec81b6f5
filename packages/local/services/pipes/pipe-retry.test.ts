import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STREAM_ARN } from '../../testing/memory-stream.ts';
import { PIPE_ARN, Stage } from '../../testing/pipe-fixture.ts';
import { until } from '../../testing/watched-clock.ts';

const DAY_MS = 24 * 3_600_000;

test('R01 an answer 200 that lists failed events is a success', async () => {
  await using stage = await Stage.open();
  stage.target.always = (response) =>
    response.writeHead(200).end('{"successful":[],"failed":[{"index":0,"code":400}]}');
  await stage.pipe();
  stage.say('hello');
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says hello']);
  assert.equal(stage.status.delivered, 1);
});

test('R02 a target that fails twice gets the message at the third try, and then the next one', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push(500, 500);
  await stage.pipe();
  stage.say('one');
  stage.say('two');
  await stage.after(1, 100);
  await stage.after(2, 200);
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says one', 'says one', 'says one', 'says two']);
  assert.deepEqual(stage.dead, []);
});

test('R03 a message that always fails goes to the dead-letter queue as a pointer, and the next one is delivered', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push(500, 500, 500);
  await stage.pipe();
  stage.say('poison');
  stage.say('fine');
  await stage.after(1, 100);
  await stage.after(2, 200);
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says poison', 'says poison', 'says poison', 'says fine']);
  assert.deepEqual(stage.dead, [
    {
      context: { partnerResourceArn: PIPE_ARN, condition: 'RetryAttemptsExhausted' },
      version: '1.0',
      timestamp: '2026-01-01T00:00:00.300Z',
      DDBStreamBatchInfo: {
        shardId: 'shardId-00000000000000000000-00000001',
        startSequenceNumber: '600000000000000000001',
        endSequenceNumber: '600000000000000000001',
        approximateArrivalOfFirstRecord: '2026-01-01T00:00:00.000Z',
        approximateArrivalOfLastRecord: '2026-01-01T00:00:00.000Z',
        batchSize: 1,
        streamArn: STREAM_ARN,
      },
    },
  ]);
});

test('R04 without a dead-letter queue a message that always fails is dropped and counted', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push(500, 500, 500);
  await stage.pipe({ stream: { DeadLetterConfig: undefined } });
  stage.say('poison');
  stage.say('fine');
  await stage.after(1, 100);
  await stage.after(2, 200);
  await stage.idle();
  assert.equal(stage.target.bodies.at(-1), 'says fine');
  assert.equal(stage.status.dropped, 1);
  assert.match(
    stage.lines.join('\n'),
    /gave up a record \(RetryAttemptsExhausted: Its target answered 500\.\) and dropped it/,
  );
});

test('R05 without limits a message that always fails holds up its channel for a day', async () => {
  await using stage = await Stage.open();
  stage.target.always = (response, { body }) => response.writeHead(body === 'says poison' ? 500 : 200).end();
  await stage.pipe({ stream: { MaximumRetryAttempts: -1, DeadLetterConfig: undefined } });
  stage.say('poison');
  stage.say('behind it');
  for (let tries = 1; tries < 12; tries += 1) await stage.after(tries, 30_000);
  await stage.called(12);
  assert.ok(!stage.target.bodies.includes('says behind it'));
  await stage.after(12, DAY_MS);
  // The second is a day old by then, too: both are gone, which is why a template must set limits.
  await until('both are given up', () => stage.status.dropped === 2);
});

test('R06 a message that always fails does not hold up a channel in another lane', async () => {
  await using stage = await Stage.open();
  stage.target.always = (response, { body }) => response.writeHead(body === 'says poison' ? 500 : 200).end();
  await stage.pipe({ stream: { MaximumRetryAttempts: -1, ParallelizationFactor: 10 } });
  stage.say('poison', 'general');
  stage.say('behind it', 'general');
  stage.say('free', 'random');
  await until('the other channel is served', () => stage.target.bodies.includes('says free'));
  await stage.after(1, 100);
  await stage.called(3);
  assert.ok(!stage.target.bodies.includes('says behind it'));
});

test('R07 a message that is too old goes to the dead-letter queue without another try', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push(500);
  await stage.pipe({ stream: { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: 60 } });
  stage.say('old');
  await until('one try failed', () => stage.status.failures === 1);
  // The target is asked no more before the hour, as it is told to wait that long.
  stage.target.replies.push((response) => response.writeHead(429, { 'retry-after': '240' }).end());
  await stage.after(1, 100);
  await stage.after(2, 61_000);
  stage.say('new');
  await stage.idle();
  assert.deepEqual(
    stage.dead.map(({ context }) => context['condition']),
    ['RecordAgeExceeded'],
  );
  assert.deepEqual(stage.target.bodies, ['says old', 'says old', 'says new']);
});

test('R08 a target that asks for two seconds gets two seconds', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push((response) => response.writeHead(429, { 'retry-after': '2' }).end());
  await stage.pipe();
  stage.say('hello');
  await stage.after(1, 1_999);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(stage.target.calls.length, 1);
  stage.clock.advance(1);
  await stage.idle();
  assert.equal(stage.target.calls.length, 2);
});

test('R09 a target that does not answer within five seconds is asked again', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push(() => {});
  await stage.pipe();
  stage.say('hello');
  await stage.called(1);
  stage.clock.advance(4_999);
  assert.equal(stage.status.failures, 0);
  stage.clock.advance(1);
  await stage.after(1, 100);
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says hello', 'says hello']);
});

test('R10 a redirection is not followed and counts as a failure', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push((response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end());
  await stage.pipe({ stream: { MaximumRetryAttempts: 0 } });
  stage.say('hello');
  await stage.idle();
  assert.equal(stage.target.calls.length, 1);
  assert.equal(stage.dead.length, 1);
});

test('R11 a refusal is tried again as often as any failure', async () => {
  await using stage = await Stage.open();
  stage.target.always = 400;
  await stage.pipe();
  stage.say('hello');
  await stage.after(1, 100);
  await stage.after(2, 200);
  await stage.idle();
  assert.equal(stage.target.calls.length, 3);
  assert.equal(stage.dead.length, 1);
});

test('R11 where the engine is told that refusals are final, one call is all', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push(400, 429);
  await stage.restart({ refusals: 'dead-letter' });
  await stage.pipe();
  stage.say('refused');
  stage.say('too fast');
  await stage.after(2, 100);
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says refused', 'says too fast', 'says too fast']);
  assert.equal(stage.dead.length, 1);
});

test('R12 a target that cannot be reached counts as a failed try', async () => {
  await using stage = await Stage.open();
  // Nothing listens on port 1.
  stage.target.endpoints.setPort(1);
  await stage.pipe({ stream: { MaximumRetryAttempts: 1 } });
  stage.say('hello');
  await stage.after(1, 100);
  await stage.idle();
  assert.equal(stage.status.failures, 2);
  assert.equal(stage.dead.length, 1);
});

test('R13 with no retries there is one call', async () => {
  await using stage = await Stage.open();
  stage.target.always = 500;
  await stage.pipe({ stream: { MaximumRetryAttempts: 0 } });
  stage.say('hello');
  await stage.idle();
  assert.equal(stage.target.calls.length, 1);
});

test('R14 a message whose answer was lost is delivered a second time', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push((response) => response.socket?.destroy());
  await stage.pipe();
  stage.say('hello');
  await stage.after(1, 100);
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says hello', 'says hello']);
});

test('a dead-letter queue that cannot be written holds the message, and loses nothing', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push(500);
  await stage.pipe({ stream: { MaximumRetryAttempts: 0 } });
  const commit = stage.storage.commit.bind(stage.storage);
  let full = true;
  stage.storage.commit = (changes) =>
    full && changes[0]?.bucket.startsWith('sqs/') ? Promise.reject(new Error('ENOSPC')) : commit(changes);
  stage.say('poison');
  stage.say('fine');
  await until('the queue refused', () => stage.clock.waits((waitMs) => waitMs === 1_000).length === 1);
  full = false;
  stage.clock.advance(1_000);
  await stage.idle();
  assert.equal(stage.dead.length, 1);
  assert.equal(stage.target.bodies.at(-1), 'says fine');
});

test('a target that keeps failing is told of once, and once that it works again', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push(500, 500, 500, 500);
  await stage.pipe({ stream: { MaximumRetryAttempts: 10 } });
  stage.say('hello');
  for (let failures = 1; failures <= 4; failures += 1) {
    assert.equal(stage.lines.length, failures > 3 ? 1 : 0);
    await stage.after(failures, 1_000);
  }
  await stage.idle();
  assert.deepEqual(stage.lines, [
    'The pipe chat cannot deliver: Its target answered 500. It keeps trying.',
    'The pipe chat delivers again.',
  ]);
  assert.equal(stage.status.failing, false);
});

test('a stream that cannot be read is read again', async () => {
  await using stage = await Stage.open();
  stage.stream.broken = 'The table is gone';
  await stage.pipe();
  stage.say('hello');
  assert.match(stage.lines.join(), /Its stream cannot be read: The table is gone/);
  stage.stream.broken = undefined;
  stage.clock.advance(1_000);
  await stage.called(1);
  await stage.idle();
});
