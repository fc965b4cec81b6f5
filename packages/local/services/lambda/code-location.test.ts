// How a function's code is found and loaded, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError, EngineError } from '../../errors.ts';
import { withFunction } from '../../testing/lambda-fixture.ts';

test('CommonJS, an ES module in a .js file, a nested handler and a callback all run as on Lambda', async (t) => {
  const answer = async (files: Record<string, string>, properties: Record<string, unknown> = {}) => {
    const { lambda, name } = await withFunction(t, files, { properties });
    return (await lambda.invoke(name, {})).payload;
  };
  assert.equal(
    await answer({ 'index.js': `const path = require('node:path'); exports.handler = async () => path.sep;` }),
    '/',
  );
  assert.equal(
    await answer({ 'index.js': 'export const handler = async () => import.meta.url.slice(0, 5);' }),
    'file:',
  );
  assert.equal(
    await answer(
      { 'index.js': 'export const handler = 1;', 'package.json': '{"type":"module"}' },
      { Runtime: 'nodejs22.x' },
    ).then((payload) => (payload as Record<string, string>).errorMessage),
    'index.handler is not a function',
  );
  assert.equal(await answer({ 'a/b.cjs': `exports.c = { d: () => 'nested' };` }, { Handler: 'a/b.c.d' }), 'nested');
  const callback = { 'index.js': `exports.handler = (event, context, done) => done(null, 'called');` };
  assert.equal(await answer(callback, { Runtime: 'nodejs22.x' }), 'called');
  assert.equal(((await answer(callback)) as Record<string, string>).errorType, 'Runtime.CallbackHandlerDeprecated');
});

test('code that stands in the template runs', async (t) => {
  const { lambda, name } = await withFunction(
    t,
    {},
    { properties: { Code: { ZipFile: 'exports.handler = async () => __filename.split("/").at(-1);' } } },
  );
  assert.deepEqual(await lambda.invoke(name, {}), { payload: 'index.js' });
});

test('a package that was left out of the bundle is missing here as it would be on Lambda', async (t) => {
  const { lambda, name } = await withFunction(t, {
    'index.mjs': `import one from 'left-out'; export const handler = async () => one;`,
  });
  const { payload } = (await lambda.invoke(name, {})) as { payload: Record<string, string> };
  assert.equal(payload.errorType, 'Runtime.ImportModuleError');
  assert.match(payload.errorMessage ?? '', /Cannot find package 'left-out'/);
});

test('the AWS SDK comes with the runtime', async (t) => {
  const { lambda, name } = await withFunction(t, {
    'index.mjs': `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
      export const handler = async () => (await new DynamoDBClient({}).config.credentials()).accessKeyId.slice(0, 4);`,
  });
  assert.deepEqual(await lambda.invoke(name, {}), { payload: 'ASIA' });
});

test('code that cannot be loaded says why in Lambda’s words', async (t) => {
  const failure = async (files: Record<string, string>, Handler = 'index.handler') => {
    const { lambda, name } = await withFunction(t, files, { properties: { Handler } });
    return (await lambda.invoke(name, {})).payload as Record<string, string>;
  };
  assert.equal((await failure({})).errorType, 'Runtime.ImportModuleError');
  assert.equal((await failure({ 'index.mjs': 'export const other = 1;' })).errorType, 'Runtime.HandlerNotFound');
  assert.equal((await failure({ 'index.mjs': 'export const handler = {' })).errorType, 'Runtime.UserCodeSyntaxError');
  assert.equal((await failure({ 'index.mjs': 'throw new Error("at once");' })).errorMessage, 'at once');
  assert.equal((await failure({ 'index.mjs': '' }, 'index')).errorType, 'Runtime.MalformedHandlerName');
});

test('what cannot be run here is refused by name', async (t) => {
  const refused = (properties: Record<string, unknown>, says: RegExp) =>
    assert.rejects(
      withFunction(t, {}, { properties }),
      (error: EngineError) => error instanceof EngineError && error.code === 'not-emulated' && says.test(error.message),
    );
  await refused({ Runtime: 'python3.13' }, /Say: the runtime python3\.13 is not emulated/);
  await refused({ Runtime: undefined, PackageType: 'Image' }, /container image/);
  await refused({ Layers: ['arn:x'] }, /layers/);
  await refused({ FileSystemConfigs: [{}] }, /FileSystemConfigs/);
  const native = await withFunction(t, {}, { properties: { Runtime: 'python3.13' }, playedNatively: true });
  assert.match(native.arn, /:function:/);
  await assert.rejects(native.lambda.invoke(native.name, {}), AwsError);
  await assert.rejects(
    withFunction(t, {}, { properties: { Environment: { Variables: { AWS_REGION: 'x' } } } }),
    /reserved keys/,
  );
});
