import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { AwsError } from '../../errors.ts';
import { answerJson, type JsonService } from './aws-json.ts';

const SERVICE: JsonService = {
  target: 'AmazonSQS',
  version: '1.0',
  errorPrefix: 'com.amazonaws.sqs#',
  errorHeaders: (type) => ({ 'x-amzn-query-error': `${type};Sender` }),
  operations: {
    Echo: (input) => input,
    Nothing: () => undefined,
    Later: async () => ({ late: true }),
    Refuse: () => {
      throw new AwsError('OverLimit', 'Too many.', 403, { limit: 5 });
    },
    Fail: () => {
      throw new Error('the secret of the engine');
    },
  },
};

async function serve(t: TestContext): Promise<number> {
  const server = createServer((request, response) => void answerJson(request, response, SERVICE));
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

test('an operation is named in a header and answers in JSON', async (t) => {
  const { status, headers, body } = await ask(await serve(t), 'AmazonSQS.Echo', '{"a":"é 😀"}');
  assert.deepEqual([status, headers.get('content-type'), body], [200, 'application/x-amz-json-1.0', '{"a":"é 😀"}']);
  assert.match(headers.get('x-amzn-requestid') ?? '', /^[0-9a-f-]{36}$/);
});

test('an operation without an answer answers an empty object', async (t) => {
  assert.equal((await ask(await serve(t), 'AmazonSQS.Nothing', '')).body, '{}');
  assert.equal((await ask(await serve(t), 'AmazonSQS.Later', '{}')).body, '{"late":true}');
});

test('a refusal has its name, its status and its fields', async (t) => {
  const { status, headers, body } = await ask(await serve(t), 'AmazonSQS.Refuse', '{}');
  assert.equal(status, 403);
  assert.equal(headers.get('x-amzn-query-error'), 'OverLimit;Sender');
  assert.equal(body, '{"__type":"com.amazonaws.sqs#OverLimit","message":"Too many.","limit":5}');
});

test('a fault of the engine is an answer, and tells nothing of its inside', async (t) => {
  const { status, body } = await ask(await serve(t), 'AmazonSQS.Fail', '{}');
  assert.equal(status, 500);
  assert.equal(body, '{"__type":"com.amazonaws.sqs#InternalFailure","message":"The engine failed here."}');
});

const STRANGE: readonly [target: string, body: string, type: string][] = [
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

for (const [target, body, type] of STRANGE) {
  test(`${target || 'no operation'} with ${body} is refused as ${type}`, async (t) => {
    const answer = await ask(await serve(t), target, body);
    assert.equal(answer.status, 400);
    assert.equal(JSON.parse(answer.body).__type, `com.amazonaws.sqs#${type}`);
  });
}

test('a field named __proto__ is a plain field', async (t) => {
  await ask(await serve(t), 'AmazonSQS.Echo', '{"__proto__":{"polluted":true}}');
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('somebody who hangs up in the middle of a request disturbs nobody', async (t) => {
  const port = await serve(t);
  const socket = connect(port, '127.0.0.1');
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AmazonSQS.Echo\r\nContent-Length: 100\r\n\r\n{"a":');
  socket.destroy();
  assert.equal((await ask(port, 'AmazonSQS.Echo', '{"b":1}')).body, '{"b":1}');
});
