// Templates like Crockwell-Solutions/cdk-appsync-events: pipes with an enrichment, to functions, queues and buses.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Engine } from '../../engine.ts';
import { att, ref, role } from '../template-parts.ts';
import { until } from '../watched-clock.ts';
import { startTemplate } from './start-template.ts';

/** Doubles the price of an order, splits an order of two, and leaves out an order of nothing. */
const ENRICH = `exports.handler = async ([{ dynamodb: { NewImage: { id, count } } }]) =>
  Array.from({ length: Number(count.N) }, (_, part) => ({ order: id.S, part, 'detail-type': 'Part' }));`;

const STORE = `exports.handler = async (events) => {
  if (events.some(({ order }) => order === 'broken')) throw new Error('cannot store this');
  console.log('stored ' + JSON.stringify(events));
};`;

const fn = (code: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: att('Role', 'Arn'), Code: { ZipFile: code } },
});

const pipe = (Target: unknown, TargetParameters: object = {}, more: object = {}) => ({
  Type: 'AWS::Pipes::Pipe',
  Properties: {
    RoleArn: att('PipeRole', 'Arn'),
    Source: att('Orders', 'StreamArn'),
    SourceParameters: {
      DynamoDBStreamParameters: { StartingPosition: 'TRIM_HORIZON', BatchSize: 10, MaximumRetryAttempts: 0 },
    },
    Enrichment: att('Enrich', 'Arn'),
    Target,
    TargetParameters,
    ...more,
  },
});

const template = (Pipe: object) => ({
  Resources: {
    Orders: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'orders',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      },
    },
    Role: role('lambda.amazonaws.com', ['logs:*']),
    PipeRole: role('pipes.amazonaws.com', ['dynamodb:*', 'lambda:InvokeFunction', 'sqs:*', 'events:PutEvents']),
    Enrich: fn(ENRICH),
    Store: fn(STORE),
    Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'orders' } },
    ToJobs: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: ref('Bus'),
        EventPattern: { source: ['shop'], 'detail-type': ['Part'] },
        Targets: [{ Id: 'jobs', Arn: att('Jobs', 'Arn'), InputPath: '$.detail' }],
      },
    },
    Pipe,
  },
});

async function start(t: TestContext, Pipe: object) {
  const engine = await startTemplate(t, template(Pipe));
  const put = (id: string, count: number) =>
    engine.services.dynamodb.call('PutItem', {
      TableName: 'orders',
      Item: { id: { S: id }, count: { N: `${count}` } },
    });
  return { engine, put };
}

function messagesOf({ services: { sqs } }: Engine): Promise<unknown[]> {
  const queue = sqs.byUrl('https://sqs/jobs');
  return sqs
    .receive(queue, { most: 10, hiddenSeconds: 60, waitMs: 0 })
    .then((all) => all.map(({ body }) => JSON.parse(body)));
}

async function received(engine: Engine, count: number): Promise<unknown[]> {
  const all: unknown[] = [];
  while (all.length < count) {
    all.push(...(await messagesOf(engine)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return all;
}

test('a queue receives each event of the enrichment, and nothing for an empty result', async (t) => {
  const { engine, put } = await start(t, pipe(att('Jobs', 'Arn'), { InputTemplate: '{"part":"<$.order>/<$.part>"}' }));
  await put('none', 0);
  await put('two', 2);
  assert.deepEqual(await received(engine, 2), [{ part: 'two/0' }, { part: 'two/1' }]);
});

test('a bus receives the events as details, with a detail type from a path', async (t) => {
  const parameters = { EventBridgeEventBusParameters: { Source: 'shop', DetailType: '$.detail-type' } };
  const { engine, put } = await start(t, pipe(att('Bus', 'Arn'), parameters));
  await put('one', 1);
  assert.deepEqual(await received(engine, 1), [{ order: 'one', part: 0, 'detail-type': 'Part' }]);
});

test('a function receives a list; when it fails, the record is retried and then given up', async (t) => {
  const { engine, put } = await start(t, pipe(att('Store', 'Arn')));
  await put('broken', 1);
  const [name = ''] = engine.services.pipes.names;
  await until('the record is given up', () => engine.services.pipes.status(name).failures > 0);
  await put('fine', 2);
  await until('the next one is delivered', () => engine.services.pipes.status(name).delivered > 0);
  assert.equal(engine.services.pipes.status(name).waiting, 0);
});

test('a pipe from a queue filters by the body, deletes what was delivered, and leaves what failed', async (t) => {
  const fromQueue = {
    Type: 'AWS::Pipes::Pipe',
    Properties: {
      RoleArn: att('PipeRole', 'Arn'),
      Source: att('Jobs', 'Arn'),
      SourceParameters: {
        SqsQueueParameters: { BatchSize: 10 },
        FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] },
      },
      Target: att('Store', 'Arn'),
      TargetParameters: { InputTemplate: '{"order":"<$.body.id>"}' },
    },
  };
  const { engine } = await start(t, fromQueue);
  const { sqs, pipes } = engine.services;
  const queue = sqs.byUrl('https://sqs/jobs');
  for (const body of ['{"kind":"order","id":"broken"}', '{"kind":"other"}', '{"kind":"order","id":"fine"}', 'no JSON'])
    await queue.send(body);
  const [name = ''] = pipes.names;
  await until('the orders are tried', () => pipes.status(name).failures > 0 && pipes.status(name).delivered > 0);
  await until('only the failed one is left', () => queue.counts().inFlight === 1 && queue.counts().visible === 0);
  assert.equal(pipes.status(name).delivered, 1);
});

test('a function is invoked with batches of a queue, and only the messages that it reports come back', async (t) => {
  const code = `exports.handler = async ({ Records }) => ({
    batchItemFailures: Records.filter(({ body }) => body === 'again').map(({ messageId }) => ({ itemIdentifier: messageId })),
  });`;
  const engine = await startTemplate(t, {
    Resources: {
      Role: role('lambda.amazonaws.com', [
        'logs:*',
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
      ]),
      Worker: fn(code),
      Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: ref('Worker'),
          EventSourceArn: att('Jobs', 'Arn'),
          BatchSize: 5,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        },
      },
    },
  });
  const queue = engine.services.sqs.byUrl('https://sqs/jobs');
  for (const body of ['done', 'again', 'done too']) await queue.send(body);
  await until('one is left', () => queue.counts().inFlight === 1 && queue.counts().visible === 0);
});

test('a pipe whose role may not call its enrichment is refused', async (t) => {
  const properties = template(pipe(att('Jobs', 'Arn')));
  properties.Resources.PipeRole = role('pipes.amazonaws.com', ['dynamodb:*', 'sqs:SendMessage']);
  await assert.rejects(startTemplate(t, properties), {
    code: 'create-failed',
    message: /role does not allow lambda:InvokeFunction on arn:aws:lambda:/,
  });
});
