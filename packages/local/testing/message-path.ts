// Test fixture: the whole message path on its own engine: HTTP API, function, table, stream, pipe, AppSync, sockets.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { credentials, Peer } from '@parley/wire/conformance';
import type { TraceEvent } from '../fault-injection/index.ts';
import { type Engine, type EngineOptions, startEngine } from '../index.ts';
import { att, modes, role } from './template-parts.ts';
import { until } from './watched-clock.ts';

/** Stores a note once; a second note of the same name on the board is a conflict. Errors of DynamoDB are returned by name. */
const FUNCTION = `import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
const table = new DynamoDBClient({ maxAttempts: 1 });
export async function handler({ pathParameters, body }) {
  const Item = { board: { S: pathParameters.board }, name: { S: body } };
  try {
    await table.send(new PutItemCommand({
      TableName: process.env.TABLE, Item,
      ConditionExpression: 'attribute_not_exists(#n)', ExpressionAttributeNames: { '#n': 'name' },
    }));
    return { statusCode: 201 };
  } catch (error) {
    return { statusCode: error.name === 'ConditionalCheckFailedException' ? 409 : 500, body: error.name };
  }
}`;

/** The timeout of the function: slightly less than that of the HTTP API, so that only a test that moves the clock reaches it. */
export const TIMEOUT_S = 29;

/** A running message path. */
export class MessagePath {
  readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Posts a note; returns the status and the body of the response, or `cut`. */
  async post(board: string, name: string): Promise<string> {
    try {
      const answer = await fetch(`${this.engine.outputs['Url']}/${board}`, { method: 'POST', body: name });
      return `${answer.status} ${await answer.text()}`.trim();
    } catch {
      return 'cut';
    }
  }

  /** Subscribes to a board. */
  async subscribe(board: string): Promise<Subscriber> {
    const { origin, outputs } = this.engine;
    const host = new URL(origin).host;
    const key = outputs['Key'] ?? '';
    const peer = new Peer(`ws://${host}/event/realtime`, [
      'aws-appsync-event-ws',
      credentials({ host, 'x-api-key': key }),
    ]);
    await peer.opened();
    const authorization = { 'x-api-key': key };
    peer.send(JSON.stringify({ type: 'subscribe', id: board, channel: `/notes/${board}`, authorization }));
    await peer.receives({ id: board, type: 'subscribe_success' });
    return new Subscriber(peer);
  }

  /** The names of the stored notes. */
  async stored(): Promise<string[]> {
    const { Items } = await this.engine.services.dynamodb.call('Scan', { TableName: this.engine.outputs['Table'] });
    return (Items as { name: { S: string } }[]).map(({ name }) => name.S).sort();
  }

  /** Waits until the pipe has no delivery in progress, because advancing the clock would time it out. */
  async untilDelivered(): Promise<void> {
    const { pipes } = this.engine.services;
    await until('everything is delivered', () => pipes.names.every((name) => pipes.status(name).waiting === 0));
  }

  /** Waits until a hop has recorded a matching step. */
  untilStep(matches: (event: TraceEvent) => boolean): Promise<TraceEvent> {
    return new Promise((resolve) => {
      const stop = this.engine.traces.subscribe((event) => {
        if (!matches(event)) return;
        stop();
        resolve(event);
      });
    });
  }
}

/** A subscriber at a WebSocket. */
export class Subscriber {
  readonly peer: Peer;

  constructor(peer: Peer) {
    this.peer = peer;
  }

  /** Receives the next notes, and returns their names. */
  async receive(count: number): Promise<string[]> {
    const names: string[] = [];
    while (names.length < count) {
      const frame = await this.peer.next();
      assert.equal(frame['type'], 'data');
      names.push((JSON.parse(String(frame['event'])) as { name: string }).name);
    }
    return names;
  }
}

/** Opens a message path for one test. */
export async function openMessagePath(t: TestContext, options: Partial<EngineOptions> = {}): Promise<MessagePath> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-path-'));
  const assembly = join(folder, 'MessagePath.template.json');
  writeFileSync(assembly, JSON.stringify({ Resources: RESOURCES, Outputs: OUTPUTS }));
  const engine = await startEngine({ assembly, data: join(folder, 'data'), ...options });
  t.after(async () => {
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return new MessagePath(engine);
}

const API_KEY = modes('API_KEY');
const HTTP_API = { Ref: 'Http' };

const RESOURCES = {
  Notes: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: ['board', 'name'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'board', KeyType: 'HASH' },
        { AttributeName: 'name', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    },
  },
  Store: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: att('StoreRole', 'Arn'),
      Timeout: TIMEOUT_S,
      Environment: { Variables: { TABLE: { Ref: 'Notes' } } },
      Code: { ZipFile: FUNCTION },
    },
  },
  StoreRole: role('lambda.amazonaws.com', ['dynamodb:*']),
  Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'notes', ProtocolType: 'HTTP' } },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: HTTP_API, StageName: '$default', AutoDeploy: true },
  },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: HTTP_API,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: att('Store', 'Arn'),
      PayloadFormatVersion: '2.0',
    },
  },
  Route: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: HTTP_API,
      RouteKey: 'POST /{board}',
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
    },
  },
  Events: {
    Type: 'AWS::AppSync::Api',
    Properties: {
      Name: 'notes',
      EventConfig: {
        AuthProviders: API_KEY,
        ConnectionAuthModes: API_KEY,
        DefaultPublishAuthModes: API_KEY,
        DefaultSubscribeAuthModes: API_KEY,
      },
    },
  },
  Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: att('Events', 'ApiId') } },
  Namespace: {
    Type: 'AWS::AppSync::ChannelNamespace',
    Properties: { ApiId: att('Events', 'ApiId'), Name: 'notes' },
  },
  Connection: {
    Type: 'AWS::Events::Connection',
    Properties: {
      Name: 'notes',
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: att('Key', 'ApiKey') } },
    },
  },
  Destination: {
    Type: 'AWS::Events::ApiDestination',
    Properties: {
      Name: 'notes',
      ConnectionArn: att('Connection', 'Arn'),
      HttpMethod: 'POST',
      InvocationEndpoint: { 'Fn::Sub': `https://\${Events.Dns.Http}/event` },
    },
  },
  PipeRole: role('pipes.amazonaws.com', ['dynamodb:*', 'events:InvokeApiDestination']),
  Pipe: {
    Type: 'AWS::Pipes::Pipe',
    Properties: {
      RoleArn: att('PipeRole', 'Arn'),
      Source: att('Notes', 'StreamArn'),
      SourceParameters: {
        DynamoDBStreamParameters: { StartingPosition: 'TRIM_HORIZON', BatchSize: 1, ParallelizationFactor: 10 },
      },
      Target: att('Destination', 'Arn'),
      TargetParameters: {
        InputTemplate:
          '{"channel":"notes/<$.dynamodb.NewImage.board.S>","events":["{\\"name\\":\\"<$.dynamodb.NewImage.name.S>\\"}"]}',
      },
    },
  },
};

const OUTPUTS = {
  Url: { Value: att('Http', 'ApiEndpoint') },
  Key: { Value: att('Key', 'ApiKey') },
  Table: { Value: { Ref: 'Notes' } },
};
