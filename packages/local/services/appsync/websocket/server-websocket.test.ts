import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import test, { type TestContext } from 'node:test';
import { ManualClock } from '../../../clock.ts';
import { FlushScheduler } from './flush-scheduler.ts';
import { ServerWebSocket } from './server-websocket.ts';
import { SocketWriter } from './socket-writer.ts';

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** The TCP connection of a client, and the server's WebSocket at its other end. */
async function aConnection(t: TestContext, head = '') {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect({ port: (server.address() as { port: number }).port, host: '127.0.0.1', allowHalfOpen: true });
  const [socket] = (await once(server, 'connection')) as [Socket];
  t.after(() => [client.destroy(), socket.destroy(), server.close()]);
  const clock = new ManualClock();
  const messages: (string | undefined)[] = [];
  let activities = 0;
  const closed = Promise.withResolvers<void>();
  const writer = new SocketWriter(socket, new FlushScheduler());
  const webSocket = new ServerWebSocket({ socket, head: bytesOf(head) }, writer, clock, 1000, {
    onMessage: (text) => messages.push(text),
    onActivity: () => activities++,
    onClosed: closed.resolve,
  });
  /** Compares the next bytes, in hexadecimal. */
  const receives = async (expected: string) => {
    const compact = expected.replaceAll(' ', '');
    let got = '';
    for await (const part of client.iterator({ destroyOnReturn: false })) {
      got += (part as Buffer).toString('hex');
      if (got.length >= compact.length) break;
    }
    assert.equal(got, compact);
  };
  const send = (hex: string) => client.write(bytesOf(hex));
  return {
    client,
    socket,
    webSocket,
    writer,
    clock,
    messages,
    activities: () => activities,
    closed: closed.promise,
    send,
    receives,
  };
}

const MASK = '00000000';

test('data sent right behind the handshake is read first', async (t) => {
  const { send, receives, messages } = await aConnection(t, `81 81 ${MASK} 61`);
  send(`81 81 ${MASK} 62 89 80 ${MASK}`);
  await receives('8a00');
  assert.deepEqual(messages, ['a', 'b']);
});

test('a ping is answered with its own bytes, in order with the messages', async (t) => {
  const { send, receives, writer, activities } = await aConnection(t);
  writer.send('hi');
  send(`89 83 ${MASK} 010203`);
  await receives('8102 6869 8a03 010203');
  assert.equal(activities(), 1);
  send(`8a 80 ${MASK} 89 80 ${MASK}`);
  await receives('8a00');
  assert.equal(activities(), 3);
});

test('a client that closes receives its code back, and the server ends the connection', async (t) => {
  const { client, send, receives, closed, webSocket } = await aConnection(t);
  send(`88 85 ${MASK} 03e9 627965`);
  await receives('8802 03e9');
  assert.equal(webSocket.isOpen, false);
  client.end();
  await closed;
});

test('a close without a code is answered with one without', async (t) => {
  const { client, send, receives } = await aConnection(t);
  send(`88 80 ${MASK}`);
  await receives('8800');
  await once(client.resume(), 'end');
});

test('after its close frame the server sends nothing more, and reads only the response', async (t) => {
  const { client, webSocket, writer, send, receives, messages, closed } = await aConnection(t);
  writer.send('last');
  webSocket.close(1000);
  webSocket.close(1001);
  writer.send('too late');
  webSocket.ping();
  await receives('8104 6c617374 8802 03e8');
  send(`81 81 ${MASK} 61 89 80 ${MASK} 88 82 ${MASK} 03e8`);
  await once(client.resume(), 'end');
  assert.deepEqual(messages, []);
  client.end();
  await closed;
});

test('a client that does not answer a close is disconnected after half a minute', async (t) => {
  const { webSocket, receives, clock, closed } = await aConnection(t);
  webSocket.close(1001);
  await receives('8802 03e9');
  clock.advance(30_000);
  await closed;
});

test('a client that violates the protocol receives the close code, and is not awaited', async (t) => {
  for (const [bytes, code] of [
    ['8100', '03ea'],
    [`81 81 ${MASK} ff`, '03ef'],
    ['81 fe 03e9', '03f1'],
  ] as const) {
    const { client, send, receives, clock, closed } = await aConnection(t);
    send(bytes);
    await receives(`8802 ${code}`);
    await once(client.resume(), 'end');
    clock.advance(30_000);
    await closed;
  }
});

test('a client that sends pings and does not read the pongs is cut off', async (t) => {
  const { client, socket, closed } = await aConnection(t);
  client.on('error', () => {});
  socket.on('error', () => {});
  client.pause();
  const pings = Buffer.concat(Array.from({ length: 1000 }, () => bytesOf(`89 fd ${MASK} ${'00'.repeat(125)}`)));
  const more = () => {
    while (client.writable && client.write(pings));
  };
  client.on('drain', more);
  more();
  await closed;
});

test('a client that closes the TCP connection without a close frame is noticed', async (t) => {
  const { client, closed } = await aConnection(t);
  client.end();
  await closed;
});
