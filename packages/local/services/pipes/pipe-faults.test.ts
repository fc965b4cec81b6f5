import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStream, STREAM_ARN } from '../../testing/memory-stream.ts';
import { PIPE_ARN, pipeProperties, Stage } from '../../testing/pipe-fixture.ts';
import { until } from '../../testing/watched-clock.ts';
import { deadLetter } from './retry-and-dead-letter.ts';

/** The faults between the table and the target, each under its number in the list of faults. */

/** What our stack sets: time enough for an outage of a quarter of an hour, and new messages only. */
const OURS = {
  stream: { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: 1_200, ParallelizationFactor: 10 },
  filters: ['{"eventName":["INSERT"]}'],
};

/** Moves the clock step by step while the network does its part. */
async function pass(stage: Stage, totalMs: number, stepMs = 500): Promise<void> {
  for (let passed = 0; passed < totalMs; passed += stepMs) {
    stage.clock.advance(stepMs);
    // The machine's own network needs a few turns for a call and its answer.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets time pass until nothing waits. */
async function heal(stage: Stage): Promise<void> {
  for (let rounds = 0; stage.status.waiting > 0; rounds += 1) {
    assert.ok(rounds < 2_000, `${stage.status.waiting} messages still wait`);
    await pass(stage, 500);
  }
}

/** The first arrivals of one channel's messages, in order. */
function arrived(stage: Stage, prefix: string): string[] {
  return [...new Set(stage.target.bodies)].filter((body) => body.startsWith(`says ${prefix}`));
}

function series(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `says ${prefix} ${index}`);
}

test('B20 a target that is out of order for a minute costs time and nothing else', async () => {
  await using stage = await Stage.open();
  stage.target.always = 500;
  await stage.pipe(OURS);
  for (let n = 0; n < 10; n += 1) {
    stage.say(`a ${n}`, 'a');
    stage.say(`b ${n}`, 'b');
  }
  await pass(stage, 60_000);
  assert.equal(stage.status.delivered, 0);
  const tried = new Set(stage.target.bodies);
  assert.deepEqual([...tried].sort(), ['says a 0', 'says b 0'], 'nothing overtakes the first of its channel');
  stage.target.calls.length = 0;
  stage.target.always = 200;
  await heal(stage);
  assert.deepEqual(arrived(stage, 'a'), series('a', 10));
  assert.deepEqual(arrived(stage, 'b'), series('b', 10));
  assert.deepEqual(stage.dead, []);
});

test('B21 a target that asks for patience is slowed down for, and nothing is lost', async () => {
  await using stage = await Stage.open();
  let calls = 0;
  stage.target.always = (response) => {
    calls += 1;
    if (calls % 3 === 0) response.end();
    else response.writeHead(429, { 'retry-after': '1' }).end();
  };
  await stage.pipe(OURS);
  const start = stage.clock.now();
  for (let n = 0; n < 5; n += 1) stage.say(`a ${n}`, 'a');
  await heal(stage);
  assert.deepEqual(arrived(stage, 'a'), series('a', 5));
  assert.ok(stage.clock.now() - start >= 10_000, 'two refusals of a second for each of five messages');
});

test('B22 B23 a target that took a message and was not heard gets it again, before the next', async () => {
  await using stage = await Stage.open();
  stage.target.replies.push((response) => response.socket?.destroy());
  await stage.pipe(OURS);
  stage.say('a 0', 'a');
  stage.say('a 1', 'a');
  await heal(stage);
  assert.deepEqual(stage.target.bodies, ['says a 0', 'says a 0', 'says a 1']);
});

test('B24 a message that the target never takes is put aside within its limits, and other channels do not wait for it', async () => {
  await using stage = await Stage.open();
  stage.target.always = (response, { body }) => response.writeHead(body === 'says a poison' ? 400 : 200).end();
  await stage.pipe({ ...OURS, stream: { ...OURS.stream, MaximumRetryAttempts: 5 } });
  stage.say('a poison', 'a');
  stage.say('a 0', 'a');
  stage.say('b 0', 'b');
  await until('the other channel is served', () => stage.status.delivered === 1);
  assert.deepEqual(arrived(stage, 'b'), ['says b 0']);
  await pass(stage, 4_000, 100);
  await heal(stage);
  assert.deepEqual(arrived(stage, 'a 0'), ['says a 0']);
  assert.equal(stage.status.deadLettered, 1);
  assert.match(stage.lines.join('\n'), /left it in its dead-letter queue/);
});

test('B25 what a 200 says in its body a pipe cannot see: it counts as delivered', async () => {
  await using stage = await Stage.open();
  stage.target.always = (response) =>
    response.end('{"failed":[{"identifier":"1","index":0,"code":500}],"successful":[]}');
  await stage.pipe(OURS);
  stage.say('a 0', 'a');
  await heal(stage);
  assert.deepEqual([stage.status.delivered, stage.status.failures], [1, 0]);
});

test('B26 a record that comes twice is sent twice, in its place: the reader takes out the second', async () => {
  await using stage = await Stage.open();
  const record = stage.stream.insert('a', { message: 'a 0' });
  stage.stream.records.push({ ...record, dynamodb: { ...record.dynamodb, SequenceNumber: '600000000000000000002' } });
  stage.say('a 1', 'a');
  await stage.pipe(OURS);
  await heal(stage);
  assert.deepEqual(stage.target.bodies, ['says a 0', 'says a 0', 'says a 1']);
});

test('B27 with ten lanes forty channels keep their order', async () => {
  await using stage = await Stage.open();
  let calls = 0;
  stage.target.always = (response) => {
    calls += 1;
    response.writeHead(calls % 7 === 0 ? 503 : 200).end();
  };
  await stage.pipe(OURS);
  for (let n = 0; n < 10; n += 1)
    for (let channel = 10; channel < 50; channel += 1) stage.say(`${channel} ${n}`, `channel ${channel}`);
  await heal(stage);
  for (let channel = 10; channel < 50; channel += 1)
    assert.deepEqual(arrived(stage, String(channel)), series(String(channel), 10));
});

test('B29 a pipe that is stopped for an hour delivers all of it late', async () => {
  await using stage = await Stage.open();
  // An age limit of a quarter of an hour would put it aside: this pipe has none.
  await stage.pipe({ ...OURS, stream: { ...OURS.stream, MaximumRecordAgeInSeconds: -1 } });
  await stage.pipes.stop('chat');
  for (let n = 0; n < 5; n += 1) stage.say(`a ${n}`, 'a');
  stage.clock.advance(3_600_000);
  await stage.pipes.start('chat');
  await heal(stage);
  assert.deepEqual(arrived(stage, 'a'), series('a', 5));
});

test('B29 with an age limit, what became too old meanwhile is put aside, and what is young is delivered', async () => {
  await using stage = await Stage.open();
  await stage.pipe(OURS);
  await stage.pipes.stop('chat');
  stage.say('a old', 'a');
  stage.clock.advance(3_600_000);
  stage.say('a young', 'a');
  await stage.pipes.start('chat');
  await heal(stage);
  assert.deepEqual(stage.target.bodies, ['says a young']);
  assert.deepEqual(
    stage.dead.map(({ context }) => context['condition']),
    ['RecordAgeExceeded'],
  );
});

test('B30 a stream that was made anew is another source: the pipe begins where the template says', async () => {
  await using stage = await Stage.open();
  await stage.pipe(OURS);
  stage.say('a 0', 'a');
  await heal(stage);
  await stage.pipes.close();

  const Source = STREAM_ARN.replace('2026-01-01', '2026-02-02');
  const anew = new MemoryStream(() => stage.clock.now());
  anew.insert('a', { message: 'a 1' });
  await stage.restart({ stream: (arn) => (arn === Source ? anew : undefined) });
  await assert.rejects(stage.pipe(OURS), /the stream .*2026-01-01.* does not exist/);
  await stage.pipes.create('chat', PIPE_ARN, { ...pipeProperties(OURS), Source });
  await heal(stage);
  assert.deepEqual(stage.target.bodies, ['says a 0', 'says a 1']);
});

test('B31 edits, deletions and expired items are not published as messages', async () => {
  await using stage = await Stage.open();
  await stage.pipe(OURS);
  stage.stream.add('MODIFY', 'a', { NewImage: { message: { S: 'a edited' } } });
  stage.stream.add('REMOVE', 'a', {});
  stage.stream.add('REMOVE', 'a', {}, { type: 'Service', principalId: 'dynamodb.amazonaws.com' });
  stage.say('a 0', 'a');
  await heal(stage);
  assert.deepEqual(stage.target.bodies, ['says a 0']);
  assert.equal(stage.status.filtered, 3);
});

test('B37 the age of the oldest message that waits is there to raise an alarm by', async () => {
  await using stage = await Stage.open();
  stage.target.always = 500;
  await stage.pipe(OURS);
  stage.say('a 0', 'a');
  await pass(stage, 6_000);
  assert.ok(stage.status.iteratorAgeMs > 5_000);
  stage.target.always = 200;
  await heal(stage);
  assert.equal(stage.status.iteratorAgeMs, 0);
});

test('what was put aside can be found again by its dead letter', async () => {
  await using stage = await Stage.open();
  stage.target.always = (response, { body }) => response.writeHead(body === 'says a poison' ? 400 : 200).end();
  await stage.pipe({ ...OURS, stream: { ...OURS.stream, MaximumRetryAttempts: 0 } });
  stage.say('a 0', 'a');
  stage.say('a poison', 'a');
  await heal(stage);
  const [dead] = stage.dead;
  const start = BigInt(String(dead?.DDBStreamBatchInfo['startSequenceNumber']));
  const [record] = stage.stream.read(String(start - 1n), 1);
  assert.deepEqual(record?.dynamodb.NewImage?.['message'], { S: 'a poison' });
  assert.ok(record && deadLetter(record, 'RetryAttemptsExhausted', PIPE_ARN, 0).includes(String(start)));
});
