import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stage } from '../../testing/pipe-fixture.ts';
import { until } from '../../testing/watched-clock.ts';

/** A target that takes one key only. */
function onlyTakes(stage: Stage, key: string): void {
  stage.target.always = (response, { headers }) => response.writeHead(headers['x-api-key'] === key ? 200 : 401).end();
}

test('C02 an endpoint that no longer takes the key is not called again', async () => {
  await using stage = await Stage.open();
  onlyTakes(stage, 'K2');
  await stage.pipe();
  stage.say('1');
  await stage.after(1, 100);
  await until('the pipe waits for the connection', () => stage.status.failing);
  stage.say('2');
  stage.clock.advance(3_600_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(stage.target.calls.length, 1);
  assert.equal(stage.status.waiting, 2);
});

test('C06 with a new key what waited is delivered in order', async () => {
  await using stage = await Stage.open();
  onlyTakes(stage, 'K2');
  await stage.pipe();
  for (const n of [1, 2, 3]) stage.say(String(n));
  await stage.after(1, 100);
  await until('the pipe waits for the connection', () => stage.status.failing);
  await stage.events.update('key', 'API_KEY', { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K2' } });
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says 1', 'says 1', 'says 2', 'says 3']);
  assert.deepEqual(stage.dead, []);
  assert.equal(stage.lines.length, 2);
  assert.match(stage.lines[0] ?? '', /The pipe chat waits: The endpoint answered 401/);
  assert.equal(stage.lines[1], 'The pipe chat delivers again.');
});

test('C07 a deploy with another key does the same, one with the old key does not', async () => {
  await using stage = await Stage.open();
  onlyTakes(stage, 'K2');
  await stage.pipe();
  stage.say('1');
  await stage.after(1, 100);
  await until('the pipe waits for the connection', () => stage.status.failing);
  await stage.pipes.close();

  await stage.restart();
  await stage.pipe();
  await until('the pipe waits again', () => stage.status.failing);
  assert.equal(stage.target.calls.length, 1);
  await stage.pipes.close();

  stage.key = 'K2';
  await stage.restart();
  await stage.pipe();
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says 1', 'says 1']);
});

test('while the key is dead a message loses no tries, only time', async () => {
  await using stage = await Stage.open();
  onlyTakes(stage, 'K2');
  await stage.pipe({ stream: { MaximumRetryAttempts: 1, MaximumRecordAgeInSeconds: 900 } });
  stage.say('old');
  await stage.after(1, 100);
  stage.clock.advance(600_000);
  stage.say('young');
  await until('the pipe waits for the connection', () => stage.status.failing);
  stage.clock.advance(400_000);
  await until('the old one is given up', () => stage.status.deadLettered === 1);
  await stage.events.update('key', 'API_KEY', { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K2' } });
  await stage.idle();
  assert.deepEqual(
    stage.dead.map(({ context }) => context['condition']),
    ['RecordAgeExceeded'],
  );
  assert.equal(stage.target.bodies.at(-1), 'says young');
});

test('a key that is changed while messages flow loses none of them', async () => {
  await using stage = await Stage.open();
  await stage.pipe({ stream: { ParallelizationFactor: 10 } });
  const held: (() => void)[] = [];
  let rotated = false;
  stage.target.always = (response, { headers }) => {
    const reject = () => response.writeHead(401).end();
    if (headers['x-api-key'] === 'K2') response.end();
    else if (rotated) reject();
    else held.push(reject);
  };
  for (const channel of ['a', 'b', 'c', 'd', 'e']) stage.say(channel, channel);
  await until('calls with the old key are under way', () => held.length > 1);
  await stage.events.update('key', 'API_KEY', { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K2' } });
  // The answers to the old key come after the new one is in place: they must not take it away.
  rotated = true;
  for (const answer of held) answer();
  await until('every lane has gone on, or rests', () => stage.status.failures + stage.status.delivered >= 5);
  stage.clock.advance(100);
  await stage.idle();
  assert.equal(stage.status.delivered, 5);
  assert.equal(stage.events.connection('key').state, 'AUTHORIZED');
});

test('a repair that comes in the moment in which the pipe sees the loss is not missed', async () => {
  await using stage = await Stage.open();
  await stage.pipe();
  await stage.events.deauthorize('key');
  const invoke = stage.events.invoke.bind(stage.events);
  stage.events.invoke = async (arn, request) => {
    const outcome = await invoke(arn, request);
    const K2 = { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K2' } };
    if (outcome.outcome === 'inactive') await stage.events.update('key', 'API_KEY', K2);
    return outcome;
  };
  stage.say('hello');
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says hello']);
});

test('a rule that repairs at once needs one try more, and no clock beyond it', async () => {
  await using stage = await Stage.open();
  onlyTakes(stage, 'K2');
  stage.events.on((event) => {
    const K2 = { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K2' } };
    if (event['detail-type'] === 'Connection Deauthorized') void stage.events.update('key', 'API_KEY', K2);
  });
  await stage.pipe();
  stage.say('hello');
  await stage.after(1, 100);
  await stage.idle();
  assert.deepEqual(
    stage.target.calls.map(({ headers }) => headers['x-api-key']),
    ['K1', 'K2'],
  );
});

test('with no retries allowed, the message that met the dead key is put aside and the others wait', async () => {
  await using stage = await Stage.open();
  onlyTakes(stage, 'K2');
  await stage.pipe({ stream: { MaximumRetryAttempts: 0 } });
  stage.say('first');
  stage.say('second');
  await until('the first is put aside', () => stage.status.deadLettered === 1 && stage.status.failing);
  assert.equal(stage.status.waiting, 1);
  await stage.events.update('key', 'API_KEY', { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K2' } });
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says first', 'says second']);
});
