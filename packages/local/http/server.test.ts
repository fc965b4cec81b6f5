import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { AwsError, EngineError } from '../errors.ts';
import { type Endpoint, Endpoints } from './endpoints.ts';
import { listen, parsePort, trackConnections } from './server.ts';

const API = 'abc.appsync-api.us-east-1.amazonaws.com';
const PAGE = 'd123.cloudfront.net';

/** A server with an API at `/api` and a page at the root; `failure` is what the API throws. */
async function aServer(t: TestContext, failure?: unknown, requestTimeoutMs?: number) {
  const endpoints = new Endpoints();
  const lines: string[] = [];
  const server = await listen(endpoints, 0, (line) => lines.push(line), undefined, requestTimeoutMs);
  t.after(trackConnections(server));
  const respondWith: Endpoint['handle'] = (_request, response, url) => {
    if (failure !== undefined) throw failure;
    response.end(url.href);
  };
  endpoints.add({ host: API, base: '/api', handle: respondWith });
  endpoints.add({ host: PAGE, base: '', page: true, handle: respondWith });
  const { port } = server.address() as AddressInfo;
  const send = async (path: string, headers: Record<string, string> = {}) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, headers }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    for await (const part of response) text += part;
    return { status: response.statusCode, headers: response.headers, text };
  };
  const upgrade = async (path: string, headers: Record<string, string> = {}) => {
    const fields = { connection: 'upgrade', upgrade: 'websocket', ...headers };
    const request = httpRequest({ host: '127.0.0.1', port, path, headers: fields }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };
  return { server, endpoints, lines, port, send, upgrade };
}

test('an endpoint receives the URL that its own host would receive', async (t) => {
  const { endpoints, port, send } = await aServer(t);
  endpoints.open();
  assert.equal((await send('/api/x?y=z')).text, `https://${API}/x?y=z`);
  assert.equal((await send('/api')).text, `https://${API}/`);
  assert.equal((await send('/api/x', { host: API })).text, `https://${API}/api/x`);
  assert.equal((await send('//evil.example/x', { host: `localhost:${port}` })).text, `https://${PAGE}/evil.example/x`);
});

test('before every resource is created, requests and upgrades get 503', async (t) => {
  const { endpoints, send, upgrade } = await aServer(t);
  const { status, headers, text } = await send('/api');
  assert.deepEqual([status, headers['x-amzn-errortype']], [503, 'ServiceUnavailable']);
  assert.equal(text, '{"__type":"ServiceUnavailable","message":"The engine is starting."}');
  assert.equal(await upgrade('/api'), 503);
  endpoints.open();
  assert.equal((await send('/api')).status, 200);
});

test('a foreign host gets 421, an unknown path 404', async (t) => {
  const { endpoints, send, upgrade } = await aServer(t);
  endpoints.open();
  for (const host of ['evil.example', 'evil.example:80', 'localhost.evil.example', '10.0.0.1'])
    assert.equal((await send('/api', { host })).status, 421, host);
  for (const host of ['localhost', 'localhost:1', '[::1]', '127.0.0.1:99', API, PAGE])
    assert.equal((await send('/api', { host })).status, 200, host);
  assert.equal(await upgrade('/api', { host: 'evil.example' }), 421);
  assert.equal(await upgrade('/api'), 404);
  assert.equal((await send('/api', { host: 'no host' })).status, 404);
});

test('a page that is opened at 127.0.0.1 is redirected to localhost, an API is not', async (t) => {
  const { endpoints, port, send } = await aServer(t);
  endpoints.open();
  const { status, headers } = await send('/a?b=c', { host: `127.0.0.1:${port}` });
  assert.deepEqual([status, headers.location], [307, `http://localhost:${port}/a?b=c`]);
  assert.equal((await send('/a', { host: `localhost:${port}` })).status, 200);
});

test('an AwsError becomes AWS’s error response', async (t) => {
  const { endpoints, lines, send } = await aServer(t, new AwsError('Throttled', 'Too fast.', 429, { after: 5 }));
  endpoints.open();
  const { status, headers, text } = await send('/api');
  assert.deepEqual([status, headers['x-amzn-errortype']], [429, 'Throttled']);
  assert.equal(text, '{"__type":"Throttled","message":"Too fast.","after":5}');
  assert.deepEqual(lines, []);
});

test('when the data folder cannot be written the response is 503, without the reason', async (t) => {
  const { endpoints, lines, send } = await aServer(t, new EngineError('data-unwritable', 'The disk /secret is full.'));
  endpoints.open();
  const { status, text } = await send('/api');
  assert.equal(status, 503);
  assert.doesNotMatch(text, /secret/);
  assert.deepEqual(lines, []);
});

test('an unexpected failure is 500 without details, which go to the operator', async (t) => {
  const { endpoints, lines, send } = await aServer(t, new Error('the secret of the engine'));
  endpoints.open();
  const { status, text } = await send('/api');
  assert.equal(status, 500);
  assert.doesNotMatch(text, /secret/);
  assert.match(lines.join(), /^GET \/api failed: Error: the secret of the engine\n/);
});

test('while the engine stops, requests from outside get 503 and a closed connection, internal ones are served', async (t) => {
  const { endpoints, send, upgrade } = await aServer(t);
  endpoints.add({
    host: 'sqs.us-east-1.amazonaws.com',
    base: '/_aws/sqs',
    internal: true,
    handle: (_, r) => void r.end(),
  });
  endpoints.open();
  await endpoints.stop();
  const { status, headers } = await send('/api');
  assert.deepEqual([status, headers.connection], [503, 'close']);
  assert.equal((await send('/_aws/sqs')).status, 200);
  assert.equal((await send('/x', { host: API })).status, 200);
  assert.equal(await upgrade('/api'), 503);
});

test('a request that was just written on a kept connection gets a response while the engine stops', async (t) => {
  const { server, endpoints, port } = await aServer(t);
  endpoints.open();
  const address = `http://127.0.0.1:${port}/api`;
  await (await fetch(address)).text();
  const stopped = endpoints.stop().then(() => server.close());
  const { status, headers } = await fetch(address);
  assert.deepEqual([status, headers.get('connection')], [503, 'close']);
  await stopped;
});

test('an endpoint that takes upgrades receives them; one that throws loses the connection', async (t) => {
  const { endpoints, lines, port, upgrade } = await aServer(t);
  endpoints.add({
    host: 'realtime',
    base: '/realtime',
    handle() {},
    upgrade(_request, socket, _head, url) {
      if (url.pathname === '/broken') throw new Error('broken');
      socket.end(`HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n`);
    },
  });
  endpoints.open();
  assert.equal(await upgrade('/realtime'), 426);
  const headers = { connection: 'upgrade', upgrade: 'websocket' };
  const broken = httpRequest({ host: '127.0.0.1', port, path: '/realtime/broken', headers }).end();
  await assert.rejects(once(broken, 'response'), { code: 'ECONNRESET' });
  assert.match(lines.join(), /^The WebSocket of \/realtime\/broken failed: Error: broken/);
});

test('a port in use is reported with what to do', async (t) => {
  const { port } = await aServer(t);
  await assert.rejects(
    listen(new Endpoints(), port, () => {}),
    { code: 'port-taken', message: /is in use\. .*--port 0/ },
  );
});

const PORTS: readonly [text: string, port: number | undefined][] = [
  ['0', 0],
  ['4100', 4100],
  ['65535', 65_535],
  ['065', 65],
  ['65536', undefined],
  ['123456', undefined],
  ['', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  [' 80', undefined],
  ['8o', undefined],
];

for (const [text, port] of PORTS)
  test(`--port ${JSON.stringify(text)} is ${port === undefined ? 'rejected' : port}`, () => {
    if (port !== undefined) return assert.equal(parsePort(text), port);
    assert.throws(() => parsePort(text), { code: 'bad-option', message: /^--port takes a number from 0 to 65535/ });
  });

test('a client that sends its headers or its body too slowly is disconnected', async (t) => {
  const { endpoints, port } = await aServer(t, undefined, 400);
  endpoints.open();
  const head = `POST /api/x HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 100000\r\n`;
  for (const begin of [head, `${head}\r\n{`]) {
    const socket = connect(port, '127.0.0.1', () => socket.write(begin));
    // One character after the other never ends the time that the whole request has.
    const dribble = setInterval(() => socket.write('a'), 20);
    socket.on('error', () => socket.destroy());
    socket.resume();
    // Not `once` of node:events, which rejects on an error: the server may reset the connection.
    await new Promise((resolve) => socket.once('close', resolve)).finally(() => clearInterval(dribble));
  }
});

test('a machine that is out of file descriptors answers 503, as the failure passes', async (t) => {
  const { endpoints, lines, send } = await aServer(t, Object.assign(new Error('open'), { code: 'EMFILE' }));
  endpoints.open();
  assert.equal((await send('/api')).status, 503);
  assert.deepEqual(lines, []);
});
