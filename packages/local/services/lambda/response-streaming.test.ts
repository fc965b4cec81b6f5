// Streamed responses: by function URLs, by InvokeWithResponseStream, and to callers that take them as a whole.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Engine } from '../../engine.ts';
import { att, ref, role } from '../../testing/template-parts.ts';
import { startTemplate } from '../../testing/templates/start-template.ts';
import { StreamedResponse } from './streamed-response.ts';
import type { Failure } from './worker-protocol.ts';

const CODE = `
const http = require('node:http');
const { pipeline } = require('node:stream/promises');
const { Readable } = require('node:stream');
const until = (port) => new Promise((resolve) => http.get({ port, host: '127.0.0.1' }, (response) => response.resume().on('end', resolve)));
exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
  const { how, port } = event.queryStringParameters ?? event;
  if (how === 'throws') throw new RangeError('at once');
  if (how === 'large') return pipeline(Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(100_000, 'x'))), stream);
  if (how === 'typed') { stream.setContentType('text/plain'); stream.write('{"a":'); stream.end('1}'); return; }
  if (how === 'empty') { awslambda.HttpResponseStream.from(stream, { statusCode: 204 }).end(); return; }
  if (how === 'bad head') { stream.setContentType('application/vnd.awslambda.http-integration-response'); stream.end('{' + '\\0'.repeat(8)); return; }
  const out = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'X-Request': context.awsRequestId, 'Content-Type': 'text/event-stream' }, cookies: ['a=1', 'b=2'] });
  out.write('first ');
  if (port) await until(port);
  if (how === 'throws later') throw new RangeError('later');
  out.end('second');
});
exports.buffered = async () => ({ statusCode: 202, body: 'whole' });`;

const streaming = (Handler: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: Handler,
    Runtime: 'nodejs22.x',
    Handler: `index.${Handler}`,
    Role: att('Role', 'Arn'),
    Timeout: 60,
    Code: { ZipFile: CODE },
  },
});

const url = (name: string, InvokeMode: string) => ({
  Type: 'AWS::Lambda::Url',
  Properties: { TargetFunctionArn: ref(name), AuthType: 'NONE', InvokeMode, Cors: { AllowOrigins: ['*'] } },
});

const TEMPLATE = {
  Resources: {
    Role: role('lambda.amazonaws.com', ['logs:*']),
    Streaming: streaming('handler'),
    Buffered: streaming('buffered'),
    StreamUrl: url('Streaming', 'RESPONSE_STREAM'),
    WholeUrl: url('Streaming', 'BUFFERED'),
    BufferedUrl: url('Buffered', 'RESPONSE_STREAM'),
  },
  Outputs: Object.fromEntries(
    ['StreamUrl', 'WholeUrl', 'BufferedUrl'].map((id) => [id, { Value: att(id, 'FunctionUrl') }]),
  ),
};

let engine: Engine;
const ends: (() => void)[] = [];
before(async () => {
  engine = await startTemplate({ after: (end: () => void) => ends.push(end) } as unknown as TestContext, TEMPLATE);
});
after(async () => {
  for (const end of ends) await end();
});

const get = (output: string, how: string, more = '') =>
  fetch(`${engine.outputs[output]}?how=${encodeURIComponent(how)}${more}`, {
    headers: { origin: 'https://page.test' },
  });

/** A server that a function waits for: it answers when it is opened. */
async function gate(t: TestContext) {
  const opened = Promise.withResolvers<void>();
  const server = createServer((_request, response) => void opened.promise.then(() => response.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { open: opened.resolve, port: (server.address() as AddressInfo).port };
}

test('a URL sends the status, the headers and each part while the function runs', async (t) => {
  const { open, port } = await gate(t);
  const response = await get('StreamUrl', 'head', `&port=${port}`);
  assert.equal(response.status, 201);
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  assert.match(response.headers.get('x-request') ?? '', /^[0-9a-f-]{36}$/);
  assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
  assert.equal(response.headers.get('access-control-allow-origin'), '*');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.deepEqual(await reader?.read(), { value: 'first ', done: false });
  open();
  assert.deepEqual(await reader?.read(), { value: 'second', done: false });
  assert.equal((await reader?.read())?.done, true);
});

test('a URL streams 10 MB, other content types, no body, and the response of a handler that does not stream', async () => {
  const large = await get('StreamUrl', 'large');
  assert.equal(large.headers.get('content-type'), 'application/octet-stream');
  assert.equal((await large.arrayBuffer()).byteLength, 10_000_000);
  const typed = await get('StreamUrl', 'typed');
  assert.deepEqual(
    [typed.status, typed.headers.get('content-type'), await typed.text()],
    [200, 'text/plain', '{"a":1}'],
  );
  assert.equal((await get('StreamUrl', 'empty')).status, 204);
  const buffered = await get('BufferedUrl', '');
  assert.deepEqual([buffered.status, await buffered.text()], [202, 'whole']);
});

test('an error before the first part is a 502, one after it cuts the connection', async (t) => {
  assert.equal((await get('StreamUrl', 'throws')).status, 502);
  assert.equal((await get('StreamUrl', 'bad head')).status, 502);
  const { open, port } = await gate(t);
  const response = await get('StreamUrl', 'throws later', `&port=${port}`);
  assert.equal(response.status, 201);
  open();
  await assert.rejects(response.text(), /terminated/);
});

test('a caller that does not stream receives the whole response, up to 6 MB', async () => {
  const { lambda } = engine.services;
  const whole = await get('WholeUrl', 'head');
  assert.deepEqual(
    [whole.status, whole.headers.get('content-type'), await whole.text()],
    [201, 'text/event-stream', 'first second'],
  );
  assert.deepEqual(await lambda.invoke('handler', { how: 'typed' }), { payload: { a: 1 } });
  const { payload, error } = await lambda.invoke('handler', { how: 'large' });
  assert.equal(error, 'Unhandled');
  assert.equal((payload as { errorType: string }).errorType, 'Function.ResponseSizeTooLarge');
});

test("AWS's SDK receives the events of InvokeWithResponseStream", async () => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new LambdaClient({ region: 'us-east-1', endpoint: `${engine.origin}/_aws/lambda`, credentials });
  const invoke = async (FunctionName: string, how: string) => {
    const Payload = JSON.stringify({ how });
    const { EventStream = [] } = await client.send(new InvokeWithResponseStreamCommand({ FunctionName, Payload }));
    const events: string[] = [];
    for await (const { PayloadChunk, InvokeComplete } of EventStream) {
      if (PayloadChunk?.Payload) events.push(Buffer.from(PayloadChunk.Payload).toString());
      else events.push(`${InvokeComplete?.ErrorCode ?? 'complete'} ${InvokeComplete?.ErrorDetails ?? ''}`);
    }
    return events;
  };
  assert.deepEqual(await invoke('handler', 'typed'), ['{"a":', '1}', 'complete ']);
  assert.deepEqual(await invoke('buffered', ''), ['{"statusCode":202,"body":"whole"}', 'complete ']);
  const [failed = '', ...others] = await invoke('handler', 'throws');
  assert.match(failed, /^Unhandled \{"errorType":"RangeError","errorMessage":"at once"/);
  assert.deepEqual(others, []);
  client.destroy();
});

test('a response that is larger than Lambda streams, or buffers, ends its function', async () => {
  const part = { bytes: new Uint8Array(1024 * 1024), contentType: undefined };
  const partsUntilFailure = async (sink: { write(): void } | undefined) => {
    let taken = Promise.withResolvers<void>();
    const response = new StreamedResponse(sink, () => taken.resolve());
    for (let parts = 1; ; parts++) {
      const failure = await new Promise<Failure | undefined>((resolve) => {
        taken = Promise.withResolvers<void>();
        void taken.promise.then(() => resolve(undefined));
        response.take(part, resolve);
      });
      if (failure) return [parts, failure.errorType];
    }
  };
  assert.deepEqual(await partsUntilFailure({ write() {} }), [201, 'Function.ResponseSizeTooLarge']);
  assert.deepEqual(await partsUntilFailure(undefined), [7, 'Function.ResponseSizeTooLarge']);
});
