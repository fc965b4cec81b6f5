import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PipeFixture } from '../../testing/pipe-fixture.ts';
import { until } from '../../testing/watched-clock.ts';

/** A target that accepts only one key. */
function acceptOnly(fixture: PipeFixture, key: string): void {
  fixture.target.always = (response, { headers }) => response.writeHead(headers['x-api-key'] === key ? 200 : 401).end();
}

test('messages that waited for a new key are delivered in order', async () => {
  await using fixture = await PipeFixture.open();
  acceptOnly(fixture, 'K2');
  await fixture.createPipe();
  for (const n of [1, 2, 3]) fixture.insert(String(n));
  await fixture.advanceAfter(1, 100);
  await until('the pipe waits for the connection', () => fixture.status.failing);
  await fixture.events.update('key', 'API_KEY', {
    ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K2' },
  });
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says 1', 'says 1', 'says 2', 'says 3']);
  assert.deepEqual(fixture.deadLetters, []);
  assert.equal(fixture.lines.length, 2);
  assert.match(fixture.lines[0] ?? '', /The pipe chat waits: The endpoint answered 401/);
  assert.equal(fixture.lines[1], 'The pipe chat delivers again.');
});

test('while the connection is deauthorized a message uses up time, but no attempts', async () => {
  await using fixture = await PipeFixture.open();
  acceptOnly(fixture, 'K2');
  await fixture.createPipe({ stream: { MaximumRetryAttempts: 1, MaximumRecordAgeInSeconds: 900 } });
  fixture.insert('old');
  await fixture.advanceAfter(1, 100);
  fixture.clock.advance(600_000);
  fixture.insert('young');
  await until('the pipe waits for the connection', () => fixture.status.failing);
  fixture.clock.advance(400_000);
  await until('the old message is given up', () => fixture.status.deadLettered === 1);
  await fixture.events.update('key', 'API_KEY', {
    ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K2' },
  });
  await fixture.untilIdle();
  assert.deepEqual(
    fixture.deadLetters.map(({ context }) => context['condition']),
    ['RecordAgeExceeded'],
  );
  assert.equal(fixture.target.bodies.at(-1), 'says young');
});

test('no message is lost when the key is replaced during deliveries', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe({ stream: { ParallelizationFactor: 10 } });
  const held: (() => void)[] = [];
  let rotated = false;
  fixture.target.always = (response, { headers }) => {
    const reject = () => response.writeHead(401).end();
    if (headers['x-api-key'] === 'K2') response.end();
    else if (rotated) reject();
    else held.push(reject);
  };
  for (const channel of ['a', 'b', 'c', 'd', 'e']) fixture.insert(channel, channel);
  await until('calls with the old key are in progress', () => held.length > 1);
  await fixture.events.update('key', 'API_KEY', {
    ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K2' },
  });
  // The answers to the old key arrive after the new one is set, and must not deauthorize it.
  rotated = true;
  for (const answer of held) answer();
  await until('every lane has delivered or sleeps', () => fixture.status.failures + fixture.status.delivered >= 5);
  fixture.clock.advance(100);
  await fixture.untilIdle();
  assert.equal(fixture.status.delivered, 5);
  assert.equal(fixture.events.connection('key').state, 'AUTHORIZED');
});

test('a connection that is repaired just when the pipe finds it deauthorized is noticed', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe();
  await fixture.events.deauthorize('key');
  const invoke = fixture.events.invoke.bind(fixture.events);
  fixture.events.invoke = async (arn, request) => {
    const outcome = await invoke(arn, request);
    const K2 = { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K2' } };
    if (outcome.outcome === 'inactive') await fixture.events.update('key', 'API_KEY', K2);
    return outcome;
  };
  fixture.insert('hello');
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says hello']);
});

test('a rule that repairs the connection at once costs one more attempt', async () => {
  await using fixture = await PipeFixture.open();
  acceptOnly(fixture, 'K2');
  fixture.events.subscribe((event) => {
    const K2 = { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K2' } };
    if (event['detail-type'] === 'Connection Deauthorized') void fixture.events.update('key', 'API_KEY', K2);
  });
  await fixture.createPipe();
  fixture.insert('hello');
  await fixture.advanceAfter(1, 100);
  await fixture.untilIdle();
  assert.deepEqual(
    fixture.target.calls.map(({ headers }) => headers['x-api-key']),
    ['K1', 'K2'],
  );
});

test('without retries the message that was rejected with the key becomes a dead letter, and the others wait', async () => {
  await using fixture = await PipeFixture.open();
  acceptOnly(fixture, 'K2');
  await fixture.createPipe({ stream: { MaximumRetryAttempts: 0 } });
  fixture.insert('first');
  fixture.insert('second');
  await until('the first is a dead letter', () => fixture.status.deadLettered === 1 && fixture.status.failing);
  assert.equal(fixture.status.waiting, 1);
  await fixture.events.update('key', 'API_KEY', {
    ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K2' },
  });
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says first', 'says second']);
});
