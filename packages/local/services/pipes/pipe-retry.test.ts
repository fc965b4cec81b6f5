import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STREAM_ARN } from '../../testing/memory-stream.ts';
import { PIPE_ARN, PipeFixture } from '../../testing/pipe-fixture.ts';
import { until } from '../../testing/watched-clock.ts';
import { encodeDeadLetter } from './retry-and-dead-letter.ts';

const DAY_MS = 24 * 3_600_000;

test('a 200 is a success, even if its body lists failed events', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.always = (response) =>
    response.writeHead(200).end('{"successful":[],"failed":[{"index":0,"code":400}]}');
  await fixture.createPipe();
  fixture.insert('hello');
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says hello']);
  assert.equal(fixture.status.delivered, 1);
});

test('a message that fails twice is delivered at the third attempt, before the next one', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push(500, 500);
  await fixture.createPipe();
  fixture.insert('one');
  fixture.insert('two');
  await fixture.advanceAfter(1, 100);
  await fixture.advanceAfter(2, 200);
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says one', 'says one', 'says one', 'says two']);
  assert.deepEqual(fixture.deadLetters, []);
});

test('a message that always fails becomes a dead letter, and the next one is delivered', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push(500, 500, 500);
  await fixture.createPipe();
  fixture.insert('poison');
  fixture.insert('fine');
  await fixture.advanceAfter(1, 100);
  await fixture.advanceAfter(2, 200);
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says poison', 'says poison', 'says poison', 'says fine']);
  assert.deepEqual(fixture.deadLetters, [
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

test('without a dead-letter queue a message that always fails is dropped and counted', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push(500, 500, 500);
  await fixture.createPipe({ stream: { DeadLetterConfig: undefined } });
  fixture.insert('poison');
  fixture.insert('fine');
  await fixture.advanceAfter(1, 100);
  await fixture.advanceAfter(2, 200);
  await fixture.untilIdle();
  assert.equal(fixture.target.bodies.at(-1), 'says fine');
  assert.equal(fixture.status.dropped, 1);
  assert.match(
    fixture.lines.join('\n'),
    /gave up a record \(RetryAttemptsExhausted: Its target answered 500\.\) and dropped it/,
  );
});

test('without limits a message that always fails blocks its channel for a day', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.always = (response, { body }) => response.writeHead(body === 'says poison' ? 500 : 200).end();
  await fixture.createPipe({ stream: { MaximumRetryAttempts: -1, DeadLetterConfig: undefined } });
  fixture.insert('poison');
  fixture.insert('behind it');
  for (let tries = 1; tries < 12; tries += 1) await fixture.advanceAfter(tries, 30_000);
  await fixture.untilCalled(12);
  assert.ok(!fixture.target.bodies.includes('says behind it'));
  await fixture.advanceAfter(12, DAY_MS);
  // The second message is a day old by then, too: both are lost, which is why a template must set limits.
  await until('both are given up', () => fixture.status.dropped === 2);
});

test('a message that always fails does not block a channel in another lane', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.always = (response, { body }) => response.writeHead(body === 'says poison' ? 500 : 200).end();
  await fixture.createPipe({ stream: { MaximumRetryAttempts: -1, ParallelizationFactor: 10 } });
  fixture.insert('poison', 'general');
  fixture.insert('behind it', 'general');
  fixture.insert('free', 'random');
  await until('the other channel is served', () => fixture.target.bodies.includes('says free'));
  await fixture.advanceAfter(1, 100);
  await fixture.untilCalled(3);
  assert.ok(!fixture.target.bodies.includes('says behind it'));
});

test('a message that is too old becomes a dead letter without another attempt', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push(500);
  await fixture.createPipe({ stream: { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: 60 } });
  fixture.insert('old');
  await until('one attempt failed', () => fixture.status.failures === 1);
  // The next attempt would be after the age limit, because the target asks for 240 seconds.
  fixture.target.replies.push((response) => response.writeHead(429, { 'retry-after': '240' }).end());
  await fixture.advanceAfter(1, 100);
  await fixture.advanceAfter(2, 61_000);
  fixture.insert('new');
  await fixture.untilIdle();
  assert.deepEqual(
    fixture.deadLetters.map(({ context }) => context['condition']),
    ['RecordAgeExceeded'],
  );
  assert.deepEqual(fixture.target.bodies, ['says old', 'says old', 'says new']);
});

test('a target that answers Retry-After: 2 is called again after two seconds', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push((response) => response.writeHead(429, { 'retry-after': '2' }).end());
  await fixture.createPipe();
  fixture.insert('hello');
  await fixture.advanceAfter(1, 1_999);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(fixture.target.calls.length, 1);
  fixture.clock.advance(1);
  await fixture.untilIdle();
  assert.equal(fixture.target.calls.length, 2);
});

test('a target that does not answer within five seconds is called again', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push(() => {});
  await fixture.createPipe();
  fixture.insert('hello');
  await fixture.untilCalled(1);
  fixture.clock.advance(4_999);
  assert.equal(fixture.status.failures, 0);
  fixture.clock.advance(1);
  await fixture.advanceAfter(1, 100);
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says hello', 'says hello']);
});

test('a redirect is not followed and counts as a failure', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push((response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end());
  await fixture.createPipe({ stream: { MaximumRetryAttempts: 0 } });
  fixture.insert('hello');
  await fixture.untilIdle();
  assert.equal(fixture.target.calls.length, 1);
  assert.equal(fixture.deadLetters.length, 1);
});

test('a 4xx is retried as often as any failure', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.always = 400;
  await fixture.createPipe();
  fixture.insert('hello');
  await fixture.advanceAfter(1, 100);
  await fixture.advanceAfter(2, 200);
  await fixture.untilIdle();
  assert.equal(fixture.target.calls.length, 3);
  assert.equal(fixture.deadLetters.length, 1);
});

test('with the dead-letter policy a 4xx is not retried, except 429', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push(400, 429);
  await fixture.restart({ clientErrors: 'dead-letter' });
  await fixture.createPipe();
  fixture.insert('refused');
  fixture.insert('too fast');
  await fixture.advanceAfter(2, 100);
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says refused', 'says too fast', 'says too fast']);
  assert.equal(fixture.deadLetters.length, 1);
});

test('a target that cannot be reached counts as a failed attempt', async () => {
  await using fixture = await PipeFixture.open();
  // Nothing listens on port 1.
  fixture.target.endpoints.setPort(1);
  await fixture.createPipe({ stream: { MaximumRetryAttempts: 1 } });
  fixture.insert('hello');
  await fixture.advanceAfter(1, 100);
  await fixture.untilIdle();
  assert.equal(fixture.status.failures, 2);
  assert.equal(fixture.deadLetters.length, 1);
});

test('without retries there is one call', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.always = 500;
  await fixture.createPipe({ stream: { MaximumRetryAttempts: 0 } });
  fixture.insert('hello');
  await fixture.untilIdle();
  assert.equal(fixture.target.calls.length, 1);
});

test('a message whose answer was lost is delivered again', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push((response) => response.socket?.destroy());
  await fixture.createPipe();
  fixture.insert('hello');
  await fixture.advanceAfter(1, 100);
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says hello', 'says hello']);
});

test('a dead-letter queue that cannot be written is retried, and no message is lost', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push(500);
  await fixture.createPipe({ stream: { MaximumRetryAttempts: 0 } });
  const commit = fixture.storage.commit.bind(fixture.storage);
  let full = true;
  fixture.storage.commit = (changes) =>
    full && changes[0]?.bucket.startsWith('sqs/') ? Promise.reject(new Error('ENOSPC')) : commit(changes);
  fixture.insert('poison');
  fixture.insert('fine');
  await until('the queue failed', () => fixture.clock.waits((waitMs) => waitMs === 1_000).length === 1);
  full = false;
  fixture.clock.advance(1_000);
  await fixture.untilIdle();
  assert.equal(fixture.deadLetters.length, 1);
  assert.equal(fixture.target.bodies.at(-1), 'says fine');
});

test('a failing target is reported once, and so is its recovery', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.replies.push(500, 500, 500, 500);
  await fixture.createPipe({ stream: { MaximumRetryAttempts: 10 } });
  fixture.insert('hello');
  for (let failures = 1; failures <= 4; failures += 1) {
    assert.equal(fixture.lines.length, failures > 3 ? 1 : 0);
    await fixture.advanceAfter(failures, 1_000);
  }
  await fixture.untilIdle();
  assert.deepEqual(fixture.lines, [
    'The pipe chat cannot deliver: Its target answered 500. It keeps retrying.',
    'The pipe chat delivers again.',
  ]);
  assert.equal(fixture.status.failing, false);
});

test('a stream that cannot be read is read again', async () => {
  await using fixture = await PipeFixture.open();
  fixture.stream.readError = 'The table is gone';
  await fixture.createPipe();
  fixture.insert('hello');
  assert.match(fixture.lines.join(), /Its stream cannot be read: The table is gone/);
  fixture.stream.readError = undefined;
  fixture.clock.advance(1_000);
  await fixture.untilCalled(1);
  await fixture.untilIdle();
});

test('a message that became too old while the pipe was stopped becomes a dead letter, and a young one is delivered', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe({ stream: { MaximumRecordAgeInSeconds: 1_200 } });
  await fixture.pipes.stop('chat');
  fixture.insert('a old', 'a');
  fixture.clock.advance(3_600_000);
  fixture.insert('a young', 'a');
  await fixture.pipes.start('chat');
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says a young']);
  assert.deepEqual(
    fixture.deadLetters.map(({ context }) => context['condition']),
    ['RecordAgeExceeded'],
  );
});

test('a record is found in the stream by its dead letter', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.always = (response, { body }) => response.writeHead(body === 'says a poison' ? 400 : 200).end();
  await fixture.createPipe({ stream: { MaximumRetryAttempts: 0 } });
  fixture.insert('a 0', 'a');
  fixture.insert('a poison', 'a');
  await fixture.untilIdle();
  const [dead] = fixture.deadLetters;
  const start = BigInt(String(dead?.DDBStreamBatchInfo['startSequenceNumber']));
  const [record] = fixture.stream.read(String(start - 1n), 1);
  assert.deepEqual(record?.dynamodb.NewImage?.['message'], { S: 'a poison' });
  assert.ok(record && encodeDeadLetter(record, 'RetryAttemptsExhausted', PIPE_ARN, 0).includes(String(start)));
});
