// Custom resources, created by functions of the template on a running engine.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { att, ref, role } from '../../testing/template-parts.ts';
import { startTemplate } from '../../testing/templates/start-template.ts';

/** The code of CDK's own functions is part of its package. */
const CDK = dirname(createRequire(import.meta.url).resolve('aws-cdk-lib/package.json'));

/** Responds as AWS's `cfn-response` module does: over TLS to port 443 of the URL's host. */
const RESPOND = `
const https = require('https');
const { DynamoDBClient, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
const respond = (event, body) => new Promise((resolve, reject) => {
  const { hostname, pathname, search } = new URL(event.ResponseURL);
  const { StackId, RequestId, LogicalResourceId } = event;
  const text = JSON.stringify({ StackId, RequestId, LogicalResourceId, ...body });
  https.request({ hostname, port: 443, path: pathname + search, method: 'PUT', headers: { 'content-type': '', 'content-length': text.length } },
    (response) => response.resume().on('end', () => resolve(response.statusCode))).on('error', reject).end(text);
});
`;

/** Counts its calls in a table, and returns what it was called with. */
const SEED = `${RESPOND}
exports.handler = async (event) => {
  const { Attributes } = await new DynamoDBClient().send(new UpdateItemCommand({
    TableName: process.env.TABLE, Key: { id: { S: 'calls' } }, ReturnValues: 'ALL_NEW',
    UpdateExpression: 'ADD calls :one', ExpressionAttributeValues: { ':one': { N: '1' } },
  }));
  const { ResourceProperties: { ServiceToken, ...properties }, OldResourceProperties: old, PhysicalResourceId = 'seed-1' } = event;
  const Data = { Calls: Attributes.calls.N, Type: event.RequestType, Of: event.ResourceType,
    Properties: JSON.stringify(properties), Old: old?.Rows ?? 'none' };
  await respond(event, { Status: 'SUCCESS', PhysicalResourceId, Data });
};`;

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  },
};

const inlineFunction = (ZipFile: string, Variables = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: att('Role', 'Arn'),
    Timeout: 60,
    Code: { ZipFile },
    Environment: { Variables },
  },
});

const seedTemplate = (Rows: number) => ({
  Resources: {
    Role: role('lambda.amazonaws.com', ['logs:*', 'dynamodb:*']),
    Table: TABLE,
    Function: inlineFunction(SEED, { TABLE: ref('Table') }),
    Seed: {
      Type: 'Custom::Seed',
      Properties: { ServiceToken: att('Function', 'Arn'), Rows, Deep: [{ on: true }], Table: ref('Table') },
    },
  },
  Outputs: Object.fromEntries([
    ['Id', { Value: ref('Seed') }],
    ...['Calls', 'Type', 'Of', 'Properties', 'Old'].map((name) => [name, { Value: att('Seed', name) }]),
  ]),
});

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-custom-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('its function creates a resource once, is not called at a restart, and updates it when its properties change', async (t) => {
  const data = join(temporaryFolder(t), 'data');
  const start = async (rows: number) => {
    const engine = await startTemplate(t, seedTemplate(rows), { data });
    await engine.stop();
    const { Properties = '', ...outputs } = engine.outputs;
    return { ...outputs, properties: JSON.parse(Properties) as Record<string, unknown> };
  };
  const created = await start(3);
  const { Table, ...properties } = created.properties;
  assert.match(String(Table), /^App-Table-/);
  assert.deepEqual(properties, { Rows: '3', Deep: [{ on: 'true' }] });
  const { properties: _, ...outputs } = created;
  assert.deepEqual(outputs, { Id: 'seed-1', Calls: '1', Type: 'Create', Of: 'Custom::Seed', Old: 'none' });
  assert.deepEqual(await start(3), created);
  const { properties: changed, ...updated } = await start(4);
  assert.deepEqual(updated, { Id: 'seed-1', Calls: '2', Type: 'Update', Of: 'Custom::Seed', Old: '3' });
  assert.equal(changed['Rows'], '4');
});

test('a resource that fails is created again at the next start, and the answer has every reason', async (t) => {
  const data = join(temporaryFolder(t), 'data');
  const failing = `${RESPOND}
exports.handler = async (event) => {
  const { How } = event.ResourceProperties;
  if (How === 'throws') throw new RangeError('no rows');
  if (How === 'silent') return;
  const response = {
    fails: { Status: 'FAILED', Reason: 'the table is locked' },
    'without an id': { Status: 'SUCCESS' },
    'too long': { Status: 'SUCCESS', PhysicalResourceId: 'a', Data: { text: 'x'.repeat(4100) } },
    'of another': { Status: 'SUCCESS', PhysicalResourceId: 'a', RequestId: 'other' },
    works: { Status: 'SUCCESS', PhysicalResourceId: 'a', Data: { Type: event.RequestType } },
  }[How];
  await respond(event, response);
};`;
  const template = (How: Record<string, string>, extra = {}) => ({
    Resources: {
      Role: role('lambda.amazonaws.com', ['logs:*']),
      Function: inlineFunction(failing),
      ...Object.fromEntries(
        Object.entries(How).map(([id, how]) => [
          id,
          {
            Type: 'AWS::CloudFormation::CustomResource',
            Properties: { ServiceToken: att('Function', 'Arn'), ServiceTimeout: 2, How: how },
          },
        ]),
      ),
      ...extra,
    },
    ...(How['First'] === 'works' && { Outputs: { Type: { Value: att('First', 'Type') } } }),
  });
  const failures = ['fails', 'throws', 'without an id', 'too long', 'of another', 'silent'];
  const error = await startTemplate(
    t,
    template(Object.fromEntries(failures.map((how) => [how === 'fails' ? 'First' : how.replaceAll(' ', ''), how])), {
      Topic: { Type: 'Custom::Topic', Properties: { ServiceToken: 'arn:aws:sns:us-east-1:000000000000:topic' } },
      Absent: { Type: 'Custom::No', Properties: { ServiceToken: 'arn:aws:lambda:us-east-1:000000000000:function:no' } },
    }),
    { data },
  ).then(
    () => assert.fail('it started'),
    ({ message }: Error) => message,
  );
  const reasons = [
    /^First \(AWS::CloudFormation::CustomResource\) cannot be created: its function App-Function-\w+ reports: the table is locked$/m,
    /^throws .* reports: RangeError: no rows$/m,
    /^withoutanid .* reports: Invalid PhysicalResourceId$/m,
    /^toolong .* reports: Response object is too long\.$/m,
    /^ofanother .* reports: the RequestId of the response is not that of the request$/m,
    /^silent .* reports: it did not respond within 2 seconds$/m,
    /^Topic: the ServiceToken arn:aws:sns:\S+ is not emulated; use the ARN of a Lambda function\.$/m,
    /^Absent .* reports: Function not found: arn:/m,
  ];
  for (const reason of reasons) assert.match(error, reason);
  const engine = await startTemplate(t, template({ First: 'works' }), { data });
  assert.deepEqual(engine.outputs, { Type: 'Create' });
});

test("CDK's provider framework calls the function of its user", async (t) => {
  const runtime = join(CDK, 'custom-resources/lib/provider-framework/runtime');
  const files = ['framework.js', 'cfn-response.js', 'consts.js', 'outbound.js', 'util.js'];
  const template = {
    Resources: {
      Role: role('lambda.amazonaws.com', ['logs:*', 'lambda:*']),
      User: inlineFunction(`exports.handler = async ({ RequestType, ResourceProperties }) => {
        if (ResourceProperties.Fail === 'true') throw new Error('not today');
        return { PhysicalResourceId: 'made-by-user', Data: { Said: RequestType } };
      };`),
      Framework: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'framework.onEvent',
          Role: att('Role', 'Arn'),
          Timeout: 60,
          Code: './framework',
          Environment: { Variables: { USER_ON_EVENT_FUNCTION_ARN: att('User', 'Arn') } },
        },
      },
      Made: { Type: 'Custom::Made', Properties: { ServiceToken: att('Framework', 'Arn'), Fail: false } },
    },
    Outputs: { Id: { Value: ref('Made') }, Said: { Value: att('Made', 'Said') } },
  };
  const code = Object.fromEntries(
    files.map((name) => [`framework/${name}`, readFileSync(join(runtime, name), 'utf8')] as const),
  );
  const { outputs } = await startTemplate(t, template, {}, code);
  assert.deepEqual(outputs, { Id: 'made-by-user', Said: 'Create' });
  template.Resources.Made.Properties.Fail = true;
  await assert.rejects(startTemplate(t, template, {}, code), { message: /^Made .* reports: not today$/ });
});

test("CDK's AwsCustomResource calls services of the engine", async (t) => {
  const handler = join(CDK, 'custom-resource-handlers/dist/custom-resources/aws-custom-resource-handler/index.js');
  const call = (service: string, action: string, parameters: object) => ({
    'Fn::Join': ['', [JSON.stringify({ service, action, parameters, physicalResourceId: { id: 'call' } })]],
  });
  const awsCall = (Create: unknown, DependsOn: string[] = []) => ({
    Type: 'Custom::AWS',
    Properties: { ServiceToken: att('Function', 'Arn'), Create, InstallLatestAwsSdk: true },
    DependsOn,
  });
  const template = (calls: object, Outputs: object = {}) => ({
    Resources: {
      Role: role('lambda.amazonaws.com', ['logs:*', 'dynamodb:*', 's3:*']),
      Table: { ...TABLE, Properties: { ...TABLE.Properties, TableName: 'seeds' } },
      Function: { ...inlineFunction(''), Properties: { ...inlineFunction('').Properties, Code: './handler' } },
      ...calls,
    },
    Outputs,
  });
  const code = { 'handler/index.js': readFileSync(handler, 'utf8') };
  const Key = { id: { S: 'a' } };
  const Item = { ...Key, count: { N: '7' } };
  const { outputs } = await startTemplate(
    t,
    template(
      {
        Put: awsCall(call('dynamodb', 'PutItem', { TableName: 'seeds', Item }), ['Table']),
        Get: awsCall(call('@aws-sdk/client-dynamodb', 'GetItemCommand', { TableName: 'seeds', Key }), ['Put']),
      },
      { Count: { Value: att('Get', 'Item.count.N') } },
    ),
    {},
    code,
  );
  assert.deepEqual(outputs, { Count: '7' });
  const other = template({ Call: awsCall(call('dynamodb', 'GetItem', { TableName: 'no-table', Key })) });
  await assert.rejects(startTemplate(t, other, {}, code), {
    message: /^Call \(Custom::AWS\) cannot be created: .* reports: .*resource not found/i,
  });
});
