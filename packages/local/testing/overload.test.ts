// Floods: the engine stays up, those who are connected go on, and it serves again when the flood is over.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { credentials, Peer } from '@parley/wire/conformance';
import { anEngine, memory } from './engine-process.ts';

type Running = Awaited<ReturnType<typeof anEngine>>;

function aPeer({ host, key }: Running): Promise<Peer> {
  return new Peer(`ws://${host}/event/realtime`, [
    'aws-appsync-event-ws',
    credentials({ host, 'x-api-key': key }),
  ]).opened();
}

/** A peer that hears its own event: the whole way, there and back. */
async function works(peer: Peer, { key }: Running, text: string): Promise<void> {
  const authorization = { 'x-api-key': key };
  peer.send(JSON.stringify({ type: 'subscribe', id: text, channel: '/default/a', authorization }));
  await peer.receives({ id: text, type: 'subscribe_success' });
  peer.send(
    JSON.stringify({
      type: 'publish',
      id: `${text}-p`,
      channel: '/default/a',
      events: [JSON.stringify(text)],
      authorization,
    }),
  );
  const frames = [await peer.next(), await peer.next()];
  assert.deepEqual(
    frames.find(({ type }) => type === 'data'),
    { id: text, type: 'data', event: JSON.stringify(text) },
  );
  peer.send(JSON.stringify({ type: 'unsubscribe', id: text }));
  await peer.receives({ id: text, type: 'unsubscribe_success' });
}

function flood({ host }: Running, count: number): Socket[] {
  const [name = '', port = ''] = host.split(':');
  return Array.from({ length: count }, () => connect(Number(port), name).on('error', () => {}));
}

/** How long the engine takes to answer somebody else, in milliseconds: the median and the 99th of a hundred. */
async function answers(peer: Peer): Promise<string> {
  const times: number[] = [];
  for (let turn = 0; turn < 100; turn += 1) {
    const asked = performance.now();
    await peer.receivesNothing();
    times.push(performance.now() - asked);
  }
  times.sort((a, b) => a - b);
  return `p50 ${times[49]?.toFixed(1)} ms, p99 ${times[98]?.toFixed(1)} ms`;
}

test('out of file descriptors the process stays, and so do those who were connected', {
  skip: process.platform === 'win32',
}, async (t) => {
  const engine = await anEngine(t, 'ulimit -n 90');
  const before = await aPeer(engine);
  await works(before, engine, 'before');
  t.diagnostic(`somebody else is answered, before: ${await answers(before)}`);
  const sockets = flood(engine, 200);
  await Promise.all(sockets.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])));
  await works(before, engine, 'meanwhile');
  t.diagnostic(`somebody else is answered, meanwhile: ${await answers(before)}`);
  for (const socket of sockets) socket.destroy();
  const after = await aPeer(engine);
  await works(after, engine, 'after');
  assert.equal(engine.child.exitCode, null);
  for (const peer of [before, after]) peer.ws.close();
});

test('a thousand connections that say nonsense cost no more than their buffers, and others are served meanwhile', async (t) => {
  const engine = await anEngine(t);
  const calm = await aPeer(engine);
  await works(calm, engine, 'before');
  t.diagnostic(`somebody else is answered, before: ${await answers(calm)}`);
  const start = await memory(engine.child);
  const sockets = flood(engine, 1000);
  const nonsense = [
    'GET / HTTP/1.1\r\n\r\n',
    'POST /event HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /',
    'GET /event/realtime HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: aws-appsync-event-ws, header-e30\r\n\r\n',
    '\u0016\u0003\u0001\u0000\u0005hello',
    '\u0000'.repeat(2000),
    `GET / HTTP/1.1\r\n${'X-A: b\r\n'.repeat(3000)}\r\n`,
  ];
  for (const [index, socket] of sockets.entries()) socket.end(nonsense[index % nonsense.length] ?? '');
  t.diagnostic(`somebody else is answered, meanwhile: ${await answers(calm)}`);
  await works(calm, engine, 'meanwhile');
  await Promise.all(sockets.map((socket) => (socket.closed ? undefined : once(socket.resume(), 'close'))));
  await works(await aPeer(engine), engine, 'after');
  const grown = (await memory(engine.child)) - start;
  assert.ok(grown < 128 * 1024 * 1024, `grown by ${grown} bytes`);
  assert.equal(engine.child.exitCode, null);
});
