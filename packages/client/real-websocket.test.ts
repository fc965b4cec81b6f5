// The client on a real WebSocket: Node's own, against a server that sends literal frames.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import { EventsClient } from './index.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { settled } from './testing/scripted-server.ts';

/** A server on a free port, and a client whose clock the test advances. */
async function aServer(t: TestContext) {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: (offered) => (offered.has('aws-appsync-event-ws') ? 'aws-appsync-event-ws' : false),
  });
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = new ManualClock();
  const client = new EventsClient({
    http: `http://${host}/event`,
    realtime: `ws://${host}/event/realtime`,
    authorization: () => ({ Authorization: 'Bearer grüße' }),
    clock,
  });
  t.after(() => {
    client.close();
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return { server, client, clock, host };
}

/** The next connection of the client, with its frames one by one. */
async function connection(server: WebSocketServer) {
  const [socket, request] = await once(server, 'connection');
  const frames: string[] = [];
  socket.on('message', (data: Buffer) => frames.push(data.toString()));
  const next = async (): Promise<string> => {
    while (!frames.length) await once(socket, 'message');
    return frames.shift() as string;
  };
  return { socket: socket as ServerSocket, request, next };
}

test('a real socket connects, subscribes, receives, publishes and survives a lost connection', {
  timeout: 10_000,
}, async (t) => {
  const { server, client, clock, host } = await aServer(t);
  const received = Promise.withResolvers<unknown>();
  client.subscribe('/demo/lobby', received.resolve);

  const { socket, request, next } = await connection(server);
  const [subprotocol, header] = request.headers['sec-websocket-protocol'].split(', ');
  assert.equal(subprotocol, 'aws-appsync-event-ws');
  const credentials = Buffer.from(header.slice('header-'.length), 'base64url').toString();
  assert.equal(credentials, `{"host":"${host}","Authorization":"Bearer grüße"}`);

  assert.equal(await next(), '{"type":"connection_init"}');
  socket.send('{"type":"ka"}');
  socket.send('{"type":"connection_ack","connectionTimeoutMs":300000}');
  assert.match(await next(), /^\{"type":"subscribe","channel":"\/demo\/lobby","id":"1",/);
  socket.send('{"id":"1","type":"subscribe_success"}');
  socket.send('{"id":"1","type":"data","event":"{\\"text\\":\\"hi\\"}"}');
  assert.deepEqual(await received.promise, { text: 'hi' });

  const publish = client.publish('/demo/lobby', ['x']);
  assert.match(await next(), /^\{"type":"publish","channel":"\/demo\/lobby","events":\["\\"x\\""\],"id":"2",/);
  const again = client.publish('/demo/lobby', ['y']);
  await next();
  socket.send('{"id":"2","type":"publish_success","successful":[{"identifier":"u","index":0}],"failed":[]}');
  assert.equal((await publish).successful[0]?.identifier, 'u');

  socket.terminate();
  await assert.rejects(again, { code: 'lost' });
  assert.equal(client.state, 'waiting');
  const reconnected = connection(server);
  clock.advance(1_000);
  const second = await reconnected;
  assert.equal(await second.next(), '{"type":"connection_init"}');
  second.socket.send('{"type":"connection_ack","connectionTimeoutMs":300000}');
  assert.match(await second.next(), /^\{"type":"subscribe","channel":"\/demo\/lobby","id":"4",/);
});

test('a refusal that AppSync sends right after the upgrade, before it closes, is recognized', {
  timeout: 10_000,
}, async (t) => {
  const { server, client } = await aServer(t);
  server.on('connection', (socket) => {
    socket.send(
      '{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call.","errorCode":401}],"type":"connection_error"}',
    );
    socket.close(1000);
  });
  await assert.rejects(client.publish('/demo/lobby', [1]), {
    code: 'unauthorized',
    message: 'AppSync refused the connection: UnauthorizedException: You are not authorized to make this call.',
  });
});

test('an unreachable server leads to waiting', { timeout: 10_000 }, async (t) => {
  const { server, client } = await aServer(t);
  server.close();
  await once(server, 'close');
  const waiting = Promise.withResolvers<void>();
  client.watch((state) => state === 'waiting' && waiting.resolve());
  client.subscribe('/demo/lobby', () => {});
  await waiting.promise;
});

test('a client that is closed while a real socket opens leaves no connection', { timeout: 10_000 }, async (t) => {
  const { server, client } = await aServer(t);
  client.subscribe('/demo/lobby', () => {});
  await settled();
  client.close();
  if (server.clients.size) await Promise.all([...server.clients].map((socket) => once(socket, 'close')));
  assert.equal(client.state, 'closed');
});
