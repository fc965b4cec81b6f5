// Handlers that invoke functions, call HTTP endpoints, and put events on a bus.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { withSource } from '../../../testing/data-source-api.ts';
import type { BusEntry } from './eventbridge-data-source.ts';

async function withFunction(t: TestContext, code: string, action = 'lambda:InvokeFunction') {
  const api = await withSource(t);
  const functionArn = await api.backends.function('Function', code);
  await api.source({
    Type: 'AWS_LAMBDA',
    LambdaConfig: { LambdaFunctionArn: functionArn },
    ServiceRoleArn: await api.backends.role('Role', action, functionArn),
  });
  return api;
}

test('a function receives the payload, and its return value is the result', async (t) => {
  const { run } = await withFunction(t, 'exports.handler = async ({ n }) => (n ? { twice: n * 2 } : null);');
  assert.deepEqual((await run("({ operation: 'Invoke', payload: ctx.events[0].payload })", { n: 4 })).result, {
    twice: 8,
  });
  assert.equal((await run("({ operation: 'Invoke', payload: {} })")).result, null);
});

test('the error of a function is available to the response', async (t) => {
  const { run } = await withFunction(t, "exports.handler = async () => { throw new Error('no luck'); };");
  const { result, error, status } = await run("({ operation: 'Invoke', payload: {} })");
  assert.equal(status, 200);
  assert.equal(result, null);
  assert.deepEqual(error, { type: 'Lambda:Unhandled', message: 'no luck' });
});

test('a function that is invoked as an event is not awaited', async (t) => {
  const { run } = await withFunction(t, 'exports.handler = () => new Promise(() => {});');
  const response = await run("({ operation: 'Invoke', invocationType: 'Event', payload: {} })");
  assert.deepEqual([response.result, response.error], [null, null]);
  assert.equal((await run("({ operation: 'BatchInvoke', payload: {} })")).status, 500);
});

test('a function is invoked only with a role that permits it, and that AppSync may assume', async (t) => {
  const api = await withFunction(t, 'exports.handler = async () => 1;', 'lambda:GetFunction');
  const { error } = await api.run("({ operation: 'Invoke', payload: {} })");
  assert.equal((error as { type: string }).type, 'Lambda:AccessDeniedException');
  await assert.rejects(
    api.source({
      Name: 'other',
      Type: 'AWS_LAMBDA',
      LambdaConfig: { LambdaFunctionArn: 'arn:f' },
      ServiceRoleArn: 'arn:aws:iam::000000000000:role/unknown',
    }),
    { code: 'template-broken', message: /cannot be assumed by appsync\.amazonaws\.com/ },
  );
});

test('an HTTP endpoint receives the method, path, query, headers and body', async (t) => {
  const seen: { request: IncomingMessage; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    seen.push({ request, body });
    response.writeHead(418, { 'x-kind': 'teapot', 'set-cookie': ['a=1', 'b=2'] }).end('short and stout');
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { run, source } = await withSource(t);
  await source({ Type: 'HTTP', HttpConfig: { Endpoint: `http://127.0.0.1:${port}` } });
  const { result } = await run(`({
    method: 'PUT',
    resourcePath: '/tea/pot',
    params: {
      query: { a: 'x y', b: ['1', '2'] },
      headers: util.http.copyHeaders({ 'Content-Type': 'application/json', Host: 'evil', 'X-Own': 'me' }),
      body: { n: 1 },
    },
  })`);
  const { statusCode, body, headers } = result as { statusCode: number; body: string; headers: Record<string, string> };
  assert.deepEqual([statusCode, body], [418, 'short and stout']);
  assert.deepEqual([headers['x-kind'], headers['set-cookie']], ['teapot', 'a=1,b=2']);
  const [{ request, body: sent } = assert.fail()] = seen;
  assert.equal(`${request.method} ${request.url}`, 'PUT /tea/pot?a=x+y&b=1&b=2');
  assert.equal(sent, '{"n":1}');
  assert.equal(request.headers['x-own'], 'me');
  assert.equal(request.headers.host, `127.0.0.1:${port}`);
  assert.equal((await run("({ method: 'GET', resourcePath: '@elsewhere/' })")).status, 500);
});

test('an endpoint that does not respond is an error available to the response', async (t) => {
  const { run, source } = await withSource(t);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await source({ Type: 'HTTP', HttpConfig: { Endpoint: `http://127.0.0.1:${port}/` } });
  const { error, status } = await run("({ method: 'GET', resourcePath: '/' })");
  assert.equal(status, 200);
  assert.equal((error as { type: string }).type, 'Http:ConnectionFailure');
});

test('events are put on a bus; only the event that lacks a field fails', async (t) => {
  const api = await withSource(t);
  const busArn = 'arn:aws:events:us-east-1:000000000000:event-bus/default';
  await api.source({
    Type: 'AMAZON_EVENTBRIDGE',
    EventBridgeConfig: { EventBusArn: busArn },
    ServiceRoleArn: await api.backends.role('Role', 'events:PutEvents', busArn),
  });
  const entries: BusEntry[] = [];
  t.after(api.host.appSync.onBus((entry) => entries.push(entry)));
  const { result } = await api.run(
    `({
    operation: 'PutEvents',
    events: [
      { source: 'chat', detailType: ctx.info.channelNamespace.name, detail: { text: ctx.events[0].payload } },
      { source: 'chat', detail: {} },
    ],
  })`,
    'hi',
  );
  const { Entries, FailedEntryCount } = result as { Entries: Record<string, string>[]; FailedEntryCount: number };
  assert.equal(FailedEntryCount, 1);
  assert.match(Entries[0]?.['EventId'] ?? '', /^[0-9a-f-]{36}$/);
  assert.deepEqual(Entries[1], {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: 'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
  });
  assert.deepEqual(
    entries.map(({ busArn, source, detail }) => ({ busArn, source, detail })),
    [{ busArn, source: 'chat', detail: { text: 'hi' } }],
  );
});
