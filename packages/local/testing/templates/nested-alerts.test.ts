// The shape of an app of nested stacks: a REST API with API keys, and a pipe with an enrichment (Crockwell-Solutions/cdk-appsync-events).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { att } from '../template-parts.ts';
import { eventApi, lambdaFunction, type Resources, restApi, restApiUrl } from './sample-parts.ts';
import { nextEvent, type SampleTemplate, startSample } from './sample-stack.ts';

const SUBMIT = `"use strict";
var { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
var client = new DynamoDBClient({});
exports.handler = async (event) => {
  const { id, kind, text } = JSON.parse(event.body);
  const Item = { PK: { S: kind }, SK: { S: id }, text: { S: text } };
  await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item }));
  return { statusCode: 200, body: JSON.stringify({ id }) };
};`;

/** The enrichment returns the request to the Event API, so the pipe needs no template. */
const ENRICH = `"use strict";
exports.handler = async (records) => records.map(({ dynamodb: { NewImage } }) => ({
  channel: "/alerts/hazards",
  events: [JSON.stringify({ id: NewImage.SK.S, text: NewImage.text.S, severity: "high" })],
}))[0];`;

const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const parameter = { Type: 'String' };

const FUNCTIONS: SampleTemplate = {
  Parameters: { Table: parameter, TableArn: parameter },
  Resources: {
    ...lambdaFunction('Submit', {
      asset: 'submit',
      environment: { TABLE: { Ref: 'Table' } },
      statements: [{ Action: 'dynamodb:PutItem', Effect: 'Allow', Resource: { Ref: 'TableArn' } }],
    }),
    ...lambdaFunction('Enrich', { asset: 'enrich' }),
  },
  Outputs: { SubmitArn: { Value: att('Submit', 'Arn') }, EnrichArn: { Value: att('Enrich', 'Arn') } },
};

const events = eventApi('alerts');

const EVENTS: SampleTemplate = {
  Parameters: { StreamArn: parameter, EnrichArn: parameter },
  Resources: {
    ...events.resources,
    KeySecret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { Name: 'AlertsApiKey', SecretString: att('EventsKey', 'ApiKey') },
    },
    Connection: {
      Type: 'AWS::Events::Connection',
      Properties: {
        AuthorizationType: 'API_KEY',
        AuthParameters: {
          ApiKeyAuthParameters: {
            ApiKeyName: 'x-api-key',
            ApiKeyValue: join('{{resolve:secretsmanager:', { Ref: 'KeySecret' }, ':SecretString:::}}'),
          },
        },
      },
    },
    Destination: {
      Type: 'AWS::Events::ApiDestination',
      Properties: {
        ConnectionArn: att('Connection', 'Arn'),
        HttpMethod: 'POST',
        InvocationEndpoint: join('https://', att('EventsApi', 'Dns.Http'), '/event'),
      },
    },
    PipeLogs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } },
    PipeRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'pipes.amazonaws.com' } }],
        },
        Policies: [
          {
            PolicyName: 'pipe',
            PolicyDocument: {
              Statement: [
                {
                  Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords'],
                  Effect: 'Allow',
                  Resource: { Ref: 'StreamArn' },
                },
                {
                  Action: ['dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
                  Effect: 'Allow',
                  Resource: { Ref: 'StreamArn' },
                },
                { Action: 'events:InvokeApiDestination', Effect: 'Allow', Resource: att('Destination', 'Arn') },
                { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { Ref: 'EnrichArn' } },
                {
                  Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
                  Effect: 'Allow',
                  Resource: att('PipeLogs', 'Arn'),
                },
              ],
            },
          },
        ],
      },
    },
    Pipe: {
      Type: 'AWS::Pipes::Pipe',
      Properties: {
        RoleArn: att('PipeRole', 'Arn'),
        Source: { Ref: 'StreamArn' },
        SourceParameters: {
          DynamoDBStreamParameters: { StartingPosition: 'LATEST', BatchSize: 1 },
          FilterCriteria: {
            Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"PK":{"S":["HAZARD"]}}}}' }],
          },
        },
        Enrichment: { Ref: 'EnrichArn' },
        EnrichmentParameters: {},
        Target: att('Destination', 'Arn'),
        TargetParameters: {},
        LogConfiguration: {
          Level: 'TRACE',
          IncludeExecutionData: ['ALL'],
          CloudwatchLogsLogDestination: { LogGroupArn: att('PipeLogs', 'Arn') },
        },
      },
    },
  },
  Outputs: events.outputs as Record<string, unknown>,
};

const KEY_CALL = [
  '{"service":"APIGateway","action":"getApiKey","parameters":{"apiKey":"',
  { Ref: 'Key' },
  '","includeValue":true},',
];

const REST: SampleTemplate = {
  Parameters: { SubmitArn: parameter },
  Resources: {
    ...restApi(
      'Alerts',
      [{ method: 'POST', path: '/hazards', functionArn: { Ref: 'SubmitArn' }, properties: { ApiKeyRequired: true } }],
      { ApiKeySourceType: 'HEADER' },
    ),
    Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Name: 'alerts' } },
    Plan: {
      Type: 'AWS::ApiGateway::UsagePlan',
      Properties: { ApiStages: [{ ApiId: { Ref: 'Alerts' }, Stage: { Ref: 'AlertsStage' }, Throttle: {} }] },
    },
    PlanKey: {
      Type: 'AWS::ApiGateway::UsagePlanKey',
      Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
    },
    ...(lambdaFunction('AWS679f53fac002430cb0da5b7982bd2287', { asset: 'caller' }) as Resources),
    KeyValue: {
      Type: 'Custom::AWS',
      Properties: {
        ServiceToken: att('AWS679f53fac002430cb0da5b7982bd2287', 'Arn'),
        Create: join(...KEY_CALL, '"physicalResourceId":{"id":"APIKey:', { Ref: 'Key' }, '"}}'),
        InstallLatestAwsSdk: true,
      },
    },
    UrlParameter: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/alerts/apiUrl', Type: 'String', Value: restApiUrl('Alerts') },
    },
  },
  Outputs: { Url: { Value: restApiUrl('Alerts') }, KeyValue: { Value: att('KeyValue', 'value') } },
};

const nestedStack = (name: string, Parameters: object) => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: {
    TemplateURL: join(
      'https://s3.',
      { Ref: 'AWS::Region' },
      '.',
      { Ref: 'AWS::URLSuffix' },
      `/cdk-assets/${name}.json`,
    ),
    Parameters,
  },
});

const TEMPLATE: SampleTemplate = {
  Resources: {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: ['PK', 'SK'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      },
    },
    Functions: nestedStack('functions', { Table: { Ref: 'Table' }, TableArn: att('Table', 'Arn') }),
    Events: nestedStack('events', {
      StreamArn: att('Table', 'StreamArn'),
      EnrichArn: att('Functions', 'Outputs.EnrichArn'),
    }),
    Rest: nestedStack('rest', { SubmitArn: att('Functions', 'Outputs.SubmitArn') }),
  },
  Outputs: {
    Rest: { Value: att('Rest', 'Outputs.Url') },
    RestKey: { Value: att('Rest', 'Outputs.KeyValue') },
    EventsHttp: { Value: att('Events', 'Outputs.EventsHttp') },
    EventsKey: { Value: att('Events', 'Outputs.EventsKey') },
  },
};

test('a request with the key is stored, enriched and broadcast; one without it is rejected', async (t) => {
  const files = {
    template: TEMPLATE,
    nested: { functions: FUNCTIONS, events: EVENTS, rest: REST },
    functions: { submit: SUBMIT, enrich: ENRICH, caller: 'throw new Error("never runs");' },
  };
  const { engine, request, subscribe } = await startSample(t, files);
  const subscriber = await subscribe('/alerts/hazards');
  const submit = (id: string, kind: string, headers: Record<string, string> = {}) =>
    request('Rest', '/hazards', { method: 'POST', headers, body: JSON.stringify({ id, kind, text: `"${id}"` }) });
  const rejected = await submit('0', 'HAZARD');
  assert.deepEqual([rejected.status, rejected.body], [403, '{"message":"Forbidden"}']);
  const key = { 'x-api-key': engine.outputs['RestKey'] ?? '' };
  assert.equal((await submit('1', 'ROUTE', key)).status, 200);
  assert.equal((await submit('2', 'HAZARD', key)).status, 200);
  assert.deepEqual(await nextEvent(subscriber), { id: '2', text: '"2"', severity: 'high' });
});

test('another call of a custom resource is rejected by name', async (t) => {
  const Create = '{"service":"S3","action":"putObject","parameters":{}}';
  const Resources = { Call: { Type: 'Custom::AWS', Properties: { ServiceToken: 'arn', Create } } };
  await assert.rejects(
    startSample(t, { template: { Resources } }),
    /Call: the call putObject of S3 in a custom resource is not emulated/,
  );
});
