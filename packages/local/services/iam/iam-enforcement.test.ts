// Permissions on a running engine: SDK clients, functions, pipes and authorizers are limited by the roles of a template.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../clock.ts';
import { type Engine, startEngine } from '../../engine.ts';
import { signed } from '../../testing/sigv4-signer.ts';

type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>;

const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });

function role(service: string, statements: unknown[]) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: statements } }],
    },
  };
}

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'notes',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  },
};

async function started(t: TestContext, resources: Resources, outputs: Record<string, unknown> = {}): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-access-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const assembly = join(folder, 'Access.template.json');
  const Outputs = Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }]));
  writeFileSync(assembly, JSON.stringify({ Resources: resources, Outputs }));
  return startEngine({ assembly, data: join(folder, 'data') });
}

test('an SDK client may do what its role allows, and receives AWS’s error for the rest', async (t) => {
  const allow = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: attribute('Table', 'Arn') };
  await using engine = await started(
    t,
    { Table: TABLE, Role: role('lambda.amazonaws.com', [allow]) },
    { Role: attribute('Role', 'Arn') },
  );
  const client = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => {
    const made = new DynamoDBClient({
      endpoint: `${engine.origin}/_aws/dynamodb`,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    });
    t.after(() => made.destroy());
    return made;
  };
  const Key = { id: { S: 'a' } };
  const ofRole = client(engine.services.iam.accessKey(engine.outputs['Role'] ?? ''));
  assert.equal((await ofRole.send(new GetItemCommand({ TableName: 'notes', Key }))).Item, undefined);
  await assert.rejects(ofRole.send(new PutItemCommand({ TableName: 'notes', Item: Key })), {
    name: 'AccessDeniedException',
    message:
      /^User: arn:aws:sts::000000000000:assumed-role\/Access-Role-\w+\/local is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/notes because no identity-based policy allows the dynamodb:PutItem action$/,
  });
  await assert.rejects(
    client({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' }).send(
      new GetItemCommand({ TableName: 'notes', Key }),
    ),
    { name: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.' },
  );
  const root = client({ accessKeyId: 'test', secretAccessKey: 'test' });
  await root.send(new PutItemCommand({ TableName: 'notes', Item: Key }));
});

test('a role that is restricted to some partition keys reaches no other items, in a batch neither', async (t) => {
  const allow = {
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
    Resource: attribute('Table', 'Arn'),
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['own#*'] } },
  };
  await using engine = await started(
    t,
    { Table: TABLE, Role: role('lambda.amazonaws.com', [allow]) },
    { Role: attribute('Role', 'Arn') },
  );
  const credentials = engine.services.iam.accessKey(engine.outputs['Role'] ?? '');
  const client = new DynamoDBClient({
    endpoint: `${engine.origin}/_aws/dynamodb`,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  t.after(() => client.destroy());
  const key = (id: string) => ({ id: { S: id } });
  const batch = (...ids: string[]) =>
    client.send(new BatchGetItemCommand({ RequestItems: { notes: { Keys: ids.map(key) } } }));
  const TableName = 'notes';
  await client.send(new PutItemCommand({ TableName, Item: key('own#1') }));
  assert.deepEqual((await batch('own#1', 'own#2')).Responses?.['notes'], [key('own#1')]);
  const denied = { name: 'AccessDeniedException' };
  await assert.rejects(client.send(new PutItemCommand({ TableName, Item: key('other#1') })), denied);
  await assert.rejects(client.send(new GetItemCommand({ TableName, Key: key('other#1') })), denied);
  await assert.rejects(batch('own#1', 'other#1'), denied);
  // The engine does not read the keys of an expression, and allows nothing that it cannot tell.
  const query = { KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': { S: 'own#1' } } };
  await assert.rejects(client.send(new QueryCommand({ TableName, ...query })), denied);
});

test('a function of the template is limited by its role', async (t) => {
  const ZipFile = `exports.handler = async ({ operation, input }) => {
    const { AWS_ENDPOINT_URL_DYNAMODB: url, AWS_ACCESS_KEY_ID: key, AWS_SESSION_TOKEN: token } = process.env;
    const authorization = 'AWS4-HMAC-SHA256 Credential=' + key + '/20261123/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
    const headers = { authorization, 'x-amz-security-token': token, 'x-amz-target': 'DynamoDB_20120810.' + operation };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) })).json();
  };`;
  const Resource = attribute('Table', 'Arn');
  await using engine = await started(
    t,
    {
      Table: TABLE,
      Role: role('lambda.amazonaws.com', [
        { Effect: 'Allow', Action: 'dynamodb:*', Resource },
        { Effect: 'Deny', Action: 'dynamodb:DeleteItem', Resource: '*' },
      ]),
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: attribute('Role', 'Arn'),
        },
      },
    },
    { Function: attribute('Function', 'Arn') },
  );
  const call = async (operation: string, input: unknown) => {
    const { payload } = await engine.services.lambda.invoke(engine.outputs['Function'] ?? '', { operation, input });
    return payload as Record<string, string>;
  };
  const Key = { id: { S: 'a' } };
  assert.deepEqual(await call('PutItem', { TableName: 'notes', Item: Key }), {});
  const { __type, message } = await call('DeleteItem', { TableName: 'notes', Key });
  assert.equal(__type, 'com.amazon.coral.service#AccessDeniedException');
  assert.match(
    message ?? '',
    /dynamodb:DeleteItem on resource: \S+ with an explicit deny in an identity-based policy$/,
  );
  const Delete = { TableName: 'notes', Key };
  const transact = await call('TransactWriteItems', { TransactItems: [{ Delete }] });
  assert.match(transact['message'] ?? '', /not authorized to perform: dynamodb:DeleteItem/);
});

test('SQS and EventBridge word access errors in their own way', async (t) => {
  const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'later' } };
  const allow = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: attribute('Queue', 'Arn') };
  await using engine = await started(
    t,
    { Queue: queue, Role: role('lambda.amazonaws.com', [allow]) },
    { Role: attribute('Role', 'Arn') },
  );
  const { accessKeyId, sessionToken } = engine.services.iam.accessKey(engine.outputs['Role'] ?? '');
  const call = async (service: string, target: string, body: unknown) => {
    const answer = await fetch(`${engine.origin}/_aws/${service}/`, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261123/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
        'x-amz-security-token': sessionToken,
        'x-amz-target': target,
      },
      body: JSON.stringify(body),
    });
    const { __type, message } = (await answer.json()) as Record<string, string>;
    return { status: answer.status, __type, message, query: answer.headers.get('x-amzn-query-error') };
  };
  const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/later';
  assert.equal((await call('sqs', 'AmazonSQS.SendMessage', { QueueUrl, MessageBody: 'hi' })).status, 200);
  const refused = await call('sqs', 'AmazonSQS.ReceiveMessage', { QueueUrl });
  assert.deepEqual([refused.status, refused.query], [403, 'AccessDenied;Sender']);
  assert.match(
    refused.message ?? '',
    /not authorized to perform: sqs:receivemessage on resource: arn:aws:sqs:us-east-1:000000000000:later because no/,
  );
  const other = await call('events', 'AWSEvents.DescribeConnection', { Name: 'x' });
  assert.deepEqual([other.status, other.__type], [400, 'AccessDeniedException']);
  assert.match(
    other.message ?? '',
    /events:DescribeConnection on resource: arn:aws:events:us-east-1:000000000000:connection\/x/,
  );
});

/** A pipe from the table's stream to an endpoint; its role has the given permissions. */
function withPipe(allowed: Record<string, unknown>): Resources {
  return {
    Table: TABLE,
    Connection: {
      Type: 'AWS::Events::Connection',
      Properties: {
        AuthorizationType: 'API_KEY',
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'k' } },
      },
    },
    Destination: {
      Type: 'AWS::Events::ApiDestination',
      Properties: {
        ConnectionArn: attribute('Connection', 'Arn'),
        HttpMethod: 'POST',
        InvocationEndpoint: 'https://example.invalid/',
      },
    },
    Role: role(
      'pipes.amazonaws.com',
      Object.entries(allowed).map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
    ),
    Pipe: {
      Type: 'AWS::Pipes::Pipe',
      Properties: {
        Name: 'feed',
        DesiredState: 'STOPPED',
        RoleArn: attribute('Role', 'Arn'),
        Source: attribute('Table', 'StreamArn'),
        SourceParameters: { DynamoDBStreamParameters: { StartingPosition: 'LATEST' } },
        Target: attribute('Destination', 'Arn'),
      },
    },
  };
}

test('a pipe whose role lacks one permission is not created, and the permission is named', async (t) => {
  const allowed = {
    'dynamodb:DescribeStream': attribute('Table', 'StreamArn'),
    'dynamodb:GetRecords': attribute('Table', 'StreamArn'),
    'dynamodb:GetShardIterator': attribute('Table', 'StreamArn'),
    'dynamodb:ListStreams': '*',
    'events:InvokeApiDestination': attribute('Destination', 'Arn'),
  };
  await using engine = await started(t, withPipe(allowed));
  assert.ok(engine.origin);
  for (const lost of Object.keys(allowed)) {
    const { [lost as keyof typeof allowed]: _, ...left } = allowed;
    await assert.rejects(started(t, withPipe(left)), {
      message: new RegExp(`The pipe feed: its role does not allow ${lost} on (?:arn:aws:|\\*)`),
    });
  }
});

/** An Event API with one authorization provider. */
function anApi(provider: Record<string, unknown>): Resources {
  const modes = [{ AuthType: provider['AuthType'] }];
  return {
    Api: {
      Type: 'AWS::AppSync::Api',
      Properties: {
        Name: 'events',
        EventConfig: {
          AuthProviders: [provider],
          ConnectionAuthModes: modes,
          DefaultPublishAuthModes: modes,
          DefaultSubscribeAuthModes: modes,
        },
      },
    },
    Open: {
      Type: 'AWS::AppSync::ChannelNamespace',
      Properties: {
        ApiId: attribute('Api', 'ApiId'),
        Name: 'open',
        CodeHandlers: `export function onPublish(ctx) {
          return ctx.events.map((event) => ({ id: event.id, payload: ctx.identity }));
        }`,
      },
    },
    Shut: { Type: 'AWS::AppSync::ChannelNamespace', Properties: { ApiId: attribute('Api', 'ApiId'), Name: 'shut' } },
  };
}

const publish = (engine: Engine, body: string, headers: Record<string, string>) =>
  fetch(`${engine.origin}/event`, { method: 'POST', body, headers });

test('a role publishes with its signature where its policy allows it, and a handler receives its identity', async (t) => {
  const Resource = { 'Fn::Sub': `\${Api.ApiArn}/channelNamespace/open` };
  await using engine = await started(
    t,
    {
      ...anApi({ AuthType: 'AWS_IAM' }),
      Role: role('lambda.amazonaws.com', [{ Effect: 'Allow', Action: 'appsync:EventPublish', Resource }]),
    },
    { Role: attribute('Role', 'Arn'), RoleId: attribute('Role', 'RoleId') },
  );
  const received: unknown[] = [];
  t.after(engine.onPublished(({ events }) => received.push(...events.map((event) => JSON.parse(event)))));
  const { host } = new URL(engine.origin);
  const ofRole = engine.services.iam.accessKey(engine.outputs['Role'] ?? '');
  const status = async (channel: string, credentials: { accessKeyId: string; secretAccessKey: string }) => {
    const body = JSON.stringify({ channel, events: ['1'] });
    const headers = { 'content-type': 'application/json' };
    return (await publish(engine, body, await signed(body, { clock: systemClock, host, headers, credentials }))).status;
  };
  assert.equal(await status('/open/a', ofRole), 200);
  assert.equal(await status('/shut/a', ofRole), 403);
  assert.equal(await status('/open/a', { ...ofRole, secretAccessKey: 'other' }), 400);
  assert.equal(await status('/shut/a', { accessKeyId: 'test', secretAccessKey: 'test' }), 200);
  const [identity] = received as Record<string, unknown>[];
  assert.match(String(identity?.['userArn']), /^arn:aws:sts::000000000000:assumed-role\/Access-Role-\w+\/local$/);
  assert.equal(identity?.['username'], `${engine.outputs['RoleId']}:local`);
});

test('a Lambda authorizer of the template decides who may publish', async (t) => {
  const ZipFile = `exports.handler = async ({ authorizationToken, requestContext }) => {
    if (authorizationToken === 'breaks') throw new Error('no');
    return { isAuthorized: authorizationToken === 'ann', handlerContext: { does: requestContext.operation } };
  };`;
  const decides = { LambdaAuthorizerConfig: { AuthorizerUri: attribute('Function', 'Arn') } };
  await using engine = await started(t, {
    ...anApi({ AuthType: 'AWS_LAMBDA', ...decides }),
    Role: role('lambda.amazonaws.com', []),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { ZipFile },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: attribute('Role', 'Arn'),
      },
    },
  });
  const received: string[] = [];
  t.after(engine.onPublished(({ events }) => received.push(...events)));
  const body = '{"channel":"/open/a","events":["1"]}';
  assert.equal((await publish(engine, body, { authorization: 'ann' })).status, 200);
  assert.equal((await publish(engine, body, { authorization: 'eve' })).status, 401);
  assert.equal((await publish(engine, body, { authorization: 'breaks' })).status, 401);
  assert.deepEqual(JSON.parse(received[0] ?? '').handlerContext, { does: 'EVENT_PUBLISH' });
});

test('a namespace may name a data source that is created after it, but not one that the template lacks', async (t) => {
  const namespace = (DataSourceName: string) => ({
    Type: 'AWS::AppSync::ChannelNamespace',
    Properties: {
      ApiId: attribute('Api', 'ApiId'),
      Name: 'sourced',
      CodeHandlers: `export const onPublish = {
        request(ctx) { return { payload: 'from the source' }; },
        response(ctx) { return ctx.events.map(({ id }) => ({ id, payload: ctx.result })); },
      };`,
      HandlerConfigs: { OnPublish: { Behavior: 'CODE', Integration: { DataSourceName } } },
    },
  });
  const Source = {
    Type: 'AWS::AppSync::DataSource',
    Properties: { ApiId: attribute('Api', 'ApiId'), Name: 'nothing', Type: 'NONE' },
  };
  const api = anApi({ AuthType: 'API_KEY' });
  const Key = { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: attribute('Api', 'ApiId') } };
  await assert.rejects(started(t, { ...api, Sourced: namespace('nothign'), Source }), {
    code: 'template-broken',
    message: 'Sourced: onPublish names the data source nothign, which the template does not have.',
  });
  await using engine = await started(
    t,
    { ...api, Key, Sourced: namespace('nothing'), Source },
    { Key: attribute('Key', 'ApiKey') },
  );
  const received: string[] = [];
  t.after(engine.onPublished(({ events }) => received.push(...events)));
  const headers = { 'x-api-key': engine.outputs['Key'] ?? '' };
  assert.equal((await publish(engine, '{"channel":"/sourced/a","events":["1"]}', headers)).status, 200);
  assert.deepEqual(received, ['"from the source"']);
});
