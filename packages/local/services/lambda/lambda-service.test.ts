// Functions, invoked in real worker threads.
import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { withFunction } from '../../testing/lambda-fixture.ts';

test('a function is invoked by name and by ARN', async (t) => {
  const { lambda, name, arn } = await withFunction(t, {
    'index.mjs': 'export const handler = async (event) => ({ heard: event.text });',
  });
  assert.match(arn, /^arn:aws:lambda:us-east-1:000000000000:function:Demo-Say-/);
  assert.deepEqual(await lambda.invoke(name, { text: 'hi "\\\n😀' }), { payload: { heard: 'hi "\\\n😀' } });
  assert.deepEqual(await lambda.invoke(`${arn}:$LATEST`, { text: '' }), { payload: { heard: '' } });
  await assert.rejects(lambda.invoke('unknown', {}), { type: 'ResourceNotFoundException', status: 404 });
});

test("a function has the engine's time, even when a test has moved it", async (t) => {
  const clock = new ManualClock(Date.UTC(2030, 0, 1));
  const { lambda, name } = await withFunction(
    t,
    {
      'index.mjs':
        'export const handler = () => [Date.now(), new Date().getFullYear(), new Date(0) instanceof Date, Date()];',
    },
    { clock },
  );
  const year = async () => ((await lambda.invoke(name, {})).payload as unknown[]).slice(1);
  const [full, isDate, text] = await year();
  assert.deepEqual([full, isDate], [2030, true]);
  assert.match(String(text), / 2030 /);
  clock.advance(366 * 24 * 3_600_000);
  assert.equal((await year())[0], 2031);
});

test("a function sees its own environment variables and none of the engine's", async (t) => {
  process.env.SECRET_OF_THE_ENGINE = 'x';
  t.after(() => delete process.env.SECRET_OF_THE_ENGINE);
  const { lambda, iam, name } = await withFunction(
    t,
    { 'index.mjs': 'export const handler = async () => process.env;' },
    { properties: { Environment: { Variables: { TABLE: 'Chat' } }, MemorySize: 256 } },
  );
  const { payload } = (await lambda.invoke(name, {})) as { payload: Record<string, string> };
  assert.equal(payload.SECRET_OF_THE_ENGINE, undefined);
  assert.equal(payload.TABLE, 'Chat');
  assert.equal(payload.AWS_REGION, 'us-east-1');
  assert.equal(payload.AWS_LAMBDA_FUNCTION_NAME, name);
  assert.equal(payload.AWS_LAMBDA_FUNCTION_VERSION, '$LATEST');
  assert.equal(payload.AWS_LAMBDA_FUNCTION_MEMORY_SIZE, '256');
  assert.equal(payload.AWS_EXECUTION_ENV, 'AWS_Lambda_nodejs24.x');
  assert.equal(payload.AWS_ENDPOINT_URL_DYNAMODB, 'http://127.0.0.1:1/_aws/dynamodb');
  const session = iam.sessionOf(payload.AWS_ACCESS_KEY_ID ?? '', payload.AWS_SESSION_TOKEN);
  assert.equal(session?.roleArn, 'arn:aws:iam::000000000000:role/Say');
});

test('a function receives a context object', async (t) => {
  const { lambda, name, arn } = await withFunction(t, {
    'index.mjs': `export const handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });`,
  });
  const { payload } = (await lambda.invoke(name, {})) as { payload: Record<string, unknown> };
  assert.match(String(payload.awsRequestId), /^[0-9a-f-]{36}$/);
  assert.equal(payload.functionName, name);
  assert.equal(payload.invokedFunctionArn, arn);
  assert.equal(payload.memoryLimitInMB, '128');
  assert.equal(payload.logGroupName, `/aws/lambda/${name}`);
  assert.ok(Number(payload.left) > 2000 && Number(payload.left) <= 3000);
});

test('an environment is kept warm, and runs one invocation at a time', async (t) => {
  const { lambda, name } = await withFunction(t, {
    'index.mjs': `let calls = 0, running = 0;
      export const handler = async () => {
        running += 1;
        await new Promise((resolve) => setImmediate(resolve));
        const together = running;
        running -= 1;
        return { calls: ++calls, together };
      };`,
  });
  assert.deepEqual((await lambda.invoke(name, {})).payload, { calls: 1, together: 1 });
  assert.deepEqual((await lambda.invoke(name, {})).payload, { calls: 2, together: 1 });
  const many = await Promise.all(Array.from({ length: 50 }, () => lambda.invoke(name, {})));
  assert.deepEqual(new Set(many.map(({ payload }) => (payload as { together: number }).together)), new Set([1]));
});

test('concurrent invocations get their own environments, sixteen at most, and the others wait', async (t) => {
  const held: ServerResponse[] = [];
  let most = 0;
  const server = createServer((_request, response) => {
    held.push(response);
    most = Math.max(most, held.length);
    // The responses are sent only when all sixteen are waiting at once.
    if (most >= 16) for (const one of held.splice(0)) one.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { lambda, name, workers } = await withFunction(
    t,
    {
      'index.mjs': `import { get } from 'node:http';
      export const handler = ({ port }) => new Promise((resolve) => {
        get({ port, host: '127.0.0.1', agent: false }, (response) => response.resume().on('end', () => resolve('on')));
      });`,
    },
    { properties: { Timeout: 60 } },
  );
  const answers = await Promise.all(Array.from({ length: 60 }, () => lambda.invoke(name, { port })));
  assert.equal(most, 16);
  assert.equal(workers.started, 16);
  assert.deepEqual(new Set(answers.map(({ payload }) => payload)), new Set(['on']));
});

test('busy invocations get no more workers than there are processors', async (t) => {
  const { lambda, name, workers } = await withFunction(
    t,
    {
      'index.mjs': `export const handler = () => {
        const end = performance.now() + 500;
        while (performance.now() < end);
        return 'done';
      };`,
    },
    { properties: { Timeout: 60 } },
  );
  const processors = availableParallelism();
  const answers = await Promise.all(Array.from({ length: 5 * processors }, () => lambda.invoke(name, {})));
  assert.deepEqual(new Set(answers.map(({ payload }) => payload)), new Set(['done']));
  // A worker that the machine delays before it begins looks idle for a moment.
  assert.ok(workers.started <= 2 * processors, `${workers.started} workers for ${processors} processors`);
});

test('invocations beyond the reserved concurrency are throttled', async (t) => {
  const { lambda, name } = await withFunction(
    t,
    { 'index.mjs': 'export const handler = async () => 1;' },
    { properties: { ReservedConcurrentExecutions: 1 } },
  );
  const first = lambda.invoke(name, {});
  await assert.rejects(lambda.invoke(name, {}), { type: 'TooManyRequestsException', status: 429 });
  assert.deepEqual(await first, { payload: 1 });
});

test('an error of the handler is returned with its type, message and stack trace', async (t) => {
  const { lambda, name, lines } = await withFunction(t, {
    'index.mjs': `export const handler = async (event) => {
      if (event.text) throw 'only a text';
      throw new RangeError('too far');
    };`,
  });
  const { payload, error } = (await lambda.invoke(name, {})) as { payload: Record<string, unknown>; error?: string };
  assert.equal(error, 'Unhandled');
  assert.equal(payload.errorType, 'RangeError');
  assert.equal(payload.errorMessage, 'too far');
  assert.match((payload.trace as string[])[0] ?? '', /^RangeError: too far/);
  assert.ok(lines.some((line) => line.includes('\tERROR\tInvoke Error \t{"errorType":"RangeError"')));
  assert.deepEqual((await lambda.invoke(name, { text: 1 })).payload, {
    errorType: 'string',
    errorMessage: 'only a text',
    trace: [],
  });
});

test('a handler that never ends is stopped at its timeout, and the next invocation runs', async (t) => {
  for (const body of ['await new Promise(() => {});', 'for (;;);']) {
    const clock = new ManualClock();
    const begun = Promise.withResolvers<void>();
    const { lambda, name, lines } = await withFunction(
      t,
      {
        'index.mjs': `export const handler = async (event) => { if (event.ok) return 'ok'; console.log('begun'); ${body} };`,
      },
      { clock, onLine: (line) => line.endsWith('begun') && begun.resolve() },
    );
    const answer = lambda.invoke(name, {});
    await begun.promise;
    clock.advance(3000);
    const { payload, error } = (await answer) as { payload: Record<string, string>; error?: string };
    assert.equal(error, 'Unhandled');
    assert.equal(payload.errorType, 'Sandbox.Timedout');
    assert.match(payload.errorMessage ?? '', /^RequestId: \S+ Error: Task timed out after 3\.00 seconds$/);
    assert.ok(lines.some((line) => line.includes('Task timed out after 3.00 seconds')));
    assert.deepEqual(await lambda.invoke(name, { ok: true }), { payload: 'ok' });
  }
});

test('a handler that exits, throws an uncaught error or exhausts its memory fails alone', async (t) => {
  const { lambda, name } = await withFunction(
    t,
    {
      'index.mjs': `export const handler = async ({ how }) => {
      if (how === 'exit') process.exit(3);
      if (how === 'throw') { setImmediate(() => { throw new TypeError('late'); }); await new Promise(() => {}); }
      if (how === 'reject') { Promise.reject(new Error('forgotten')); await new Promise(() => {}); }
      if (how === 'memory') { const all = []; for (;;) all.push(new Array(1e5).fill(Math.random())); }
      return 'fine';
    };`,
    },
    { properties: { Timeout: 60 } },
  );
  const failure = async (how: string) => (await lambda.invoke(name, { how })).payload as Record<string, string>;
  assert.equal((await failure('exit')).errorType, 'Runtime.ExitError');
  assert.equal((await failure('throw')).errorType, 'TypeError');
  assert.equal((await failure('reject')).errorType, 'Runtime.UnhandledPromiseRejection');
  assert.match((await failure('memory')).errorMessage ?? '', /signal: killed/);
  assert.deepEqual(await lambda.invoke(name, {}), { payload: 'fine' });
});

test("a payload or a response over 6 MB is rejected with Lambda's error", async (t) => {
  const { lambda, name } = await withFunction(t, {
    'index.mjs': `export const handler = async ({ size }) => 'x'.repeat(size);`,
  });
  await assert.rejects(lambda.invoke(name, { text: 'x'.repeat(6 * 1024 * 1024) }), {
    type: 'RequestEntityTooLargeException',
    status: 413,
  });
  const { payload, error } = await lambda.invoke(name, { size: 7 * 1024 * 1024 });
  assert.equal(error, 'Unhandled');
  assert.equal((payload as Record<string, string>).errorType, 'Function.ResponseSizeTooLarge');
});

test('a function that cannot start because the machine is out of file descriptors is unavailable, not broken', async (t) => {
  const { lambda, name } = await withFunction(t, {
    'index.mjs': `throw Object.assign(new Error("EMFILE: too many open files, open 'index.mjs'"), { code: 'EMFILE' });`,
  });
  await assert.rejects(lambda.invoke(name, {}), { type: 'ServiceException', status: 503 });
});

test('a user whose hundred requests wait keeps no other user waiting for more than the few that run', async (t) => {
  const { lambda, name } = await withFunction(t, {
    // It keeps a processor busy, as real functions do.
    'index.mjs': `export const handler = () => { for (const end = Date.now() + 5; Date.now() < end; ); };`,
  });
  const ended: string[] = [];
  const invoke = (user: string) => lambda.invoke(name, {}, { user }).then(() => ended.push(user));
  await invoke('warm');
  const flood = Array.from({ length: 100 }, () => invoke('mallory'));
  await Promise.race(flood);
  await Promise.all(['ann', 'bob', 'ann'].map(invoke));
  const others = ended.filter((user) => user === 'mallory').length;
  assert.ok(others < 30, `${others} of the flood ended before the others' requests`);
  await Promise.all(flood);
});
