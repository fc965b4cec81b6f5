// For tests: the whole way of a note, on an engine of its own: HTTP API, function, table, stream, pipe, AppSync, sockets.
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

/** Stores a note once; a second one of the same name on the board is a conflict. What DynamoDB refuses is told by name. */
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

/** What the function may take: a little less than the HTTP API waits, so that only who moves the clock meets it. */
export const TIMEOUT_S = 29;

/** A way that runs, with the words of the tests. */
export class Way {
  readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Posts a note: the status and what the function says, or `cut`. */
  async posts(board: string, name: string): Promise<string> {
    try {
      const answer = await fetch(`${this.engine.outputs['Url']}/${board}`, { method: 'POST', body: name });
      return `${answer.status} ${await answer.text()}`.trim();
    } catch {
      return 'cut';
    }
  }

  /** Somebody who subscribed to a board. */
  async listens(board: string): Promise<Listener> {
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
    return new Listener(peer);
  }

  /** What is on disk. */
  async stored(): Promise<string[]> {
    const { Items } = await this.engine.services.dynamodb.call('Scan', { TableName: this.engine.outputs['Table'] });
    return (Items as { name: { S: string } }[]).map(({ name }) => name.S).sort();
  }

  /** Waits until the pipe has nothing under way: a call that time passes over would be made again. */
  async delivered(): Promise<void> {
    const { pipes } = this.engine.services;
    await until('everything is delivered', () => pipes.names.every((name) => pipes.status(name).waiting === 0));
  }

  /** Waits until a hop has noted something. */
  noted(fits: (event: TraceEvent) => boolean): Promise<TraceEvent> {
    return new Promise((resolve) => {
      const stop = this.engine.traces.subscribe((event) => {
        if (!fits(event)) return;
        stop();
        resolve(event);
      });
    });
  }
}

/** Somebody at a socket. */
export class Listener {
  readonly peer: Peer;

  constructor(peer: Peer) {
    this.peer = peer;
  }

  /** The names of the next notes. */
  async hears(count: number): Promise<string[]> {
    const names: string[] = [];
    while (names.length < count) {
      const frame = await this.peer.next();
      assert.equal(frame['type'], 'data');
      names.push((JSON.parse(String(frame['event'])) as { name: string }).name);
    }
    return names;
  }
}

/** Starts a way for one test. */
export async function aWay(t: TestContext, options: Partial<EngineOptions> = {}): Promise<Way> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-way-'));
  const assembly = join(folder, 'Way.template.json');
  writeFileSync(assembly, JSON.stringify({ Resources: RESOURCES, Outputs: OUTPUTS }));
  const engine = await startEngine({ assembly, data: join(folder, 'data'), ...options });
  t.after(async () => {
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return new Way(engine);
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
