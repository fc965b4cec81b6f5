import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startEngine } from './index.ts';
import { att, role } from './testing/template-parts.ts';

type Code = { greeting?: string; unit?: string; page?: string; queue?: string };

/** A function with inline code, an Event API with a handler, and a page that a bucket deployment copies. */
function cloudAssembly(t: TestContext, { greeting = 'Hello', unit = 'C', page = 'first', queue }: Code = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-hot-swap-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const modes = [{ AuthType: 'API_KEY' }];
  const resources = {
    Role: role('lambda.amazonaws.com', []),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'greet',
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: att('Role', 'Arn'),
        Code: {
          ZipFile: `exports.handler = async ({ waitMs = 0 }) => { await new Promise((done) => setTimeout(done, waitMs)); return '${greeting}'; };`,
        },
      },
    },
    Api: {
      Type: 'AWS::AppSync::Api',
      Properties: {
        Name: 'api',
        EventConfig: {
          AuthProviders: modes,
          ConnectionAuthModes: modes,
          DefaultPublishAuthModes: modes,
          DefaultSubscribeAuthModes: modes,
        },
      },
    },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: att('Api', 'ApiId') } },
    Namespace: {
      Type: 'AWS::AppSync::ChannelNamespace',
      Properties: {
        ApiId: att('Api', 'ApiId'),
        Name: 'readings',
        CodeHandlers: `export function onPublish(ctx) { return ctx.events.map((event) => ({ id: event.id, payload: '${unit}' })); }`,
      },
    },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'page' } },
    Deployment: {
      Type: 'Custom::CDKBucketDeployment',
      Properties: { DestinationBucketName: 'page', SourceBucketNames: ['assets'], SourceObjectKeys: [`${page}.zip`] },
    },
    ...(queue && { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: queue } } }),
  };
  mkdirSync(join(folder, 'asset'));
  writeFileSync(join(folder, 'asset', `${page}.html`), page);
  const files = { page: { source: { path: 'asset' }, destinations: { here: { objectKey: `${page}.zip` } } } };
  const outputs = {
    Http: { Value: { 'Fn::Sub': `https://\${Api.Dns.Http}/event` } },
    Key: { Value: att('Key', 'ApiKey') },
  };
  writeFileSync(join(folder, 'Stack.template.json'), JSON.stringify({ Resources: resources, Outputs: outputs }));
  writeFileSync(join(folder, 'Stack.assets.json'), JSON.stringify({ files }));
  const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: 'Stack.template.json' } };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts: { Stack: stack } }));
  return folder;
}

async function running(t: TestContext) {
  const data = mkdtempSync(join(tmpdir(), 'parley-hot-swap-data-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const engine = await startEngine({ assembly: cloudAssembly(t), data });
  t.after(() => engine.stop());
  const invoke = async (event: object = {}) => (await engine.services.lambda.invoke('greet', event)).payload;
  return { engine, invoke };
}

test('the next invocation runs the new code of a function, and a running one finishes with the old code', async (t) => {
  const { engine, invoke } = await running(t);
  assert.equal(await invoke(), 'Hello');
  const slow = invoke({ waitMs: 200 });
  assert.deepEqual(await engine.hotSwap(cloudAssembly(t, { greeting: 'Welcome' })), ['Function']);
  assert.equal(await invoke(), 'Welcome');
  assert.equal(await slow, 'Hello');
});

test('the next event passes through the new handlers of a namespace', async (t) => {
  const { engine } = await running(t);
  const events: string[] = [];
  engine.onPublished((published) => events.push(...published.events));
  const publish = () =>
    fetch(engine.outputs['Http'] ?? '', {
      method: 'POST',
      headers: { 'x-api-key': engine.outputs['Key'] ?? '' },
      body: JSON.stringify({ channel: '/readings/kitchen', events: ['1'] }),
    });
  assert.equal((await publish()).status, 200);
  assert.deepEqual(await engine.hotSwap(cloudAssembly(t, { unit: 'F' })), ['Namespace']);
  assert.equal((await publish()).status, 200);
  assert.deepEqual(events, ['"C"', '"F"']);
});

test('the files of a bucket deployment are replaced', async (t) => {
  const { engine } = await running(t);
  assert.deepEqual(await engine.hotSwap(cloudAssembly(t, { page: 'second' })), ['Deployment']);
  assert.deepEqual(engine.services.s3.keys('page'), ['second.html']);
});

test('an assembly that is the same changes nothing', async (t) => {
  const { engine } = await running(t);
  assert.deepEqual(await engine.hotSwap(cloudAssembly(t)), []);
});

test('a change of any other resource is rejected by name, and nothing is swapped', async (t) => {
  const { engine, invoke } = await running(t);
  await assert.rejects(engine.hotSwap(cloudAssembly(t, { greeting: 'Welcome', queue: 'new' })), {
    code: 'restart-needed',
    message: 'Queue changed, which a running engine cannot swap. Start it again.',
  });
  assert.equal(await invoke(), 'Hello');
});
