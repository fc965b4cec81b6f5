import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { AwsError } from '../errors.ts';
import { type Authorize, awsJsonHandler, type JsonApi } from './aws-json.ts';

const API: JsonApi = {
  targets: ['AmazonSQS'],
  version: '1.0',
  acceptsEmptyBody: true,
  errorType: (name) => `com.amazonaws.sqs#${name}`,
  errorHeaders: (type) => ({ 'x-amzn-query-error': `${type};Sender` }),
  operations: {
    Echo: { permissions: () => [{ action: 'sqs:Echo', resource: '*' }], run: (input) => input },
    Nothing: { permissions: () => [], run: () => undefined },
    Later: { permissions: () => [], run: async () => ({ late: true }) },
    Refuse: {
      permissions: () => [],
      run() {
        throw new AwsError('OverLimit', 'Too many.', 403, { limit: 5 });
      },
    },
    Fail: {
      permissions: () => [],
      run() {
        throw new Error('the secret of the engine');
      },
    },
    Open: { permissions: 'unsigned', run: () => ({ open: true }) },
  },
};

async function serve(t: TestContext, authorize: Authorize = () => () => {}, api = API): Promise<number> {
  const server = createServer(awsJsonHandler(api, authorize));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

async function ask(
  port: number,
  target: string,
  body: string,
): Promise<{ status: number; headers: Headers; body: string }> {
  const headers = { 'x-amz-target': target };
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

test('an operation is named in a header and its output is JSON', async (t) => {
  const { status, headers, body } = await ask(await serve(t), 'AmazonSQS.Echo', '{"a":"é 😀"}');
  assert.deepEqual([status, headers.get('content-type'), body], [200, 'application/x-amz-json-1.0', '{"a":"é 😀"}']);
  assert.match(headers.get('x-amzn-requestid') ?? '', /^[0-9a-f-]{36}$/);
});

test('an operation without an output returns an empty object', async (t) => {
  assert.equal((await ask(await serve(t), 'AmazonSQS.Nothing', '')).body, '{}');
  assert.equal((await ask(await serve(t), 'AmazonSQS.Later', '{}')).body, '{"late":true}');
});

test('an error has its name, its status and its fields', async (t) => {
  const { status, headers, body } = await ask(await serve(t), 'AmazonSQS.Refuse', '{}');
  assert.equal(status, 403);
  assert.equal(headers.get('x-amzn-query-error'), 'OverLimit;Sender');
  assert.equal(body, '{"__type":"com.amazonaws.sqs#OverLimit","message":"Too many.","limit":5}');
});

test('an unexpected failure is an error response without details', async (t) => {
  const { status, body } = await ask(await serve(t), 'AmazonSQS.Fail', '{}');
  assert.equal(status, 500);
  assert.equal(body, '{"__type":"com.amazonaws.sqs#InternalFailure","message":"The engine failed here."}');
});

const INVALID: readonly [target: string, body: string, type: string][] = [
  ['AmazonSQS.None', '{}', 'UnknownOperationException'],
  ['AmazonSQS.toString', '{}', 'UnknownOperationException'],
  ['AmazonSQS.__proto__', '{}', 'UnknownOperationException'],
  ['AWSEvents.Echo', '{}', 'UnknownOperationException'],
  ['', '{}', 'UnknownOperationException'],
  ['AmazonSQS.Echo', '{"a":', 'SerializationException'],
  ['AmazonSQS.Echo', '{} {}', 'SerializationException'],
  ['AmazonSQS.Echo', 'null', 'SerializationException'],
  ['AmazonSQS.Echo', '[1]', 'SerializationException'],
  ['AmazonSQS.Echo', '42', 'SerializationException'],
  ['AmazonSQS.Echo', '"text"', 'SerializationException'],
];

for (const [target, body, type] of INVALID) {
  test(`${target || 'no operation'} with ${body} is rejected as ${type}`, async (t) => {
    const answer = await ask(await serve(t), target, body);
    assert.equal(answer.status, 400);
    assert.equal(JSON.parse(answer.body).__type, `com.amazonaws.sqs#${type}`);
  });
}

test('a field named __proto__ is a plain field', async (t) => {
  await ask(await serve(t), 'AmazonSQS.Echo', '{"__proto__":{"polluted":true}}');
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('a client that hangs up in the middle of a request does not disturb others', async (t) => {
  const port = await serve(t);
  const socket = connect(port, '127.0.0.1');
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AmazonSQS.Echo\r\nContent-Length: 100\r\n\r\n{"a":');
  socket.destroy();
  assert.equal((await ask(port, 'AmazonSQS.Echo', '{"b":1}')).body, '{"b":1}');
});

test('the caller is authorized for the permissions of the operation, and the error is worded by the service', async (t) => {
  const required: unknown[] = [];
  const authorize: Authorize = (headers, permissions) => {
    required.push(headers.authorization, ...permissions());
    throw new AwsError('AccessDeniedException', 'not authorized to perform: sqs:Echo');
  };
  const accessError = ({ message }: AwsError) => new AwsError('AccessDenied', message.toLowerCase(), 403);
  const port = await serve(t, authorize, { ...API, accessError });
  const { status, headers, body } = await ask(port, 'AmazonSQS.Echo', '{}');
  assert.deepEqual(required, [undefined, { action: 'sqs:Echo', resource: '*' }]);
  assert.deepEqual([status, headers.get('x-amzn-query-error')], [403, 'AccessDenied;Sender']);
  assert.equal(body, '{"__type":"com.amazonaws.sqs#AccessDenied","message":"not authorized to perform: sqs:echo"}');
});

test('an unsigned operation needs no authorization, and an invalid request is rejected before its caller is checked', async (t) => {
  const port = await serve(t, () => assert.fail('authorized'));
  assert.equal((await ask(port, 'AmazonSQS.Open', '{}')).body, '{"open":true}');
  assert.match((await ask(port, 'AmazonSQS.Echo', '{')).body, /SerializationException/);
  assert.match((await ask(port, 'AmazonSQS.None', '{}')).body, /UnknownOperationException/);
});

test('a body that is too long is rejected once the client has sent it', async (t) => {
  const port = await serve(t, undefined, { ...API, maxBodyBytes: 1_000_000 });
  const { status, body } = await ask(port, 'AmazonSQS.Echo', ' '.repeat(5_000_000));
  assert.equal(status, 413);
  assert.equal(
    body,
    '{"__type":"com.amazonaws.sqs#RequestEntityTooLarge","message":"A request may be 1000000 bytes."}',
  );
});

test('an operation can observe that the client has hung up', async (t) => {
  const started = Promise.withResolvers<void>();
  const hungUp = Promise.withResolvers<void>();
  const Wait = {
    permissions: () => [],
    run(_input: unknown, { closed }: { closed: () => AbortSignal }) {
      closed().addEventListener('abort', () => hungUp.resolve());
      started.resolve();
      return hungUp.promise;
    },
  };
  const port = await serve(t, undefined, { ...API, operations: { Wait } });
  const controller = new AbortController();
  const headers = { 'x-amz-target': 'AmazonSQS.Wait' };
  const answer = fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: '{}', signal: controller.signal });
  const aborted = assert.rejects(answer, { name: 'AbortError' });
  await started.promise;
  controller.abort();
  await aborted;
  await hungUp.promise;
});
