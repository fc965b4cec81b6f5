// How a function's code is located and loaded, and which functions are rejected.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError, EngineError } from '../../errors.ts';
import { withFunction } from '../../testing/lambda-fixture.ts';

test('CommonJS, an ES module in a .js file, a nested handler and a callback all run as on Lambda', async (t) => {
  const invoke = async (files: Record<string, string>, properties: Record<string, unknown> = {}) => {
    const { lambda, name } = await withFunction(t, files, { properties });
    return (await lambda.invoke(name, {})).payload;
  };
  assert.equal(
    await invoke({ 'index.js': `const path = require('node:path'); exports.handler = async () => path.sep;` }),
    '/',
  );
  assert.equal(
    await invoke({ 'index.js': 'export const handler = async () => import.meta.url.slice(0, 5);' }),
    'file:',
  );
  assert.equal(
    await invoke(
      { 'index.js': 'export const handler = 1;', 'package.json': '{"type":"module"}' },
      { Runtime: 'nodejs22.x' },
    ).then((payload) => (payload as Record<string, string>).errorMessage),
    'index.handler is not a function',
  );
  assert.equal(await invoke({ 'a/b.cjs': `exports.c = { d: () => 'nested' };` }, { Handler: 'a/b.c.d' }), 'nested');
  const callback = { 'index.js': `exports.handler = (event, context, done) => done(null, 'called');` };
  assert.equal(await invoke(callback, { Runtime: 'nodejs22.x' }), 'called');
  assert.equal(((await invoke(callback)) as Record<string, string>).errorType, 'Runtime.CallbackHandlerDeprecated');
});

test('inline code of the template runs', async (t) => {
  const { lambda, name } = await withFunction(
    t,
    {},
    { properties: { Code: { ZipFile: 'exports.handler = async () => __filename.split("/").at(-1);' } } },
  );
  assert.deepEqual(await lambda.invoke(name, {}), { payload: 'index.js' });
});

test('a package that is not in the bundle is missing, as on Lambda', async (t) => {
  const { lambda, name } = await withFunction(t, {
    'index.mjs': `import one from 'not-bundled'; export const handler = async () => one;`,
  });
  const { payload } = (await lambda.invoke(name, {})) as { payload: Record<string, string> };
  assert.equal(payload.errorType, 'Runtime.ImportModuleError');
  assert.match(payload.errorMessage ?? '', /Cannot find package 'not-bundled'/);
});

test('the AWS SDK is part of the runtime', async (t) => {
  const { lambda, name } = await withFunction(t, {
    'index.mjs': `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
      export const handler = async () => (await new DynamoDBClient({}).config.credentials()).accessKeyId.slice(0, 4);`,
  });
  assert.deepEqual(await lambda.invoke(name, {}), { payload: 'ASIA' });
});

test('CommonJS, as CDK bundles it, finds the SDK of the runtime, and the error for a missing part of it says what to install', async (t) => {
  const { lambda, name } = await withFunction(t, {
    'index.js': `const { DynamoDBDocumentClient } = require('@aws-sdk/lib-dynamodb');
      exports.handler = async () => {
        try { return require('@aws-sdk/client-not-installed'); }
        catch ({ code, message }) { return [typeof DynamoDBDocumentClient.from, code, message]; }
      };`,
  });
  const { payload } = (await lambda.invoke(name, {})) as { payload: string[] };
  assert.deepEqual(payload.slice(0, 2), ['function', 'MODULE_NOT_FOUND']);
  assert.match(payload[2] ?? '', /npm install --save-dev @aws-sdk\/client-not-installed$/);
});

test('the operator is told once why a function cannot be loaded', async (t) => {
  const { lambda, name, said } = await withFunction(t, { 'index.js': `require('left-out');` });
  for (let invocation = 0; invocation < 3; invocation++) await lambda.invoke(name, {});
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /^The function .* cannot be loaded: Runtime\.ImportModuleError: .*'left-out'/);
});

test('code that cannot be loaded fails with Lambda’s error, and the console has the reason', async (t) => {
  const cases: [files: Record<string, string>, handler: string, errorType: string, message: RegExp][] = [
    [{}, 'index.handler', 'Runtime.ImportModuleError', /Cannot find module 'index'/],
    [
      { 'index.mjs': 'export const other = 1;' },
      'index.handler',
      'Runtime.HandlerNotFound',
      /undefined or not exported/,
    ],
    [{ 'index.mjs': 'export const handler = {' }, 'index.handler', 'Runtime.UserCodeSyntaxError', /Unexpected end/],
    [{ 'index.mjs': 'throw new Error("at once");' }, 'index.handler', 'Error', /at once/],
    [{ 'index.mjs': '' }, 'index', 'Runtime.MalformedHandlerName', /Bad handler/],
  ];
  for (const [files, Handler, errorType, message] of cases) {
    const { lambda, name, said, root } = await withFunction(t, files, { properties: { Handler } });
    // A missing file is reported before the first invocation.
    const missing = `The function ${name} has no file for its handler ${Handler} in ${root}.`;
    assert.deepEqual(said, files['index.mjs'] === undefined || Handler === 'index' ? [missing] : []);
    const { payload } = (await lambda.invoke(name, {})) as { payload: Record<string, string> };
    assert.equal(payload.errorType, errorType);
    assert.match(payload.errorMessage ?? '', message);
    assert.ok(said.at(-1)?.startsWith(`The function ${name} cannot be loaded: ${errorType}: `), said.join('\n'));
  }
});

test('functions that are not emulated are rejected by name', async (t) => {
  const rejects = (properties: Record<string, unknown>, message: RegExp) =>
    assert.rejects(
      withFunction(t, {}, { properties }),
      (error: EngineError) =>
        error instanceof EngineError && error.code === 'not-emulated' && message.test(error.message),
    );
  await rejects({ Runtime: 'java21' }, /Say: the runtime java21 is not emulated/);
  await rejects({ Runtime: undefined, PackageType: 'Image' }, /container image/);
  await rejects({ Layers: ['arn:x'] }, /the layer arn:x, which the template does not define, is not emulated/);
  await rejects({ FileSystemConfigs: [{}] }, /FileSystemConfigs/);
  const native = await withFunction(t, {}, { properties: { Runtime: 'java21' }, implementedByEngine: true });
  assert.match(native.arn, /:function:/);
  await assert.rejects(native.lambda.invoke(native.name, {}), AwsError);
  await assert.rejects(
    withFunction(t, {}, { properties: { Environment: { Variables: { AWS_REGION: 'x' } } } }),
    /reserved keys/,
  );
});
