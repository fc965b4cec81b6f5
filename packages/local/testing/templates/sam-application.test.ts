// An application of SAM, of the shape of andmoredev/appsync-events: an Event API whose namespaces call functions directly, with
// parameters of the Parameter Store, an HTTP API, a REST API and a table beside it. AWS's translator expands it.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startEngine } from '../../engine.ts';
import { installPython, lacksModule } from '../install-python.ts';

const skip = installPython() || lacksModule('samtranslator');

const TEMPLATE = `
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: dev }
Globals:
  Function:
    Runtime: nodejs22.x
    Handler: index.handler
    Environment: { Variables: { TABLE: !Ref Scores } }
Resources:
  Api:
    Type: AWS::AppSync::Api
    Properties:
      Name: !Sub scores-\${Stage}
      EventConfig:
        AuthProviders: [{ AuthType: API_KEY }]
        ConnectionAuthModes: [{ AuthType: API_KEY }]
        DefaultPublishAuthModes: [{ AuthType: API_KEY }]
        DefaultSubscribeAuthModes: [{ AuthType: API_KEY }]
  Key: { Type: AWS::AppSync::ApiKey, Properties: { ApiId: !GetAtt Api.ApiId } }
  Source:
    Type: AWS::AppSync::DataSource
    Properties:
      ApiId: !GetAtt Api.ApiId
      Name: stamps
      Type: AWS_LAMBDA
      ServiceRoleArn: !GetAtt SourceRole.Arn
      LambdaConfig: { LambdaFunctionArn: !GetAtt Stamp.Arn }
  SourceRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: appsync.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: invoke
          PolicyDocument: { Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt Stamp.Arn }] }
  Namespace:
    Type: AWS::AppSync::ChannelNamespace
    Properties:
      ApiId: !GetAtt Api.ApiId
      Name: scores
      HandlerConfigs:
        OnPublish:
          Behavior: DIRECT
          Integration: { DataSourceName: !GetAtt Source.Name, LambdaConfig: { InvokeType: REQUEST_RESPONSE } }
  Stamp:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/stamp
      Runtime: python3.13
      Handler: app.handler
      Timeout: 30
  Scores: { Type: AWS::Serverless::SimpleTable }
  Tools: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layer } }
  Save:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ./functions/save
      Layers: [!Ref Tools]
      Policies: [{ DynamoDBCrudPolicy: { TableName: !Ref Scores } }]
      Events:
        Put: { Type: HttpApi, Properties: { Path: '/scores/{id}', Method: PUT, ApiId: !Ref Http } }
        Rest: { Type: Api, Properties: { Path: '/scores/{id}', Method: GET } }
  Http: { Type: AWS::Serverless::HttpApi }
Outputs:
  Http: { Value: !GetAtt Http.ApiEndpoint }
  Rest: { Value: !Sub 'https://\${ServerlessRestApi}.execute-api.\${AWS::Region}.amazonaws.com/Prod' }
  Events: { Value: !Sub 'https://\${Api.Dns.Http}/event' }
  Key: { Value: !GetAtt Key.ApiKey }
`;

const FILES = {
  'functions/stamp/app.py':
    'def handler(event, context):\n  return {"events": [{"id": e["id"], "payload": {**e["payload"], "by": "python"}} for e in event["events"]]}',
  'functions/save/index.mjs': `
    import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
    import { keyOf } from 'keys';
    const client = new DynamoDBClient();
    const TableName = process.env.TABLE;
    export const handler = async ({ body, pathParameters }) => {
      const Key = keyOf(pathParameters.id);
      if (body) await client.send(new PutItemCommand({ TableName, Item: { ...Key, score: { N: body } } }));
      const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
      return { statusCode: 200, body: Item?.score.N ?? 'none' };
    };`,
  'layer/nodejs/node_modules/keys/index.js': 'exports.keyOf = (id) => ({ id: { S: id } });',
};

function writeApplication(t: TestContext, template: string, files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-sam-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ 'template.yaml': template, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { assembly: join(folder, 'template.yaml'), data: join(folder, 'data') };
}

test('an application of SAM runs: functions from folders, a layer, an HTTP API, a REST API, a table, a namespace with a function', {
  skip,
}, async (t) => {
  const lines: string[] = [];
  await using engine = await startEngine({
    ...writeApplication(t, TEMPLATE, FILES),
    parameters: { Stage: 'test' },
    say: (line) => lines.push(line),
  });
  const { outputs } = engine;
  const text = async (url: string, init?: RequestInit) => (await fetch(url, init)).text();
  assert.equal(await text(`${outputs['Http']}/scores/ann`, { method: 'PUT', body: '42' }), '42');
  assert.equal(await text(`${outputs['Rest']}/scores/ann`), '42');
  assert.equal(await text(`${outputs['Rest']}/scores/bob`), 'none');
  const published: unknown[] = [];
  engine.onPublished(({ events }) => published.push(...events.map((event) => JSON.parse(event))));
  const response = await fetch(outputs['Events'] ?? '', {
    method: 'POST',
    headers: { 'x-api-key': outputs['Key'] ?? '' },
    body: JSON.stringify({ channel: '/scores/all', events: ['{"score":1}'] }),
  });
  assert.equal(response.status, 200, await response.text());
  assert.deepEqual(published, [{ score: 1, by: 'python' }]);
  assert.deepEqual(
    lines.filter((line) => !line.startsWith('Functions with the runtime')),
    [],
  );
});

test('source code that `sam build` compiles first is named at the start', { skip }, async (t) => {
  const template = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Typed:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: esbuild }
    Properties: { FunctionName: typed, Runtime: nodejs22.x, Handler: app.handler, CodeUri: src }`;
  const lines: string[] = [];
  await using _engine = await startEngine({
    ...writeApplication(t, template, { 'src/app.ts': 'export const handler = (): number => 1;' }),
    say: (line) => lines.push(line),
  });
  assert.match(
    lines.join(),
    /^The function typed has no file for its handler app\.handler in .*src\. Build it by `sam build`, /,
  );
});

test('a mistake in a template of SAM is reported in the words of the translator', { skip }, async (t) => {
  const template = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Broken: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler } }`;
  await assert.rejects(startEngine(writeApplication(t, template)), {
    code: 'template-broken',
    message: /^The template cannot be run: SAM: Resource with id \[Broken\] is invalid\. .*'CodeUri'/,
  });
});

test('without the translator, a template of SAM is rejected with the command that installs it', async (t) => {
  const path = process.env['PATH'];
  t.after(() => {
    process.env['PATH'] = path;
  });
  process.env['PATH'] = '/nowhere';
  await assert.rejects(startEngine(writeApplication(t, TEMPLATE, FILES)), {
    code: 'not-emulated',
    message: /resources of SAM.*pip install aws-sam-translator/,
  });
});
