import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type BodyLimit, readBody } from './request-body.ts';

const LIMIT: BodyLimit = { maxBytes: 1000, tooLarge: () => new Error('too large') };

/** A server that reads one body after the other; `results` has the outcome of each. */
async function serve(t: TestContext, limit: BodyLimit) {
  const results: Promise<string>[] = [];
  const requests: IncomingMessage[] = [];
  const server = createServer(async (request, response) => {
    requests.push(request);
    const result = readBody(request, limit).then(
      (body) => body.toString('utf8'),
      (error: Error) => `rejected: ${error.message}`,
    );
    results.push(result);
    response.end(await result);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const post = async (body: string) => (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })).text();
  return { server, port, post, results, requests };
}

test('a body is read whole, also when a character is cut between two packets', async (t) => {
  const { port, results } = await serve(t, LIMIT);
  const request = httpRequest({ port, method: 'POST' });
  const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
  request.write(first);
  setTimeout(() => request.end(second), 20);
  await once(request, 'response');
  assert.equal(await results[0], 'é');
});

test('a body of exactly the limit is read, one byte more is too large', async (t) => {
  const { post } = await serve(t, LIMIT);
  assert.equal(await post('x'.repeat(1000)), 'x'.repeat(1000));
  assert.equal(await post('x'.repeat(1001)), 'rejected: too large');
  // The limit is in bytes, not in characters.
  assert.equal(await post('é'.repeat(501)), 'rejected: too large');
  assert.equal(await post(''), '');
});

test('the rest of a body that is too long is discarded, so the client receives the error and can send the next request', async (t) => {
  const { post } = await serve(t, LIMIT);
  assert.equal(await post('x'.repeat(5_000_000)), 'rejected: too large');
  assert.equal(await post('next'), 'next');
});

test('with `stop` a content length that is too large is rejected without reading', async (t) => {
  const { port, results, requests } = await serve(t, { ...LIMIT, rest: 'stop' });
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n');
  await once(socket, 'data');
  assert.equal(await results[0], 'rejected: too large');
  assert.equal(requests[0]?.complete, false);
});

test('with `stop` a chunked body is rejected as soon as it is too long', async (t) => {
  const { port, results } = await serve(t, { ...LIMIT, rest: 'stop' });
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
  socket.write(`3e9\r\n${'x'.repeat(1001)}\r\n`);
  await once(socket, 'data');
  assert.equal(await results[0], 'rejected: too large');
});

test('a client that hangs up in the middle of a body rejects the read', async (t) => {
  const { server, port, results } = await serve(t, LIMIT);
  const socket = connect(port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await once(server, 'request');
  socket.destroy();
  assert.match((await results[0]) ?? '', /^rejected: /);
});
