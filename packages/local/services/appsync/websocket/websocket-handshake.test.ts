import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import test from 'node:test';
import { acceptHandshake, offeredSubprotocols } from './websocket-handshake.ts';

// The key of RFC 6455, section 1.3.
const HEADERS = {
  host: 'localhost',
  upgrade: 'websocket',
  connection: 'Upgrade',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** The response to an upgrade with these headers in place of the usual ones, and the offered subprotocols. */
async function request(changes: Readonly<Record<string, string>> = {}, method = 'GET') {
  const server = createServer();
  let offered: readonly string[] = [];
  server.on('upgrade', (upgrade: IncomingMessage, socket) => {
    offered = offeredSubprotocols(upgrade);
    if (acceptHandshake(upgrade, socket)) socket.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as { port: number }).port, '127.0.0.1');
  const lines = Object.entries({ ...HEADERS, ...changes }).map(([name, value]) => `${name}: ${value}\r\n`);
  client.write(`${method} / HTTP/1.1\r\n${lines.join('')}\r\n`);
  let response = '';
  for await (const part of client) response += part;
  server.close();
  return { response, offered };
}

test('the key is answered as in the RFC', async () => {
  const { response } = await request();
  assert.equal(
    response,
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
  );
});

test('one of the offered subprotocols is chosen, and never a credential', async () => {
  const chosen = async (offer: string) =>
    /Sec-WebSocket-Protocol: (.*)\r/.exec((await request({ 'sec-websocket-protocol': offer })).response)?.[1];
  assert.equal(await chosen('header-e30, chat ,aws-appsync-event-ws'), 'aws-appsync-event-ws');
  assert.equal(await chosen('header-e30, chat'), 'chat');
  assert.equal(await chosen('header-e30'), undefined);
  const { offered } = await request({ 'sec-websocket-protocol': 'header-e30, chat ,aws-appsync-event-ws' });
  assert.deepEqual(offered, ['header-e30', 'chat', 'aws-appsync-event-ws']);
});

test('a client with another version is told the supported one', async () => {
  for (const version of ['8', '14', '13, 8', '']) {
    const { response } = await request({ 'sec-websocket-version': version });
    assert.match(response, /^HTTP\/1\.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\n/, version);
  }
});

test('an invalid handshake is rejected with 400', async () => {
  const rejected = /^HTTP\/1\.1 400 /;
  for (const key of ['', 'short', 'dGhlIHNhbXBsZSBub25jZQ=', 'dGhlIHNhbXBsZSBub25jZQ==x', 'dGhlIHNhbXBsZSBub25jZ-=='])
    assert.match((await request({ 'sec-websocket-key': key })).response, rejected, key);
  assert.match((await request({ upgrade: 'h2c' })).response, rejected);
  assert.match((await request({}, 'POST')).response, rejected);
  for (const offer of ['', 'a,,b', 'a, a', 'a b', 'a;b', ','])
    assert.match((await request({ 'sec-websocket-protocol': offer })).response, rejected, offer);
});
