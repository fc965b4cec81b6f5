// Overload: the engine survives, existing connections keep working, and it accepts new ones when the overload is over.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { credentials, Peer } from '@parley/wire/conformance';
import { memoryOf, startEngineProcess } from './engine-process.ts';

type Running = Awaited<ReturnType<typeof startEngineProcess>>;

function connectPeer({ host, key }: Running): Promise<Peer> {
  return new Peer(`ws://${host}/event/realtime`, [
    'aws-appsync-event-ws',
    credentials({ host, 'x-api-key': key }),
  ]).opened();
}

/** Asserts that a peer can subscribe, publish and receive its own event. */
async function assertWorks(peer: Peer, { key }: Running, text: string): Promise<void> {
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

function openSockets({ host }: Running, count: number): Socket[] {
  const [name = '', port = ''] = host.split(':');
  return Array.from({ length: count }, () => connect(Number(port), name).on('error', () => {}));
}

/** The response times of another connection: the median and the 99th percentile of a hundred. */
async function responseTimes(peer: Peer): Promise<string> {
  const times: number[] = [];
  for (let turn = 0; turn < 100; turn += 1) {
    const start = performance.now();
    await peer.receivesNothing();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return `p50 ${times[49]?.toFixed(1)} ms, p99 ${times[98]?.toFixed(1)} ms`;
}

test('when file descriptors run out, the process and its connections survive', {
  skip: process.platform === 'win32',
}, async (t) => {
  const engine = await startEngineProcess(t, 'ulimit -n 90');
  const before = await connectPeer(engine);
  await assertWorks(before, engine, 'before');
  t.diagnostic(`response times of another connection before: ${await responseTimes(before)}`);
  const sockets = openSockets(engine, 200);
  await Promise.all(sockets.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])));
  await assertWorks(before, engine, 'meanwhile');
  t.diagnostic(`response times of another connection meanwhile: ${await responseTimes(before)}`);
  for (const socket of sockets) socket.destroy();
  const after = await connectPeer(engine);
  await assertWorks(after, engine, 'after');
  assert.equal(engine.child.exitCode, null);
  for (const peer of [before, after]) peer.ws.close();
});

test('a thousand connections that send garbage cost no more than their buffers, and others are served meanwhile', async (t) => {
  const engine = await startEngineProcess(t);
  const calm = await connectPeer(engine);
  await assertWorks(calm, engine, 'before');
  t.diagnostic(`response times of another connection before: ${await responseTimes(calm)}`);
  const start = await memoryOf(engine.child);
  const sockets = openSockets(engine, 1000);
  const garbage = [
    'GET / HTTP/1.1\r\n\r\n',
    'POST /event HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /',
    'GET /event/realtime HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: aws-appsync-event-ws, header-e30\r\n\r\n',
    '\u0016\u0003\u0001\u0000\u0005hello',
    '\u0000'.repeat(2000),
    `GET / HTTP/1.1\r\n${'X-A: b\r\n'.repeat(3000)}\r\n`,
  ];
  for (const [index, socket] of sockets.entries()) socket.end(garbage[index % garbage.length] ?? '');
  t.diagnostic(`response times of another connection meanwhile: ${await responseTimes(calm)}`);
  await assertWorks(calm, engine, 'meanwhile');
  await Promise.all(sockets.map((socket) => (socket.closed ? undefined : once(socket.resume(), 'close'))));
  await assertWorks(await connectPeer(engine), engine, 'after');
  const grown = (await memoryOf(engine.child)) - start;
  assert.ok(grown < 128 * 1024 * 1024, `grown by ${grown} bytes`);
  assert.equal(engine.child.exitCode, null);
});
