// The engine runs a template that is not the chat's, and reports in one sentence what it cannot run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { credentials, Peer } from '@parley/wire/conformance';
import { startEngine } from './index.ts';

type Resources = Record<string, { Type: string; Properties?: unknown; DependsOn?: string[] }>;

/** Temperatures: a table whose stream feeds an Event API through a pipe, and a function behind an HTTP API. */
const SENSORS: Resources = {
  Readings: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [{ AttributeName: 'sensor', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'sensor', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    },
  },
  Api: {
    Type: 'AWS::AppSync::Api',
    Properties: {
      Name: 'sensors',
      EventConfig: {
        AuthProviders: [{ AuthType: 'API_KEY' }],
        ConnectionAuthModes: [{ AuthType: 'API_KEY' }],
        DefaultPublishAuthModes: [{ AuthType: 'API_KEY' }],
        DefaultSubscribeAuthModes: [{ AuthType: 'API_KEY' }],
      },
    },
  },
  Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] } } },
  Namespace: {
    Type: 'AWS::AppSync::ChannelNamespace',
    Properties: {
      ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] },
      Name: 'readings',
      CodeHandlers: `export function onPublish(ctx) {
        return ctx.events.map((event) => ({ id: event.id, payload: { ...event.payload, unit: 'C' } }));
      }`,
    },
  },
  Connection: {
    Type: 'AWS::Events::Connection',
    Properties: {
      AuthorizationType: 'API_KEY',
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: { 'Fn::GetAtt': ['Key', 'ApiKey'] } },
      },
    },
  },
  Destination: {
    Type: 'AWS::Events::ApiDestination',
    Properties: {
      ConnectionArn: { 'Fn::GetAtt': ['Connection', 'Arn'] },
      HttpMethod: 'POST',
      InvocationEndpoint: { 'Fn::Sub': `https://\${Api.Dns.Http}/event` },
    },
  },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'pipes.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'pipe',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
                Resource: { 'Fn::GetAtt': ['Readings', 'StreamArn'] },
              },
              { Effect: 'Allow', Action: 'dynamodb:ListStreams', Resource: '*' },
              {
                Effect: 'Allow',
                Action: 'events:InvokeApiDestination',
                Resource: { 'Fn::GetAtt': ['Destination', 'Arn'] },
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
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Source: { 'Fn::GetAtt': ['Readings', 'StreamArn'] },
      SourceParameters: { DynamoDBStreamParameters: { StartingPosition: 'TRIM_HORIZON', BatchSize: 1 } },
      Target: { 'Fn::GetAtt': ['Destination', 'Arn'] },
      TargetParameters: {
        InputTemplate:
          '{"channel":"readings/<$.dynamodb.NewImage.sensor.S>","events":["{\\"celsius\\":<$.dynamodb.NewImage.celsius.N>}"]}',
      },
    },
  },
};

function templateFile(template: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'parley-template-')), 'Sensors.template.json');
  writeFileSync(file, typeof template === 'string' ? template : JSON.stringify(template));
  return file;
}

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-data-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a template that is not the chat runs: an item written to its table is published on its channel', async (t) => {
  const assembly = templateFile({
    Resources: SENSORS,
    Outputs: {
      Http: { Value: { 'Fn::Sub': `https://\${Api.Dns.Http}/event` } },
      Key: { Value: { 'Fn::GetAtt': ['Key', 'ApiKey'] } },
    },
  });
  const created = new Map<string, string>();
  await using engine = await startEngine({
    assembly,
    data: aFolder(t),
    onResource: ({ type, description }) => created.set(type, description),
  });
  assert.equal(engine.outputs['Http'], `${engine.origin}/event`);
  assert.deepEqual(
    [...created.keys()].sort(),
    Object.values(SENSORS)
      .map(({ Type }) => Type)
      .sort(),
  );

  const key = engine.outputs['Key'] ?? '';
  const host = new URL(engine.origin).host;
  const listener = new Peer(`ws://${host}/event/realtime`, [
    'aws-appsync-event-ws',
    credentials({ host, 'x-api-key': key }),
  ]);
  await listener.opened();
  listener.send(
    JSON.stringify({ type: 'subscribe', id: '1', channel: '/readings/*', authorization: { 'x-api-key': key } }),
  );
  await listener.receives({ id: '1', type: 'subscribe_success' });

  const dynamodb = new DynamoDBClient({
    endpoint: `${engine.origin}/_aws/dynamodb`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const table = created.get('AWS::DynamoDB::Table')?.match(/Sensors-Readings-\w+/)?.[0];
  await dynamodb.send(
    new PutItemCommand({ TableName: table, Item: { sensor: { S: 'roof' }, celsius: { N: '21.5' } } }),
  );
  const { event } = await listener.next();
  assert.deepEqual(JSON.parse(String(event)), { celsius: 21.5, unit: 'C' });
  listener.ws.close();
  dynamodb.destroy();
});

test('unsupported resource types are all named in one sentence before anything is created', async (t) => {
  const data = join(aFolder(t), 'never-created');
  const assembly = templateFile({
    Resources: { ...SENSORS, Topic: { Type: 'AWS::SNS::Topic' }, Database: { Type: 'AWS::RDS::DBInstance' } },
  });
  await assert.rejects(startEngine({ assembly, data }), {
    code: 'not-emulated',
    message: /^AWS::SNS::Topic \(Topic\), AWS::RDS::DBInstance \(Database\): not emulated\. .*README\.md/,
  });
  assert.throws(() => readdirSync(data), { code: 'ENOENT' });
});

test('an unsupported property is rejected by name', async (t) => {
  const queue = { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } };
  const assembly = templateFile({ Resources: { ...SENSORS, Queue: queue } });
  await assert.rejects(startEngine({ assembly, data: aFolder(t) }), { code: 'not-emulated', message: /Queue/ });
});

test('a broken template is reported in one sentence and leaves nothing running', async (t) => {
  const data = aFolder(t);
  const cases: [string, RegExp][] = [
    [templateFile('{'), /is not JSON/],
    [
      templateFile({ Resources: { A: { Type: 'AWS::SQS::Queue', DependsOn: ['B'] } } }),
      /A depends on B, which is not a resource/,
    ],
    [templateFile({ Resources: { Pipe: SENSORS['Pipe'] } }), /names Role, which is not a resource/],
  ];
  for (const [assembly, message] of cases)
    await assert.rejects(startEngine({ assembly, data }), { code: 'template-broken', message });
  await using engine = await startEngine({ assembly: templateFile({ Resources: SENSORS }), data });
  assert.ok(engine.origin);
});

test('a foreign page that resolves its name to this machine (DNS rebinding) reaches nothing', async (t) => {
  await using engine = await startEngine({ assembly: templateFile({ Resources: SENSORS }), data: aFolder(t) });
  const { port } = new URL(engine.origin);
  const statusFor = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path: '/event', method: 'POST', headers: { host } });
      sent
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end('{}');
    });
  assert.equal(await statusFor(`evil.example:${port}`), 421);
  for (const own of [`127.0.0.1:${port}`, `localhost:${port}`]) assert.notEqual(await statusFor(own), 421);
  const socket = new Peer(`ws://127.0.0.1:${port}/event/realtime`, ['aws-appsync-event-ws'], {
    headers: { host: 'evil.example' },
  });
  await assert.rejects(socket.opened(), /421/);
});

test('a port in use is named, with what to do', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await assert.rejects(startEngine({ assembly: templateFile({ Resources: SENSORS }), data: aFolder(t), port }), {
    code: 'port-taken',
    message: `Port ${port} is in use. Stop the process that uses it, or choose another port: --port 0 picks a free one.`,
  });
});

test('a data folder that another engine uses is rejected until that engine has stopped', async (t) => {
  const data = aFolder(t);
  const assembly = templateFile({ Resources: SENSORS });
  const first = await startEngine({ assembly, data });
  await assert.rejects(startEngine({ assembly, data }), { code: 'data-in-use' });
  await first.stop();
  await using second = await startEngine({ assembly, data });
  assert.ok(second.origin);
});

test('a damaged record is never served: the start reports where it is, --repair moves it aside, --reset erases all', async (t) => {
  const data = aFolder(t);
  const assembly = templateFile({ Resources: SENSORS });
  await (await startEngine({ assembly, data })).stop();
  const journal = join(data, readdirSync(data).find((name) => name.startsWith('journal.')) ?? '');
  const bytes = readFileSync(journal);
  const middle = bytes.indexOf('secrets') + 2;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(journal, bytes);
  await assert.rejects(startEngine({ assembly, data }), { code: 'data-damaged', message: /journal\.\d+.*--reset/s });
  assert.deepEqual(readFileSync(journal), bytes, 'the file is not touched');
  const lines: string[] = [];
  await (await startEngine({ assembly, data, repair: true, say: (line) => lines.push(line) })).stop();
  assert.ok(lines.some((line) => line.includes('was damaged at offset')));
  await (await startEngine({ assembly, data })).stop();
  await using engine = await startEngine({ assembly, data, reset: true });
  assert.ok(engine.origin);
});

test('a stopped engine leaves nothing that keeps the process alive', (t) => {
  const script = `
    import { startEngine } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
    const engine = await startEngine({ assembly: ${JSON.stringify(templateFile({ Resources: SENSORS }))}, data: ${JSON.stringify(aFolder(t))} });
    await engine.stop();
    console.log('stopped');`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  assert.equal(stdout.trim(), 'stopped');
  assert.equal(status, 0);
});
