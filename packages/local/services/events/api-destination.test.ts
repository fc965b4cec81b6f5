import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpTarget, TARGET_HOST } from '../../testing/http-target.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';
import { until, WatchedClock } from '../../testing/watched-clock.ts';
import { EventBridge } from './events-service.ts';

const CONNECTION_ARN = 'arn:aws:events:us-east-1:000000000000:connection/key/1';
const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:events!connection/key/1-first';
const ARN = 'arn:aws:events:us-east-1:000000000000:api-destination/publish/1';

async function open(target: HttpTarget, more: Record<string, unknown> = {}) {
  const clock = new WatchedClock();
  const events = new EventBridge({ clock, storage: new MemoryStorage(), endpoints: target.endpoints });
  await events.createConnection(
    { name: 'key', arn: CONNECTION_ARN, secretArn: SECRET_ARN },
    {
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K' } },
    },
  );
  const InvocationEndpoint = `https://${TARGET_HOST}/event`;
  events.createDestination(
    { name: 'publish', arn: ARN },
    { ConnectionArn: CONNECTION_ARN, HttpMethod: 'POST', InvocationEndpoint, ...more },
  );
  return { events, clock };
}

test('an answer is returned completely, with the request and without the key', async () => {
  await using target = await HttpTarget.open();
  target.always = (response) => response.writeHead(429, { 'retry-after': '7' }).end('slower, please');
  const { events } = await open(target);
  const outcome = await events.invoke(ARN, { body: 'hello', headers: { 'x-more': 'yes' } });
  assert.ok(outcome.outcome === 'answered');
  assert.equal(outcome.answer.status, 429);
  assert.equal(outcome.answer.headers['retry-after'], '7');
  assert.equal(outcome.answer.body.toString(), 'slower, please');
  assert.equal(outcome.request.url, `https://${TARGET_HOST}/event`);
  assert.deepEqual(Object.keys(outcome.request.headers), [
    'Content-Type',
    'x-more',
    'User-Agent',
    'Range',
    'Accept-Encoding',
    'Connection',
  ]);
});

for (const method of ['PUT', 'PATCH', 'DELETE', 'GET']) {
  test(`a destination may use ${method}`, async () => {
    await using target = await HttpTarget.open();
    const { events } = await open(target, { HttpMethod: method });
    await events.invoke(ARN, { body: '{}' });
    assert.equal(target.calls[0]?.method, method);
  });
}

test('a call without an answer within five seconds is unanswered', async () => {
  await using target = await HttpTarget.open();
  target.always = () => {};
  const { events, clock } = await open(target);
  const asked = events.invoke(ARN, { body: '{}' });
  await until('the target is asked', () => target.calls.length === 1);
  clock.advance(5_000);
  const outcome = await asked;
  assert.ok(outcome.outcome === 'unanswered');
  assert.equal(outcome.reason, 'No answer within 5 s.');
});

test('an answer in time leaves no timer', async () => {
  await using target = await HttpTarget.open();
  const { events, clock } = await open(target);
  await events.invoke(ARN, { body: '{}' });
  await until('the timer is called off', () => clock.waits().length === 0);
});

test('a call to a destination that does not exist or has an invalid URL is unanswered', async () => {
  await using target = await HttpTarget.open();
  const { events } = await open(target, { InvocationEndpoint: 'https://*/event' });
  const wrong = await events.invoke(ARN, { body: '{}', path: ['a b'] });
  assert.equal(wrong.outcome, 'unanswered');
  const none = await events.invoke(`${ARN}9`, { body: '{}' });
  assert.ok(none.outcome === 'unanswered');
  assert.equal(none.reason, 'The API destination does not exist.');
});

test('a rate-limited call is not sent if the connection was deauthorized meanwhile', async () => {
  await using target = await HttpTarget.open();
  const { events, clock } = await open(target, { InvocationRateLimitPerSecond: 1 });
  await events.invoke(ARN, { body: 'first' });
  const second = events.invoke(ARN, { body: 'second' });
  await events.deauthorize('key');
  clock.advance(1_000);
  assert.equal((await second).outcome, 'inactive');
  assert.equal(target.calls.length, 1);
});

test('a disk error while deauthorizing does not hide the answer', async () => {
  await using target = await HttpTarget.open();
  target.always = 401;
  const clock = new WatchedClock();
  const storage = new MemoryStorage();
  const events = new EventBridge({ clock, storage, endpoints: target.endpoints });
  await events.createConnection(
    { name: 'key', arn: CONNECTION_ARN, secretArn: SECRET_ARN },
    {
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K' } },
    },
  );
  events.createDestination(
    { name: 'publish', arn: ARN },
    { ConnectionArn: CONNECTION_ARN, HttpMethod: 'POST', InvocationEndpoint: `https://${TARGET_HOST}` },
  );
  storage.commit = () => Promise.reject(new Error('ENOSPC'));
  const outcome = await events.invoke(ARN, { body: '{}' });
  assert.ok(outcome.outcome === 'answered' && outcome.answer.status === 401);
});

test('an unsubscribed listener receives nothing', async () => {
  await using target = await HttpTarget.open();
  const { events } = await open(target);
  const received: string[] = [];
  const stop = events.subscribe((event) => received.push(event['detail-type']));
  await events.deauthorize('key');
  stop();
  await events.deauthorize('key');
  assert.deepEqual(received, ['Connection Deauthorized', 'API Destination Deactivated']);
});
