import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { EventsClient } from './index.ts';
import { ManualClock } from './testing/manual-clock.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A client and a real HTTP server that responds as the test specifies. */
async function aServer(t: TestContext, handler: Handler) {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    handler(request, response, body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = new ManualClock();
  let authorizations = 0;
  const client = new EventsClient({
    http: `http://${host}/event`,
    realtime: `ws://${host}/event/realtime`,
    authorization: () => ({ 'x-api-key': `da2-${++authorizations}` }),
    clock,
  });
  t.after(() => client.close());
  return { client, clock, server };
}

const respondWith =
  (status: number, body: string): Handler =>
  (_, response) =>
    response.writeHead(status).end(body);

test('a post carries the events as texts, with fresh credentials, and needs no connection', async (t) => {
  const requests: unknown[] = [];
  const { client, clock } = await aServer(t, (request, response, body) => {
    requests.push([request.method, request.url, request.headers['x-api-key'], request.headers['content-type'], body]);
    response.end('{"failed":[],"successful":[{"identifier":"u","index":0}]}');
  });
  const result = await client.post('/demo/lobby', [{ text: 'hi "there"' }]);
  await client.post('/demo/lobby', [1]);
  assert.deepEqual(result, { successful: [{ identifier: 'u', index: 0 }], failed: [] });
  assert.deepEqual(requests, [
    [
      'POST',
      '/event',
      'da2-1',
      'application/json',
      '{"channel":"/demo/lobby","events":["{\\"text\\":\\"hi \\\\\\"there\\\\\\"\\"}"]}',
    ],
    ['POST', '/event', 'da2-2', 'application/json', '{"channel":"/demo/lobby","events":["1"]}'],
  ]);
  assert.equal(client.state, 'idle');
  assert.equal(clock.pending, 0);
});

test('a failed event of an accepted post is returned, not thrown', async (t) => {
  const { client } = await aServer(
    t,
    respondWith(
      200,
      '{"failed":[{"code":"EventTooLargeException","identifier":"u","index":0,"message":"Transformed event is larger than 240KB"}],"successful":[]}',
    ),
  );
  const { failed } = await client.post('/demo/lobby', [1]);
  assert.equal(failed[0]?.code, 'EventTooLargeException');
});

for (const [status, body, code] of [
  [
    401,
    '{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}',
    'unauthorized',
  ],
  [403, '{"errors":[{"errorType":"UnauthorizedException"}]}', 'unauthorized'],
  [403, '<html>forbidden</html>', 'unauthorized'],
  [400, '{"errors":[{"errorType":"BadRequestException","message":"Invalid Channel Format"}]}', 'refused'],
  [404, 'not here', 'refused'],
  [413, '', 'too-large'],
  [429, '{}', 'lost'],
  [500, '{"errors":[]}', 'lost'],
  [503, '', 'lost'],
  [200, '<html>a captive portal</html>', 'lost'],
  [200, '', 'lost'],
  [200, 'null', 'lost'],
] as const)
  test(`a response of ${status} with ${body.slice(0, 30) || 'no body'} is ${code}`, async (t) => {
    const { client } = await aServer(t, respondWith(status, body));
    await assert.rejects(client.post('/demo/lobby', [1]), { name: 'ClientError', code });
  });

test('a refused post quotes the reason that AppSync gave', async (t) => {
  const body = '{"errors":[{"errorType":"BadRequestException","message":"Invalid Channel Format"}]}';
  const { client } = await aServer(t, respondWith(400, body));
  await assert.rejects(client.post('/demo/lobby', [1]), {
    message: 'AppSync refused /demo/lobby: BadRequestException: Invalid Channel Format',
  });
});

test('an unreachable server is reported as lost, with the cause', async (t) => {
  const { client, server } = await aServer(t, () => {});
  server.close();
  await once(server, 'close');
  await assert.rejects(client.post('/demo/lobby', [1]), (error: Error & { code: string }) => {
    assert.equal(error.code, 'lost');
    assert.ok(error.cause instanceof TypeError);
    return true;
  });
});

test('a post without a response times out after 15 s', async (t) => {
  const { client, clock } = await aServer(t, () => clock.advance(15_000));
  await assert.rejects(client.post('/demo/lobby', [1]), { code: 'timed-out', retryable: true });
});

test('a response that is cut off is reported as lost', async (t) => {
  const { client } = await aServer(t, (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"successful":', () => response.destroy());
  });
  await assert.rejects(client.post('/demo/lobby', [1]), { code: 'lost' });
});

test('a post that AppSync would refuse is not sent', async (t) => {
  const { client } = await aServer(t, () => assert.fail('the server received a request'));
  await assert.rejects(client.post('/demo/lobby', ['x'.repeat(250_000)]), { code: 'too-large' });
});
