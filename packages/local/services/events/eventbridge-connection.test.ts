import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { HttpTarget, type Reply, TARGET_HOST } from '../../testing/http-target.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';
import { WatchedClock } from '../../testing/watched-clock.ts';
import type { BusEvent } from './connection-state.ts';
import { EventBridge, type Outcome } from './events-service.ts';

const CONNECTION = {
  name: 'key',
  arn: 'arn:aws:events:us-east-1:000000000000:connection/key/1',
  secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:events!connection/key/1-first',
};
const DESTINATION = { name: 'publish', arn: 'arn:aws:events:us-east-1:000000000000:api-destination/publish/1' };

function apiKey(value: string): Record<string, unknown> {
  return {
    AuthorizationType: 'API_KEY',
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: value } },
  };
}

/** A connection, an API destination and its target, with the events about their states. */
async function open(target: HttpTarget, properties = apiKey('K1'), storage = new MemoryStorage()) {
  const clock = new WatchedClock();
  const events = new EventBridge({ clock, storage, endpoints: target.endpoints });
  const published: BusEvent[] = [];
  events.subscribe((event) => published.push(event));
  await events.createConnection(CONNECTION, properties);
  events.createDestination(DESTINATION, {
    ConnectionArn: CONNECTION.arn,
    HttpMethod: 'POST',
    InvocationEndpoint: `https://${TARGET_HOST}/event`,
  });
  const send = (): Promise<Outcome> => events.invoke(DESTINATION.arn, { body: '{}' });
  const state = () => events.connection('key').state;
  return { events, published, send, state, storage, clock };
}

test('a connection with a key is authorized at once, without a call', async () => {
  await using target = await HttpTarget.open();
  const { state, published } = await open(target);
  assert.equal(state(), 'AUTHORIZED');
  assert.deepEqual(target.calls, []);
  assert.deepEqual(published, []);
});

for (const status of [401, 407]) {
  test(`an answer ${status} deauthorizes the connection, and nothing more is sent`, async () => {
    await using target = await HttpTarget.open();
    target.always = status;
    const { send, state, published } = await open(target);
    const first = await send();
    assert.ok(first.outcome === 'answered' && first.answer.status === status);
    assert.equal(state(), 'DEAUTHORIZED');
    assert.equal((await send()).outcome, 'inactive');
    assert.equal(target.calls.length, 1);
    assert.deepEqual(published, [
      {
        source: 'aws.events',
        'detail-type': 'Connection Deauthorized',
        resources: [CONNECTION.arn],
        detail: {
          ConnectionName: 'key',
          StateReason: `The endpoint answered ${status}: it does not accept the connection's credentials.`,
          Timestamp: '2026-01-01 00:00:00 +0000 UTC',
        },
      },
      {
        source: 'aws.events',
        'detail-type': 'API Destination Deactivated',
        resources: [DESTINATION.arn],
        detail: { ApiDestinationName: 'publish', Timestamp: '2026-01-01 00:00:00 +0000 UTC' },
      },
    ]);
  });
}

test('an answer 403 changes nothing', async () => {
  await using target = await HttpTarget.open();
  target.always = 403;
  const { send, state } = await open(target);
  await send();
  await send();
  assert.equal(state(), 'AUTHORIZED');
  assert.equal(target.calls.length, 2);
});

test('neither a restart nor a deploy of the same template authorizes a connection again', async () => {
  await using target = await HttpTarget.open();
  target.always = 401;
  const { send, storage, events } = await open(target);
  await send();
  await events.createConnection(CONNECTION, apiKey('K1'));
  assert.equal(events.connection('key').state, 'DEAUTHORIZED');
  const again = await open(target, apiKey('K1'), storage);
  assert.equal(again.state(), 'DEAUTHORIZED');
  assert.equal((await again.send()).outcome, 'inactive');
});

test('UpdateConnection with type and parameters authorizes a connection, without them it does not', async () => {
  await using target = await HttpTarget.open();
  target.replies.push(401);
  const { send, state, events, published } = await open(target);
  await send();
  await events.update('key', undefined, undefined);
  assert.equal(state(), 'DEAUTHORIZED');
  const { AuthorizationType, AuthParameters } = apiKey('K2');
  await events.update('key', AuthorizationType, AuthParameters);
  assert.equal(state(), 'AUTHORIZED');
  assert.deepEqual(
    published.slice(2).map((event) => event['detail-type']),
    ['Connection Authorized', 'API Destination Activated'],
  );
  await send();
  assert.equal(target.calls.at(-1)?.headers['x-api-key'], 'K2');
});

test('the secret of a de-authorized connection is deleted; its next authorization makes another one', async () => {
  await using target = await HttpTarget.open();
  target.replies.push(401);
  const { send, events } = await open(target);
  const connection = events.connection('key');
  assert.equal(connection.stored.secretArn, CONNECTION.secretArn);
  const { AuthorizationType, AuthParameters } = apiKey('K2');
  await events.update('key', AuthorizationType, AuthParameters);
  assert.equal(connection.stored.secretArn, CONNECTION.secretArn, 'other credentials are stored in the same secret');
  await send();
  assert.equal(connection.stored.secretArn, undefined);
  assert.equal(connection.credentials, undefined);
  await events.update('key', AuthorizationType, AuthParameters);
  const next = connection.stored.secretArn ?? '';
  assert.match(next, /:secret:events!connection\/key\/[^/]+-[0-9a-f]{6}$/);
  assert.notEqual(next, CONNECTION.secretArn);
});

test('a deploy with another key authorizes a connection', async () => {
  await using target = await HttpTarget.open();
  target.replies.push(401);
  const { send, storage } = await open(target);
  await send();
  const again = await open(target, apiKey('K2'), storage);
  assert.equal(again.state(), 'AUTHORIZED');
  await again.send();
  assert.equal(target.calls.at(-1)?.headers['x-api-key'], 'K2');
});

test('a key set by UpdateConnection survives a restart with the old template', async () => {
  await using target = await HttpTarget.open();
  const { events, storage } = await open(target);
  const { AuthorizationType, AuthParameters } = apiKey('K2');
  await events.update('key', AuthorizationType, AuthParameters);
  const again = await open(target, apiKey('K1'), storage);
  await again.send();
  assert.equal(target.calls.at(-1)?.headers['x-api-key'], 'K2');
});

test('after DeauthorizeConnection nothing is sent', async () => {
  await using target = await HttpTarget.open();
  const { events, send } = await open(target);
  await events.deauthorize('key');
  assert.equal((await send()).outcome, 'inactive');
  assert.deepEqual(target.calls, []);
});

test('ten calls that are rejected together cause one event', async () => {
  await using target = await HttpTarget.open();
  target.always = 401;
  const { send, published } = await open(target);
  await Promise.all(Array.from({ length: 10 }, send));
  assert.equal(published.length, 2);
});

test('the key is in no error, no log and no printed object', async () => {
  await using target = await HttpTarget.open();
  const SECRET = 'da2-verysecret';
  const replies: Reply[] = [200, 500, (response) => response.socket?.destroy()];
  target.replies.push(...replies);
  const { events, send } = await open(target, apiKey(SECRET));
  for (const _ of replies) assert.ok(!inspect(await send(), { depth: 9 }).includes(SECRET));
  assert.ok(!inspect(events, { depth: 9, showHidden: true }).includes(SECRET));
  const broken = {
    AuthorizationType: 'API_KEY',
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x', ApiKeyValue: `${SECRET}\n` } },
  };
  await assert.rejects(events.createConnection(CONNECTION, broken), (error: Error) => !inspect(error).includes(SECRET));
});

test('a connection with OAuth is rejected by name', async () => {
  await using target = await HttpTarget.open();
  const { events } = await open(target);
  await assert.rejects(events.createConnection(CONNECTION, { AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS' }), {
    code: 'not-emulated',
    message: /OAUTH_CLIENT_CREDENTIALS is not emulated/,
  });
});

const BROKEN: readonly [what: string, properties: Record<string, unknown>][] = [
  ['no type', { AuthParameters: {} }],
  ['no parameters', { AuthorizationType: 'API_KEY' }],
  ['no value', { AuthorizationType: 'API_KEY', AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x' } } }],
  ['an empty value', apiKey('')],
  ['a value that is too long', apiKey('x'.repeat(513))],
  ['a line break in the value', apiKey('a\r\nx-other: b')],
  [
    'a name that is not a header',
    { AuthorizationType: 'API_KEY', AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x y', ApiKeyValue: 'k' } } },
  ],
  ['no password', { AuthorizationType: 'BASIC', AuthParameters: { BasicAuthParameters: { Username: 'ann' } } }],
];

for (const [what, properties] of BROKEN) {
  test(`a connection with ${what} is rejected`, async () => {
    await using target = await HttpTarget.open();
    const { events } = await open(target);
    await assert.rejects(events.createConnection(CONNECTION, properties), { type: 'ValidationException' });
  });
}

test('an API destination needs an existing connection', async () => {
  await using target = await HttpTarget.open();
  const { events } = await open(target);
  assert.throws(() => events.createDestination(DESTINATION, { ConnectionArn: 'arn:none' }), {
    type: 'ResourceNotFoundException',
  });
});
