// Interoperability of the server's WebSocket with the client of the library `ws`.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import test, { type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { systemClock } from '../../../clock.ts';
import { FlushScheduler } from './flush-scheduler.ts';
import { ServerWebSocket } from './server-websocket.ts';
import { SocketWriter } from './socket-writer.ts';
import { acceptHandshake } from './websocket-handshake.ts';

/** A client of `ws`, connected to a server that echoes every text, and answers a binary message with `binary`. */
async function anEcho(t: TestContext) {
  const server = createServer();
  const scheduler = new FlushScheduler();
  const accepted = Promise.withResolvers<ServerWebSocket>();
  server.on('upgrade', (request, socket, head) => {
    assert.ok(acceptHandshake(request, socket));
    const writer = new SocketWriter(socket, scheduler);
    const onMessage = (text: string | undefined) => writer.send(text ?? 'binary');
    const listener = { onMessage, onActivity: () => {}, onClosed: () => {} };
    accepted.resolve(new ServerWebSocket({ socket, head }, writer, systemClock, 2 ** 20, listener));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as { port: number }).port}`);
  t.after(() => [client.terminate(), server.close()]);
  await once(client, 'open');
  const receive = async () => String((await once(client, 'message'))[0]);
  return { client, receive, server: await accepted.promise };
}

test('texts of every size pass unchanged in both directions', async (t) => {
  const { client, receive } = await anEcho(t);
  for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 65_537, 2 ** 20]) {
    const text = 'x'.repeat(length);
    client.send(text);
    assert.equal(await receive(), text);
  }
  const letters = 'é😀\u0000\ufffd\ufeff"\\';
  client.send(letters);
  assert.equal(await receive(), letters);
  client.send(Buffer.from([0xff]));
  assert.equal(await receive(), 'binary');
});

test('a fragmented message is received as one message', async (t) => {
  const { client, receive } = await anEcho(t);
  client.send('one, ', { fin: false });
  client.send('two, ', { fin: false });
  client.ping();
  client.send('three', { fin: true });
  assert.equal(await receive(), 'one, two, three');
});

test('pings are answered in both directions', async (t) => {
  const { client, server } = await anEcho(t);
  client.ping('ping data');
  assert.equal(String((await once(client, 'pong'))[0]), 'ping data');
  server.ping();
  assert.equal(String((await once(client, 'ping'))[0]), '');
});

test('either side closes cleanly', async (t) => {
  const first = await anEcho(t);
  first.client.close(3001, 'enough');
  assert.deepEqual((await once(first.client, 'close'))[0], 3001);
  const second = await anEcho(t);
  second.server.close(1001);
  assert.deepEqual((await once(second.client, 'close'))[0], 1001);
});

test('a message that is too large is rejected with 1009', async (t) => {
  const { client } = await anEcho(t);
  client.send('x'.repeat(2 ** 20 + 1));
  assert.equal((await once(client, 'close'))[0], 1009);
});
