import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import test, { type TestContext } from 'node:test';
import { PUBLISH_BYTES_MAX } from '@parley/wire';
import type { Target } from '@parley/wire/conformance';
import { connect, credentials, Peer, post, publish, subscribe } from '@parley/wire/conformance';
import { startHost, type TestHost } from '../../testing/appsync-host.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';

const API_KEY = [{ AuthType: 'API_KEY' }];
const EVENT_CONFIG = {
  AuthProviders: API_KEY,
  ConnectionAuthModes: API_KEY,
  DefaultPublishAuthModes: API_KEY,
  DefaultSubscribeAuthModes: API_KEY,
};

/** Creates an API with a key and the namespace `default`, and returns it as a target. */
async function anApi(host: TestHost, logicalId = 'Api', keyProperties: Record<string, unknown> = {}) {
  const api = await host.create(logicalId, 'AWS::AppSync::Api', { Name: 'test', EventConfig: EVENT_CONFIG });
  const ApiId = String(api.attributes?.['ApiId']);
  const key = await host.create(`${logicalId}Key`, 'AWS::AppSync::ApiKey', { ApiId, ...keyProperties });
  await host.create(`${logicalId}Default`, 'AWS::AppSync::ChannelNamespace', {
    ApiId,
    Name: 'default',
    HandlerConfigs: {},
  });
  const target: Target = {
    http: `http://${host.address}/event`,
    realtime: `ws://${host.address}/event/realtime`,
    host: host.address,
    apiKey: String(key.attributes?.['ApiKey']),
  };
  return { api, ApiId, key, target };
}

const SIX_DAYS_MS = 6 * 24 * 3600 * 1000;
const TWO_DAYS_MS = 2 * 24 * 3600 * 1000;

test('an API returns its hosts like CloudFormation', async () => {
  await using host = await startHost();
  const { api, key } = await anApi(host);
  assert.match(api.ref, /^arn:aws:appsync:us-east-1:000000000000:apis\/[a-z0-9]{26}$/);
  assert.equal(api.ref, api.attributes?.['ApiArn']);
  assert.match(String(api.attributes?.['Dns.Http']), /^[a-z0-9]{26}\.appsync-api\.us-east-1\.amazonaws\.com$/);
  assert.match(
    String(api.attributes?.['Dns.Realtime']),
    /^[a-z0-9]{26}\.appsync-realtime-api\.us-east-1\.amazonaws\.com$/,
  );
  assert.match(String(key.attributes?.['ApiKey']), /^da2-[a-z2-7]{26}$/);
});

test('a key is generated once and is the same after a restart; another stack has another one', async () => {
  const storage = new MemoryStorage();
  const keys: unknown[] = [];
  for (const start of [1, 2]) {
    await using host = await startHost({ storage });
    keys.push((await anApi(host)).key.attributes?.['ApiKey'], start);
  }
  assert.equal(keys[0], keys[2]);
  await using other = await startHost();
  assert.notEqual((await anApi(other)).key.attributes?.['ApiKey'], keys[0]);
});

test('a key without Expires expires after seven days, and is then rejected with 401', async () => {
  await using host = await startHost();
  const { target } = await anApi(host);
  host.clock.advance(SIX_DAYS_MS);
  assert.equal((await post(target, '{"channel":"/default/a","events":["1"]}')).status, 200);
  host.clock.advance(TWO_DAYS_MS);
  assert.equal((await post(target, '{"channel":"/default/a","events":["1"]}')).status, 401);
});

test('Expires is rounded down to the hour', async () => {
  await using host = await startHost();
  const { target } = await anApi(host, 'Api', { Expires: host.clock.now() / 1000 + 86_400 + 3599 });
  host.clock.advance(86_400_000 - 1);
  assert.equal((await post(target, '{"channel":"/default/a","events":["1"]}')).status, 200);
  host.clock.advance(1);
  assert.equal((await post(target, '{"channel":"/default/a","events":["1"]}')).status, 401);
});

test('a test or a page can observe the published events', async () => {
  await using host = await startHost();
  const { target, ApiId } = await anApi(host);
  const received: unknown[] = [];
  const stop = host.appSync.onPublished(ApiId, (published) => received.push(published));
  await publish(target, 'default/a', '{"a":1}');
  stop();
  await publish(target, 'default/a', '{"a":2}');
  assert.deepEqual(received, [{ apiId: ApiId, channel: '/default/a', events: ['{"a":1}'] }]);
});

test('two APIs on one address are distinguished by their keys', async () => {
  await using host = await startHost();
  const first = await anApi(host, 'First');
  const second = await anApi(host, 'Second');
  using peer = await connect(second.target);
  await subscribe(second.target, peer, 's', '/default/a');
  await publish(first.target, '/default/a', '1');
  await publish(second.target, '/default/a', '2');
  await peer.receives({ id: 's', type: 'data', event: '2' });
  await peer.receivesNothing();
});

test('code may be a file of the assembly', async () => {
  const code = 'export function onPublish() { return []; }';
  await using host = await startHost({
    assets: { readObject: async (bucket, key) => Buffer.from(`${code}//${bucket} ${key}`) },
  });
  const { ApiId, target } = await anApi(host);
  await host.create('Coded', 'AWS::AppSync::ChannelNamespace', {
    ApiId,
    Name: 'coded',
    CodeS3Location: 's3://assets/code.js',
  });
  using peer = await connect(target);
  await subscribe(target, peer, 's', '/coded/a');
  await publish(target, '/coded/a', '1');
  await peer.receivesNothing();
});

test('a feature of a template that is not emulated is rejected by name', async () => {
  await using host = await startHost();
  const { ApiId } = await anApi(host);
  const notEmulated = { name: 'EngineError', code: 'not-emulated' };
  const broken = { name: 'EngineError', code: 'template-broken' };
  const namespace = (properties: Record<string, unknown>) =>
    host.create('Bad', 'AWS::AppSync::ChannelNamespace', { ApiId, Name: 'bad', ...properties });
  const hook = (OnPublish: unknown) => ({ HandlerConfigs: { OnPublish } });
  await assert.rejects(namespace(hook({ Behavior: 'DIRECT' })), {
    ...broken,
    message: 'Bad: onPublish is DIRECT, which needs a DataSourceName.',
  });
  await assert.rejects(namespace(hook({ Behavior: 'SOMETIMES' })), broken);
  const phases = 'export const onPublish = { request() {}, response() {} };';
  await assert.rejects(namespace({ CodeHandlers: phases }), {
    ...broken,
    message: /Bad: onPublish has request and response, but HandlerConfigs names no data source/,
  });
  const sourced = hook({ Behavior: 'CODE', Integration: { DataSourceName: 'table' } });
  await assert.rejects(namespace({ ...sourced, CodeHandlers: 'export function onPublish() {}' }), {
    ...broken,
    message: /Bad: onPublish has a data source/,
  });
  await assert.rejects(namespace(sourced), broken);
  const source = (Type: string, more = {}) =>
    host.create('Source', 'AWS::AppSync::DataSource', { ApiId, Name: 'table', Type, ...more });
  await assert.rejects(source('RELATIONAL_DATABASE'), { ...notEmulated, message: /Source: .*RELATIONAL_DATABASE/ });
  await assert.rejects(source('HTTP', { HttpConfig: { Endpoint: 'http://x', AuthorizationConfig: {} } }), notEmulated);
  await assert.rejects(source('HTTP', { HttpConfig: { Endpoint: 'ftp://x' } }), broken);
  await assert.rejects(namespace({ CodeHandlers: 'export function onPublish() {\n while (true) {}\n}' }), {
    ...broken,
    message: 'Bad: line 2 of the handler: while is not supported; use for-of (no-while).',
  });
  await assert.rejects(namespace({ CodeHandlers: 'export const onPublish = 7;' }), broken);
  await assert.rejects(namespace({ CodeHandlers: 'nowhere();' }), broken);
  await assert.rejects(namespace({ Name: 'a_b' }), broken);
  await assert.rejects(namespace({ Name: 'default' }), broken);
  await assert.rejects(namespace({ ApiId: 'other' }), broken);
  await assert.rejects(namespace({ PublishAuthModes: [{ AuthType: 'PASSWORD' }] }), broken);
});

test('the output of a handler is logged, and so is the reason of its failure', async () => {
  await using host = await startHost();
  const { ApiId, target } = await anApi(host);
  const CodeHandlers =
    "export function onPublish(ctx) { console.log('saw', ctx.events.length); return ctx.nothing.at; }";
  await host.create('Loud', 'AWS::AppSync::ChannelNamespace', { ApiId, Name: 'loud', CodeHandlers });
  const { status, body } = await post(target, '{"channel":"/loud/a","events":["1"]}');
  assert.equal(status, 500);
  assert.deepEqual(body, { errors: [{ errorType: 'HandlerExecutionError', message: 'Unable to process request' }] });
  assert.deepEqual(host.logged[0], { apiId: ApiId, namespace: 'loud', level: 'log', text: 'saw 1' });
  assert.equal(host.logged[1]?.level, 'error');
});

test('a client that disappeared without closing is cut off within two keep-alives', async (t) => {
  await using host = await startHost();
  const { target } = await anApi(host);
  // It answers no ping, like a machine that was switched off.
  const peer = await rawClient(t, host, target);
  host.clock.advance(60_000);
  assert.equal(peer.destroyed, false);
  host.clock.advance(60_000);
  await ended(peer);
});

test('after 24 hours a connection is closed cleanly', async () => {
  await using host = await startHost();
  const { target } = await anApi(host, 'Api', { Expires: host.clock.now() / 1000 + 30 * 24 * 3600 });
  using peer = await connect(target);
  const minutes = 24 * 60;
  for (let minute = 1; minute < minutes; minute++) {
    host.clock.advance(60_000);
    await peer.receives({ type: 'ka' });
    // A frame from the client, so that it counts as active.
    await peer.receivesNothing();
  }
  host.clock.advance(60_000);
  assert.equal(await peer.closed(), 1000);
});

test('a subscriber who stops reading is cut off, and the others receive everything', async (t) => {
  await using host = await startHost();
  const { target } = await anApi(host);
  const stalled = await rawClient(t, host, target);
  stalled.write(
    textFrame(`{"type":"subscribe","id":"s","channel":"/default/a","authorization":{"x-api-key":"${target.apiKey}"}}`),
  );
  await new Promise((resolve) => stalled.once('data', resolve));
  stalled.pause();
  using healthy = await connect(target);
  await subscribe(target, healthy, 's', '/default/a');
  const event = JSON.stringify('x'.repeat(200_000));
  let gone = false;
  stalled.once('close', () => {
    gone = true;
  });
  for (let sent = 0; sent < 100; sent++) {
    await publish(target, '/default/a', event);
    await healthy.receives({ id: 's', type: 'data', event });
  }
  stalled.resume();
  await ended(stalled);
  assert.equal(gone, true);
});

test('a violation of RFC 6455 ends that connection and no other', async (t) => {
  await using host = await startHost();
  const { target } = await anApi(host);
  using witness = await connect(target);
  const masked = Buffer.from([0, 0, 0, 0]);
  const abuses: Record<string, Buffer> = {
    'unmasked frame': Buffer.from([0x81, 0x02, 0x7b, 0x7d]),
    'reserved bit, as of a compressed frame': Buffer.from([0xc1, 0x82, ...masked, 0x7b, 0x7d]),
    'unknown opcode': Buffer.from([0x83, 0x80, ...masked]),
    'reserved close code': Buffer.from([0x88, 0x82, ...masked, 0x03, 0xed]),
    'text that is not UTF-8': Buffer.from([0x81, 0x82, ...masked, 0xc3, 0x28]),
    'announcement of 2^40 bytes': Buffer.from([0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, ...masked]),
    'continuation of nothing': Buffer.from([0x80, 0x80, ...masked]),
    'fragmented ping': Buffer.from([0x09, 0x80, ...masked]),
    'ping of 126 bytes': Buffer.from([0x89, 0xfe, 0, 126, ...masked, ...Buffer.alloc(126)]),
  };
  for (const [name, bytes] of Object.entries(abuses)) {
    const peer = await rawClient(t, host, target);
    peer.write(bytes);
    peer.resume();
    await ended(peer);
    await witness.receivesNothing();
    assert.ok(true, name);
  }
});

test('a wrong path, a plain request and an invalid upgrade are answered with 4xx', async () => {
  await using host = await startHost();
  await anApi(host);
  const ask = async (path: string) => (await fetch(`http://${host.address}${path}`)).status;
  assert.equal(await ask('/event'), 405);
  assert.equal(await ask('/event/realtime'), 426);
  assert.equal(await ask('/event/other'), 404);
  const peer = new Peer(`ws://${host.address}/event/other`, ['aws-appsync-event-ws']);
  const [, response] = (await once(peer.ws, 'unexpected-response')) as [unknown, IncomingMessage];
  assert.equal(response.statusCode, 404);
});

test('an endless body is rejected beyond 1.2 MB, and the connection is closed', async () => {
  await using host = await startHost();
  const { target } = await anApi(host);
  const sent = request(target.http, { method: 'POST', headers: { 'x-api-key': target.apiKey } });
  sent.on('error', () => {});
  // One byte too many, and no end: a client that went on writing could meet the closed connection before the response.
  sent.write(Buffer.alloc(PUBLISH_BYTES_MAX, 'x'), () => sent.write('x'));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 413);
  assert.equal(response.headers.connection, 'close');
  sent.destroy();
});

test('the right one of many subprotocols is chosen, and never a credential', async () => {
  await using host = await startHost();
  const { target } = await anApi(host);
  const key = credentials({ host: target.host, 'x-api-key': target.apiKey });
  using peer = await new Peer(target.realtime, ['chat', key, 'aws-appsync-event-ws']).opened();
  assert.equal(peer.ws.protocol, 'aws-appsync-event-ws');
  using alone = new Peer(target.realtime, [key]);
  await once(alone.ws, 'upgrade');
  assert.equal(alone.ws.protocol, '');
});

test('when the engine stops, every connection is closed with "going away"', async () => {
  const host = await startHost();
  const { target } = await anApi(host);
  using peer = await connect(target);
  await peer.receivesNothing();
  await host[Symbol.asyncDispose]();
  assert.equal(await peer.closed(), 1001);
});

/** Opens a WebSocket over a bare TCP connection that answers nothing automatically. */
async function rawClient(t: TestContext, host: TestHost, target: Target): Promise<Socket> {
  const [name, port] = host.address.split(':');
  const socket = connectTcp(Number(port), name);
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  socket.write(
    `GET /event/realtime HTTP/1.1\r\nhost: ${host.address}\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-protocol: aws-appsync-event-ws\r\nx-api-key: ${target.apiKey}\r\n\r\n`,
  );
  const response: Buffer = await new Promise((resolve) => socket.once('data', resolve));
  assert.match(response.toString(), /^HTTP\/1\.1 101 /);
  return socket;
}

async function ended(socket: Socket): Promise<void> {
  socket.resume();
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

/** A masked text frame of less than 64 KiB. The mask is zero, so that the text can be read. */
function textFrame(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0xfe, bytes.length >> 8, bytes.length & 0xff, 0, 0, 0, 0]), bytes]);
}
