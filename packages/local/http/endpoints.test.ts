import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type Endpoint, Endpoints } from './endpoints.ts';

const API = 'abc.appsync-api.us-east-1.amazonaws.com';
const PAGE = 'd123.cloudfront.net';

function endpoint(host: string, base: string, more: Partial<Endpoint> = {}): Endpoint {
  return { host, base, handle() {}, ...more };
}

/** Endpoints as a stack creates them, on port 4100. */
function someEndpoints() {
  const endpoints = new Endpoints();
  endpoints.setPort(4100);
  const sqs = endpoint('sqs.us-east-1.amazonaws.com', '/_aws/sqs', { internal: true });
  const sqsOther = endpoint('sqs2.us-east-1.amazonaws.com', '/_aws/sqs/other');
  const api = endpoint(API, '', { paths: ['/event'] });
  const page = endpoint(PAGE, '', { page: true });
  const secondPage = endpoint('d456.cloudfront.net', '', { page: true, paths: [] });
  for (const one of [sqs, sqsOther, api, page, secondPage]) endpoints.add(one);
  return { endpoints, sqs, sqsOther, api, page, secondPage };
}

test('a request is for the endpoint of its host, whatever its path', () => {
  const { endpoints, api, page, secondPage } = someEndpoints();
  assert.equal(endpoints.find(API, '/anything'), api);
  assert.equal(endpoints.find(PAGE, '/event'), page);
  assert.equal(endpoints.find('d456.cloudfront.net', '/'), secondPage);
  assert.ok(endpoints.isNamed(API));
  assert.ok(!endpoints.isNamed('localhost'));
});

test('on the engine’s own address the endpoint with the longest path is chosen', () => {
  const { endpoints, sqs, sqsOther, api, page } = someEndpoints();
  const at = (path: string) => endpoints.find('127.0.0.1:4100', path);
  assert.equal(at('/_aws/sqs'), sqs);
  assert.equal(at('/_aws/sqs/'), sqs);
  assert.equal(at('/_aws/sqs/others'), sqs);
  assert.equal(at('/_aws/sqs/other/queue'), sqsOther);
  assert.equal(at('/_aws/sqs2'), page);
  assert.equal(at('/event'), api);
  assert.equal(at('/event/realtime'), api);
  assert.equal(at('/events'), page);
  assert.equal(at('/'), page);
});

test('without a page, other paths have no endpoint', () => {
  const endpoints = new Endpoints();
  endpoints.add(endpoint('sqs.us-east-1.amazonaws.com', '/_aws/sqs'));
  assert.equal(endpoints.find('127.0.0.1', '/'), undefined);
  assert.equal(endpoints.firstPage, undefined);
});

test('of two endpoints with one host the first one is found', () => {
  const endpoints = new Endpoints();
  const [first, second] = [endpoint(API, '/a'), endpoint(API, '/b')];
  endpoints.add(first);
  endpoints.add(second);
  assert.equal(endpoints.find(API, '/'), first);
  assert.equal(endpoints.find('localhost', '/b'), second);
});

test('AWS’s addresses in a text become addresses of this machine', () => {
  const { endpoints } = someEndpoints();
  assert.equal(endpoints.localize(`https://${API}/event`), 'http://127.0.0.1:4100/event');
  assert.equal(endpoints.localize(`wss://${API}/event/realtime`), 'ws://127.0.0.1:4100/event/realtime');
  assert.equal(endpoints.localize(`https://${PAGE}`), 'http://localhost:4100');
  assert.equal(
    endpoints.localize('a https://sqs.us-east-1.amazonaws.com/0/q, https://sqs.us-east-1.amazonaws.com/0/r'),
    'a http://127.0.0.1:4100/_aws/sqs/0/q, http://127.0.0.1:4100/_aws/sqs/0/r',
  );
  assert.equal(endpoints.localize('https://example.com/'), 'https://example.com/');
  assert.equal(endpoints.firstPage, 'http://localhost:4100/');
});

/** A server that responds with what it received. */
async function echoServer(t: TestContext): Promise<number> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const { method, url, headers } = request;
      response.writeHead(201, { 'x-echo': 'yes' });
      response.end(JSON.stringify({ method, url, host: headers.host, length: headers['content-length'], body }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  return (server.address() as AddressInfo).port;
}

test('a call to a host of the template goes to the engine’s port with the host kept', async (t) => {
  const endpoints = new Endpoints();
  endpoints.setPort(await echoServer(t));
  endpoints.add(endpoint(API, ''));
  const request = { method: 'POST', headers: { 'x-a': 'b' }, body: 'é', timeoutMs: 5_000 };
  const { status, headers, body } = await endpoints.call(`https://${API}/event?a=b`, request);
  assert.deepEqual([status, headers['x-echo']], [201, 'yes']);
  assert.deepEqual(JSON.parse(body.toString()), {
    method: 'POST',
    url: '/event?a=b',
    host: API,
    length: '2',
    body: 'é',
  });
});

test('a call to any other host goes there', async (t) => {
  const port = await echoServer(t);
  const endpoints = new Endpoints();
  const request = { method: 'GET', headers: {}, body: '', timeoutMs: 5_000 };
  const { body } = await endpoints.call(`http://127.0.0.1:${port}/x`, request);
  assert.equal(JSON.parse(body.toString()).host, `127.0.0.1:${port}`);
});

test('a call without a response in time is rejected', async (t) => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const request = { method: 'GET', headers: {}, body: '', timeoutMs: 30 };
  await assert.rejects(new Endpoints().call(address, request), /^Error: No answer within 0.03 s\.$/);
});

test('stopping waits for the requests in flight', async (t) => {
  const endpoints = new Endpoints();
  const requests: [IncomingMessage, ServerResponse][] = [];
  const server = createServer((request, response) => {
    endpoints.trackRequest(response);
    requests.push([request, response]);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  const answer = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await once(server, 'request');
  let stopped = false;
  const stop = endpoints.stop().then(() => {
    stopped = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([endpoints.isStopping, stopped], [true, false]);
  requests[0]?.[1].end('done');
  assert.equal(await (await answer).text(), 'done');
  await stop;
});

test('stopping resolves at once without requests in flight', async () => {
  await new Endpoints().stop();
});

test('internal endpoints, and hosts of the template, are served while the engine stops', () => {
  const { endpoints, sqs, api } = someEndpoints();
  assert.ok(endpoints.isInternal(sqs, '127.0.0.1:4100'));
  assert.ok(!endpoints.isInternal(api, '127.0.0.1:4100'));
  assert.ok(endpoints.isInternal(api, API));
});

test('an address is resolved again when an endpoint was added, and a foreign host is known by its name', () => {
  const { endpoints, api, page } = someEndpoints();
  const resolve = (host: string, url: string) => endpoints.resolve({ headers: { host }, url } as IncomingMessage);
  assert.equal(resolve('localhost:4100', '/chat/1?a=b')?.endpoint, page);
  assert.equal(resolve('localhost:4100', '/chat/1?a=b')?.ownUrl.href, `https://${PAGE}/chat/1?a=b`);
  const chat = endpoint('chat.example.test', '/chat');
  endpoints.add(chat);
  assert.equal(resolve('localhost:4100', '/chat/1?a=b')?.endpoint, chat);
  assert.equal(resolve('localhost:4100', '/chat/1?a=b')?.ownUrl.href, 'https://chat.example.test/1?a=b');
  assert.equal(resolve(API, '//event')?.endpoint, api);
  assert.equal(resolve('', '/event')?.endpoint, api);
  assert.equal(resolve('attacker.example', '/event')?.isForeign, true);
  assert.equal(resolve('not a host', '/event'), undefined);
});
