// The Runtime API, driven as the process of a function does it.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { RuntimeApi } from './runtime-api.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:Say';

async function start(t: TestContext) {
  const reports: unknown[][] = [];
  const api = new RuntimeApi(ARN, {
    onReady: () => reports.push(['ready']),
    onResponse: (...response) => reports.push(['response', ...response]),
    onError: (...error) => reports.push(['error', ...error]),
    onInitError: (failure) => reports.push(['init', failure]),
  });
  const origin = `http://${await api.listen()}/2018-06-01/runtime`;
  t.after(() => api.close());
  const post = (path: string, body: string, headers = {}) =>
    fetch(`${origin}${path}`, { method: 'POST', body, headers }).then(({ status }) => status);
  return { api, origin, reports, post, next: () => fetch(`${origin}/invocation/next`) };
}

test('a process receives invocations with their headers, one after another, and returns responses and errors', async (t) => {
  const { api, reports, post, next } = await start(t);
  const first = next();
  api.invoke({ requestId: 'r-1', event: '{"text":"é"}', trace: '1-5f-0a', remainingMs: 3000, nowMs: 0 });
  const { headers, ...received } = await first.then(async (response) => ({
    headers: response.headers,
    event: await response.json(),
  }));
  assert.deepEqual(received.event, { text: 'é' });
  assert.equal(headers.get('lambda-runtime-aws-request-id'), 'r-1');
  assert.equal(headers.get('lambda-runtime-invoked-function-arn'), ARN);
  assert.equal(headers.get('lambda-runtime-trace-id'), 'Root=1-5f-0a');
  const left = Number(headers.get('lambda-runtime-deadline-ms')) - Date.now();
  assert.ok(left > 0 && left <= 3000, `${left} ms are left`);
  assert.equal(await post('/invocation/r-1/response', '{"ok":true}'), 202);
  // Handed over when the process asks for it; without a trace the header is absent.
  api.invoke({ requestId: 'r-2', event: '{}', remainingMs: 3000, nowMs: 0 });
  assert.equal((await next()).headers.get('lambda-runtime-trace-id'), null);
  const failure = { errorType: 'ValueError', errorMessage: 'no', stackTrace: ['line 1'], requestId: 'r-2' };
  assert.equal(await post('/invocation/r-2/error', JSON.stringify(failure)), 202);
  assert.deepEqual(reports, [['ready'], ['response', 'r-1', '{"ok":true}'], ['error', 'r-2', failure]]);
});

test('a response of another invocation, one that is too large or no JSON, and an unknown operation are rejected', async (t) => {
  const { api, origin, reports, post, next } = await start(t);
  const begin = async (requestId: string) => {
    api.invoke({ requestId, event: '{}', remainingMs: 1, nowMs: 0 });
    await next();
  };
  await begin('a');
  assert.equal(await post('/invocation/other/response', '1'), 400);
  assert.equal(await post('/invocation/a/response', 'x'.repeat(6_291_557)), 413);
  assert.equal(await post('/invocation/a/response', '1'), 400);
  await begin('b');
  assert.equal(await post('/invocation/b/response', 'not JSON'), 202);
  await begin('c');
  await post('/invocation/c/error', 'only a text', { 'lambda-runtime-function-error-type': 'Own.Type' });
  assert.equal((await fetch(`${origin}/restore/next`)).status, 404);
  const types = reports.slice(1).map(([kind, , failure]) => [kind, (failure as { errorType: string }).errorType]);
  assert.deepEqual(types, [
    ['error', 'Function.ResponseSizeTooLarge'],
    ['error', 'Runtime.MarshalError'],
    ['error', 'Own.Type'],
  ]);
});

test('a page of a browser on this machine can neither take an invocation nor answer one', async (t) => {
  const { api, origin, reports, post } = await start(t);
  api.invoke({ requestId: 'a', event: '{}', remainingMs: 1, nowMs: 0 });
  assert.equal((await fetch(`${origin}/invocation/next`, { headers: { origin: 'https://evil.test' } })).status, 403);
  assert.equal(await post('/init/error', '{}', { 'sec-fetch-site': 'cross-site' }), 403);
  assert.deepEqual(reports, []);
});
