import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import test from 'node:test';
import { offeredSubprotocols, shakeHands } from './websocket-handshake.ts';

// RFC 6455, section 1.3, gives this key and what it is answered with.
const HEADERS = {
  host: 'localhost',
  upgrade: 'websocket',
  connection: 'Upgrade',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** What the server answers to an upgrade with these headers in place of the usual ones, and what was offered then. */
async function asked(changes: Readonly<Record<string, string>> = {}, method = 'GET') {
  const server = createServer();
  let offered: readonly string[] = [];
  server.on('upgrade', (request: IncomingMessage, socket) => {
    offered = offeredSubprotocols(request);
    if (shakeHands(request, socket)) socket.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as { port: number }).port, '127.0.0.1');
  const lines = Object.entries({ ...HEADERS, ...changes }).map(([name, value]) => `${name}: ${value}\r\n`);
  client.write(`${method} / HTTP/1.1\r\n${lines.join('')}\r\n`);
  let answer = '';
  for await (const part of client) answer += part;
  server.close();
  return { answer, offered };
}

test('the key is answered as the RFC has it', async () => {
  const { answer } = await asked();
  assert.equal(
    answer,
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
  );
});

test('of the subprotocols that are offered one is chosen, and never a credential', async () => {
  const chosen = async (offer: string) =>
    /Sec-WebSocket-Protocol: (.*)\r/.exec((await asked({ 'sec-websocket-protocol': offer })).answer)?.[1];
  assert.equal(await chosen('header-e30, chat ,aws-appsync-event-ws'), 'aws-appsync-event-ws');
  assert.equal(await chosen('header-e30, chat'), 'chat');
  assert.equal(await chosen('header-e30'), undefined);
  const { offered } = await asked({ 'sec-websocket-protocol': 'header-e30, chat ,aws-appsync-event-ws' });
  assert.deepEqual(offered, ['header-e30', 'chat', 'aws-appsync-event-ws']);
});

test('another version is told which one is spoken', async () => {
  for (const version of ['8', '14', '13, 8', '']) {
    const { answer } = await asked({ 'sec-websocket-version': version });
    assert.match(answer, /^HTTP\/1\.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\n/, version);
  }
});

test('what is no handshake is refused with 400', async () => {
  const refused = /^HTTP\/1\.1 400 /;
  for (const key of ['', 'short', 'dGhlIHNhbXBsZSBub25jZQ=', 'dGhlIHNhbXBsZSBub25jZQ==x', 'dGhlIHNhbXBsZSBub25jZ-=='])
    assert.match((await asked({ 'sec-websocket-key': key })).answer, refused, key);
  assert.match((await asked({ upgrade: 'h2c' })).answer, refused);
  assert.match((await asked({}, 'POST')).answer, refused);
  for (const offer of ['', 'a,,b', 'a, a', 'a b', 'a;b', ','])
    assert.match((await asked({ 'sec-websocket-protocol': offer })).answer, refused, offer);
});
