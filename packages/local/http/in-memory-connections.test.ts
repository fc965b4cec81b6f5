import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Endpoints } from './endpoints.ts';
import { InMemoryConnections } from './in-memory-connections.ts';

const HOST = 'api.example.com';
const CALL = { method: 'POST', headers: { 'X-A': 'b', Connection: 'close' }, body: 'é', timeoutMs: 5_000 };

/** A server, and two ways for the engine's services to call it. */
async function serve(
  t: { after(stop: () => void): void },
  listener: (...of: [IncomingMessage, ServerResponse]) => void,
) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  const inMemory = new InMemoryConnections(server);
  const endpoints = (connections?: InMemoryConnections) => {
    const made = new Endpoints();
    made.add({ host: HOST, base: '', handle() {} });
    made.setPort((server.address() as AddressInfo).port, connections);
    return made;
  };
  return { server, inMemory, byMemory: endpoints(inMemory), byTcp: endpoints() };
}

test('a call in memory is the same request, from the same address, as one over TCP, and opens no connection', async (t) => {
  const { byMemory, byTcp, server } = await serve(t, async (request, response) => {
    const body = await text(request);
    const { method, url, rawHeaders, httpVersion, socket } = request;
    response.end(JSON.stringify({ method, url, rawHeaders, httpVersion, body, from: socket.remoteAddress }));
  });
  let opened = 0;
  server.on('connection', () => {
    opened += 1;
  });
  const memory = await byMemory.call(`https://${HOST}/event?a`, CALL);
  assert.equal(opened, 0);
  const tcp = await byTcp.call(`https://${HOST}/event?a`, CALL);
  assert.equal(opened, 1);
  assert.equal(memory.body.toString(), tcp.body.toString());
  const withoutDate = ({ status, headers: { date, ...headers } }: typeof tcp) => ({ status, headers });
  assert.deepEqual(withoutDate(memory), withoutDate(tcp));
});

test('a large body and a large response pass in memory', async (t) => {
  const { byMemory } = await serve(t, (request, response) => void request.pipe(response));
  const body = Buffer.alloc(5_000_000, 'x');
  const answer = await byMemory.call(`https://${HOST}/`, { ...CALL, body });
  assert.ok(answer.body.equals(body));
});

test('a call in memory fails when its server destroys the connection, when it gets no answer in time, and when the engine stops', async (t) => {
  const { byMemory, inMemory } = await serve(t, (request) => {
    if (request.url === '/destroy') request.socket.destroy();
    if (request.url === '/stop') inMemory.close();
  });
  await assert.rejects(byMemory.call(`https://${HOST}/destroy`, CALL), /socket hang up|aborted|ECONNRESET/);
  await assert.rejects(byMemory.call(`https://${HOST}/never`, { ...CALL, timeoutMs: 30 }), /No answer within 0.03 s/);
  await assert.rejects(byMemory.call(`https://${HOST}/stop`, CALL), /The engine stopped/);
});
