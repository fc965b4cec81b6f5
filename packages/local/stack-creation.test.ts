// Several stacks of one folder, nested stacks, and templates that cannot be created.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startEngine } from './engine.ts';

const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
  },
};

function folderOf(t: TestContext, files: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-stacks-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** An assembly of three stacks: `App` imports the queue of `Base`; `Ui` has a type that is not emulated. */
function threeStacks(t: TestContext, ui: object = { Type: 'AWS::CloudFront::Function' }): string {
  const stack = (dependencies: string[] = []) => ({ type: 'aws:cloudformation:stack', dependencies });
  return folderOf(t, {
    'manifest.json': { artifacts: { App: stack(['Base', 'App.assets']), Base: stack(), Ui: stack(['App']) } },
    'App.template.json': {
      Parameters: { Stage: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
      Resources: {
        Role: ROLE,
        Echo: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Runtime: 'nodejs22.x',
            Handler: 'index.handler',
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
            Code: { S3Bucket: 'assets', S3Key: 'echo.zip' },
            Environment: { Variables: { QUEUE: { 'Fn::ImportValue': 'Base:Queue' }, STAGE: { Ref: 'Stage' } } },
          },
        },
      },
      Outputs: { Echo: { Value: { Ref: 'Echo' } } },
    },
    'App.assets.json': {
      files: { echo: { source: { path: 'asset.echo' }, destinations: { here: { objectKey: 'echo.zip' } } } },
    },
    'asset.echo/index.js': 'exports.handler = async () => [process.env.QUEUE, process.env.STAGE].join(" ");',
    'Base.template.json': {
      Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } } },
      Outputs: {
        Queue: {
          Value: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          Export: { Name: { 'Fn::Sub': `\${AWS::StackName}:Queue` } },
        },
      },
    },
    'Ui.template.json': { Resources: { Rewrite: ui } },
  });
}

const ARN = 'arn:aws:sqs:us-east-1:000000000000:jobs';

async function invokeEcho(assembly: string, data: string, options: { stack?: string } = {}) {
  await using engine = await startEngine({ assembly, data, parameters: { Stage: 'dev' }, ...options });
  const name = engine.outputs['App.Echo'] ?? engine.outputs['Echo'];
  const { payload } = await engine.services.lambda.invoke(`arn:aws:lambda:us-east-1:000000000000:function:${name}`, {});
  return { stack: engine.stack, payload };
}

test('one stack of a folder runs with those that it depends on, whose exports it imports', async (t) => {
  const data = folderOf(t, {});
  const result = await invokeEcho(threeStacks(t), data, { stack: 'App' });
  assert.deepEqual(result, { stack: 'Base, App', payload: `${ARN} dev` });
});

test('all stacks of a folder run together, each after those that it depends on', async (t) => {
  const { stack, payload } = await invokeEcho(threeStacks(t, { Type: 'AWS::S3::Bucket' }), folderOf(t, {}));
  assert.deepEqual({ stack, payload }, { stack: 'Base, App, Ui', payload: `${ARN} dev` });
});

test('a stack that cannot run is named, with the option that leaves it out', async (t) => {
  const assembly = threeStacks(t);
  const start = (options: object) =>
    startEngine({ assembly, data: folderOf(t, {}), parameters: { Stage: 'dev' }, ...options });
  await assert.rejects(start({}), {
    code: 'not-emulated',
    message: /^AWS::CloudFront::Function \(Ui\.Rewrite\): not emulated\..* --stack NAME runs one stack/,
  });
  await assert.rejects(start({ stack: 'Nowhere' }), /it holds no stack Nowhere; its stacks are App, Base, Ui/);
});

test('a template inside of a folder finds its assets, and says which stack exports what it imports', async (t) => {
  const folder = threeStacks(t);
  const data = folderOf(t, {});
  await assert.rejects(
    startEngine({ assembly: join(folder, 'App.template.json'), data, parameters: { Stage: 'dev' } }),
    {
      code: 'template-broken',
      message: /no stack exports Base:Queue; run the folder/,
    },
  );
  await using engine = await startEngine({ assembly: join(folder, 'Base.template.json'), data });
  assert.deepEqual(engine.outputs, { Queue: ARN });
});

test('a nested stack receives parameters and returns outputs', async (t) => {
  const nested = {
    Parameters: { Name: { Type: 'String' } },
    Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' } } } },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
  };
  const assembly = folderOf(t, {
    'manifest.json': { artifacts: { App: { type: 'aws:cloudformation:stack' } } },
    'App.template.json': {
      Resources: {
        Inner: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: {
            TemplateURL: { 'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/assets-bucket/inner.json` },
            Parameters: { Name: 'nested-jobs' },
          },
        },
      },
      Outputs: { Inner: { Value: { 'Fn::GetAtt': ['Inner', 'Outputs.Arn'] } } },
    },
    'App.assets.json': {
      files: {
        inner: { source: { path: 'Inner.nested.template.json' }, destinations: { here: { objectKey: 'inner.json' } } },
      },
    },
    'Inner.nested.template.json': nested,
  });
  await using engine = await startEngine({ assembly, data: folderOf(t, {}) });
  assert.deepEqual(engine.outputs, { Inner: 'arn:aws:sqs:us-east-1:000000000000:nested-jobs' });
});

test('everything that is refused is named in one answer: types, properties, values, runtimes, and what the service refuses', async (t) => {
  const modes = [{ AuthType: 'API_KEY' }];
  const config = { AuthProviders: modes, ConnectionAuthModes: modes, DefaultPublishAuthModes: modes };
  const eventConfig = { ...config, DefaultSubscribeAuthModes: modes };
  const api = (Properties: object) => ({ Type: 'AWS::AppSync::Api', Properties });
  const key = (Expires: unknown) => ({
    Type: 'AWS::AppSync::ApiKey',
    Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, Expires },
  });
  const inDays = (days: number) => Math.floor(Date.now() / 1000) + days * 86_400;
  const Role = 'arn:aws:iam::000000000000:role/x';
  const Ruby = { Runtime: 'ruby3.4', Handler: 'a.b', Role, Code: { ZipFile: 'x' } };
  const Resources = {
    Topic: { Type: 'AWS::SNS::Topic' },
    Hidden: { Type: 'AWS::SNS::Topic', Condition: 'Never' },
    Ruby: { Type: 'AWS::Lambda::Function', Properties: Ruby },
    Fifo: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    Api: api({ Name: 'a', EventConfig: eventConfig }),
    Named: api({ Name: 'b', name: 'b', EventConfig: { ...eventConfig, LogConfg: {} }, Owner: { Ref: 'AWS::NoValue' } }),
    Mode: api({ Name: 'c', EventConfig: { ...eventConfig, AuthProviders: [{ AuthType: 'APIKEY' }] } }),
    Text: api({ Name: 'd', EventConfig: 'none' }),
    Short: api({ Name: 'e', EventConfig: config }),
    Past: key(inDays(-1)),
    Soon: key(String(inDays(0) + 3_600)),
    Far: key(inDays(400)),
    Word: key('tomorrow'),
    Ok: key(inDays(30)),
    Joined: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: { 'Fn::Join': ['', ['4', '99999']] } } },
    // It depends on one that is refused, and is checked all the same.
    Below: {
      Type: 'AWS::AppSync::ChannelNamespace',
      Properties: { ApiId: { 'Fn::GetAtt': ['Text', 'ApiId'] }, Nmae: 'x', Name: 'x' },
    },
  };
  const template = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } }, Resources };
  const assembly = join(folderOf(t, { 'Mixed.template.json': template }), 'Mixed.template.json');
  const data = folderOf(t, {});
  const expected = [
    /^AWS::SNS::Topic \(Topic\): not emulated\./,
    /^Ruby: the runtime ruby3\.4 is not emulated/,
    /^Fifo: a FIFO queue is not emulated/,
    /^Named \(AWS::AppSync::Api\): Encountered unsupported property name \(is Name meant\?\)\.$/,
    /^Named \(.*\): Encountered unsupported property EventConfig\.LogConfg\.$/,
    /^Mode \(.*\): EventConfig\.AuthProviders\[0\]\.AuthType is "APIKEY"; it must be one of .*API_KEY/,
    /^Text \(.*\): EventConfig must be an object, not "none"\.$/,
    /^Short \(.*\): EventConfig\.DefaultSubscribeAuthModes is missing\.$/,
    /^Past \(AWS::AppSync::ApiKey\) cannot be created: API key must be valid for a minimum of 1 days .*ApiKeyValidityOutOf/,
    /^Soon \(AWS::AppSync::ApiKey\) cannot be created/,
    /^Far \(AWS::AppSync::ApiKey\) cannot be created/,
    /^Word \(AWS::AppSync::ApiKey\): Expires must be a number, not "tomorrow"\.$/,
    /^Joined \(AWS::SQS::Queue\): VisibilityTimeout is "499999"; it must be /,
    /^Below \(AWS::AppSync::ChannelNamespace\): Encountered unsupported property Nmae\.$/,
  ];
  await assert.rejects(startEngine({ assembly, data }), (error: Error) => {
    const lines = error.message.split('\n');
    for (const line of expected)
      assert.ok(
        lines.some((text) => line.test(text)),
        `${line} in\n${error.message}`,
      );
    assert.equal(lines.length, expected.length, error.message);
    return true;
  });
  assert.deepEqual(readdirSync(data), [], 'nothing was stored for a template that is refused');
});
