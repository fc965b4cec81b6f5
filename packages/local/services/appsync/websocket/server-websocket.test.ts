import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import test, { type TestContext } from 'node:test';
import { ManualClock } from '../../../clock.ts';
import { ServerWebSocket } from './server-websocket.ts';
import { Outbox, Turn } from './socket-writer.ts';

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** A client's bare TCP connection, and the WebSocket that the server makes of its end. */
async function ends(t: TestContext, head = '') {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect({ port: (server.address() as { port: number }).port, host: '127.0.0.1', allowHalfOpen: true });
  const [socket] = (await once(server, 'connection')) as [Socket];
  t.after(() => [client.destroy(), socket.destroy(), server.close()]);
  const clock = new ManualClock();
  const heard: (string | undefined)[] = [];
  let signs = 0;
  const gone = Promise.withResolvers<void>();
  const outbox = new Outbox(socket, new Turn());
  const webSocket = new ServerWebSocket({ socket, head: bytesOf(head) }, outbox, clock, 1000, {
    heard: (text) => heard.push(text),
    alive: () => signs++,
    gone: gone.resolve,
  });
  /** The next bytes, in hexadecimal: as many as are expected. */
  const hears = async (expected: string) => {
    const wanted = expected.replaceAll(' ', '');
    let got = '';
    for await (const part of client.iterator({ destroyOnReturn: false })) {
      got += (part as Buffer).toString('hex');
      if (got.length >= wanted.length) break;
    }
    assert.equal(got, wanted);
  };
  const says = (hex: string) => client.write(bytesOf(hex));
  return { client, socket, webSocket, outbox, clock, heard, signs: () => signs, gone: gone.promise, says, hears };
}

const MASK = '00000000';

test('what a client sends right behind its handshake is heard first', async (t) => {
  const { says, hears, heard } = await ends(t, `81 81 ${MASK} 61`);
  says(`81 81 ${MASK} 62 89 80 ${MASK}`);
  await hears('8a00');
  assert.deepEqual(heard, ['a', 'b']);
});

test('a ping is answered with its own bytes, in line with the messages', async (t) => {
  const { says, hears, outbox, signs } = await ends(t);
  outbox.send('hi');
  says(`89 83 ${MASK} 010203`);
  await hears('8102 6869 8a03 010203');
  assert.equal(signs(), 1);
  says(`8a 80 ${MASK} 89 80 ${MASK}`);
  await hears('8a00');
  assert.equal(signs(), 3);
});

test('a client that closes is answered with its code, and the server ends the connection', async (t) => {
  const { client, says, hears, gone, webSocket } = await ends(t);
  says(`88 85 ${MASK} 03e9 627965`);
  await hears('8802 03e9');
  assert.equal(webSocket.isOpen, false);
  client.end();
  await gone;
});

test('a close without a code is answered by one without', async (t) => {
  const { client, says, hears } = await ends(t);
  says(`88 80 ${MASK}`);
  await hears('8800');
  await once(client.resume(), 'end');
});

test('when the server closes it says nothing more, and hears nothing but the answer', async (t) => {
  const { client, webSocket, outbox, says, hears, heard, gone } = await ends(t);
  outbox.send('last');
  webSocket.close(1000);
  webSocket.close(1001);
  outbox.send('too late');
  webSocket.ping();
  await hears('8104 6c617374 8802 03e8');
  says(`81 81 ${MASK} 61 89 80 ${MASK} 88 82 ${MASK} 03e8`);
  await once(client.resume(), 'end');
  assert.deepEqual(heard, []);
  client.end();
  await gone;
});

test('who does not answer a close is hung up on after half a minute', async (t) => {
  const { webSocket, hears, clock, gone } = await ends(t);
  webSocket.close(1001);
  await hears('8802 03e9');
  clock.advance(30_000);
  await gone;
});

test('who breaks the protocol is told how, and is not waited for', async (t) => {
  for (const [said, code] of [
    ['8100', '03ea'],
    [`81 81 ${MASK} ff`, '03ef'],
    ['81 fe 03e9', '03f1'],
  ] as const) {
    const { client, says, hears, clock, gone } = await ends(t);
    says(said);
    await hears(`8802 ${code}`);
    await once(client.resume(), 'end');
    clock.advance(30_000);
    await gone;
  }
});

test('who pings and does not read the answers is cut off', async (t) => {
  const { client, socket, gone } = await ends(t);
  client.on('error', () => {});
  socket.on('error', () => {});
  client.pause();
  const pings = Buffer.concat(Array.from({ length: 1000 }, () => bytesOf(`89 fd ${MASK} ${'00'.repeat(125)}`)));
  const more = () => {
    while (client.writable && client.write(pings));
  };
  client.on('drain', more);
  more();
  await gone;
});

test('a client that hangs up without a word is gone', async (t) => {
  const { client, gone } = await ends(t);
  client.end();
  await gone;
});
