// A template like aws-samples/serverless-patterns eventbridge-to-appsync-events-sam: a rule of a custom bus publishes its events.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { att, ref, role, sub } from '../template-parts.ts';
import { until } from '../watched-clock.ts';
import { startTemplate } from './start-template.ts';

const TEMPLATE = {
  // The line that SAM's patterns carry, also without a resource of SAM.
  Transform: 'AWS::Serverless-2016-10-31',
  Resources: {
    Api: {
      Type: 'AWS::AppSync::Api',
      Properties: {
        Name: 'orders',
        EventConfig: {
          AuthProviders: [{ AuthType: 'API_KEY' }],
          ConnectionAuthModes: [{ AuthType: 'API_KEY' }],
          DefaultPublishAuthModes: [{ AuthType: 'API_KEY' }],
          DefaultSubscribeAuthModes: [{ AuthType: 'API_KEY' }],
        },
      },
    },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: att('Api', 'ApiId') } },
    Orders: { Type: 'AWS::AppSync::ChannelNamespace', Properties: { ApiId: att('Api', 'ApiId'), Name: 'orders' } },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'shop' } },
    Connection: {
      Type: 'AWS::Events::Connection',
      Properties: {
        AuthorizationType: 'API_KEY',
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: att('Key', 'ApiKey') } },
      },
    },
    Destination: {
      Type: 'AWS::Events::ApiDestination',
      Properties: {
        ConnectionArn: att('Connection', 'Arn'),
        HttpMethod: 'POST',
        InvocationEndpoint: sub(`https://\${Api.Dns.Http}/event`),
      },
    },
    Role: role('events.amazonaws.com', ['logs:CreateLogGroup']),
    MayCall: {
      Type: 'AWS::IAM::RolePolicy',
      Properties: {
        RoleName: ref('Role'),
        PolicyName: 'call',
        PolicyDocument: {
          Statement: [{ Effect: 'Allow', Action: 'events:InvokeApiDestination', Resource: att('Destination', 'Arn') }],
        },
      },
    },
    Dead: { Type: 'AWS::SQS::Queue' },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: ref('Bus'),
        EventPattern: { source: ['shop.orders'] },
        Targets: [
          {
            Id: 'publish',
            Arn: att('Destination', 'Arn'),
            RoleArn: att('Role', 'Arn'),
            InputTransformer: {
              InputPathsMap: { id: '$.detail.id', state: '$.detail.state' },
              InputTemplate:
                '{"channel":"/orders/<id>","events":["{\\"order\\":\\"<id>\\",\\"state\\":\\"<state>\\"}"]}',
            },
            RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 300 },
            DeadLetterConfig: { Arn: att('Dead', 'Arn') },
          },
        ],
      },
    },
  },
};

test('an event that a script puts on the bus is published on its channel', async (t) => {
  const engine = await startTemplate(t, TEMPLATE);
  const published: unknown[] = [];
  engine.onPublished(({ channel, events }) => published.push([channel, ...events.map((event) => JSON.parse(event))]));
  const client = new EventBridgeClient({
    endpoint: `${engine.origin}/_aws/events`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const entry = { EventBusName: 'shop', Source: 'shop.orders', DetailType: 'OrderChanged' };
  const { FailedEntryCount } = await client.send(
    new PutEventsCommand({
      Entries: [
        { ...entry, Detail: '{"id":"42","state":"paid"}' },
        { ...entry, Source: 'shop.other', Detail: '{"id":"43"}' },
      ],
    }),
  );
  assert.equal(FailedEntryCount, 0);
  await until('the event is published', () => published.length > 0);
  assert.deepEqual(published, [['/orders/42', { order: '42', state: 'paid' }]]);
});
