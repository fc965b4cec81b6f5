// The server's end of a WebSocket meets the client of a library that half of the world uses.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import test, { type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { systemClock } from '../../../clock.ts';
import { ServerWebSocket } from './server-websocket.ts';
import { Outbox, Turn } from './socket-writer.ts';
import { shakeHands } from './websocket-handshake.ts';

/** A client of `ws`, connected to a server that says everything back: a binary message as the word. */
async function anEcho(t: TestContext) {
  const server = createServer();
  const turn = new Turn();
  const made = Promise.withResolvers<ServerWebSocket>();
  server.on('upgrade', (request, socket, head) => {
    assert.ok(shakeHands(request, socket));
    const outbox = new Outbox(socket, turn);
    const heard = (text: string | undefined) => outbox.send(text ?? 'binary');
    const listener = { heard, alive: () => {}, gone: () => {} };
    made.resolve(new ServerWebSocket({ socket, head }, outbox, systemClock, 2 ** 20, listener));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as { port: number }).port}`);
  t.after(() => [client.terminate(), server.close()]);
  await once(client, 'open');
  const hears = async () => String((await once(client, 'message'))[0]);
  return { client, hears, server: await made.promise };
}

test('texts of every size come and go as they are', async (t) => {
  const { client, hears } = await anEcho(t);
  for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 65_537, 2 ** 20]) {
    const text = 'x'.repeat(length);
    client.send(text);
    assert.equal(await hears(), text);
  }
  const letters = 'é😀\u0000\ufffd\ufeff"\\';
  client.send(letters);
  assert.equal(await hears(), letters);
  client.send(Buffer.from([0xff]));
  assert.equal(await hears(), 'binary');
});

test('a message that its client sends in fragments is one message', async (t) => {
  const { client, hears } = await anEcho(t);
  client.send('one, ', { fin: false });
  client.send('two, ', { fin: false });
  client.ping();
  client.send('three', { fin: true });
  assert.equal(await hears(), 'one, two, three');
});

test('pings are answered both ways', async (t) => {
  const { client, server } = await anEcho(t);
  client.ping('are you there');
  assert.equal(String((await once(client, 'pong'))[0]), 'are you there');
  server.ping();
  assert.equal(String((await once(client, 'ping'))[0]), '');
});

test('either side closes in good order', async (t) => {
  const first = await anEcho(t);
  first.client.close(3001, 'enough');
  assert.deepEqual((await once(first.client, 'close'))[0], 3001);
  const second = await anEcho(t);
  second.server.close(1001);
  assert.deepEqual((await once(second.client, 'close'))[0], 1001);
});

test('a message that is too long is refused with 1009', async (t) => {
  const { client } = await anEcho(t);
  client.send('x'.repeat(2 ** 20 + 1));
  assert.equal((await once(client, 'close'))[0], 1009);
});
