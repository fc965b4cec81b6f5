// Several stacks of one folder, nested stacks, and templates that cannot be created.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

test('everything that cannot be created is named in one error, also what the service would refuse, without a stack trace', async (t) => {
  const assembly = folderOf(t, {
    'Mixed.template.json': {
      Resources: {
        Python: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Runtime: 'ruby3.4',
            Handler: 'a.b',
            Role: 'arn:aws:iam::000000000000:role/x',
            Code: { ZipFile: 'x' },
          },
        },
        Fifo: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
        Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'a b' } },
        OfGroup: { Type: 'AWS::Logs::LogStream', Properties: { LogGroupName: { Ref: 'Group' } } },
      },
    },
  });
  await assert.rejects(
    startEngine({ assembly: join(assembly, 'Mixed.template.json'), data: folderOf(t, {}) }),
    (error: Error) => {
      assert.deepEqual(
        error.message.split('\n').map((line) => /^\w+/.exec(line)?.[0]),
        ['Python', 'Fifo', 'Group'],
      );
      assert.match(error.message, /Group \(AWS::Logs::LogGroup\) cannot be created: .* \(InvalidParameterException\)/);
      return true;
    },
  );
});
