import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';
import { Ids } from '../resource-ids.ts';
import { sqsResources } from './sqs-resources.ts';
import { Sqs } from './sqs-service.ts';

const sqs = new Sqs({ clock: new ManualClock(), storage: new MemoryStorage() });

async function create(properties: Record<string, unknown>, type = 'AWS::SQS::Queue') {
  const kind = sqsResources.find((one) => one.type === type);
  return kind?.create({ logicalId: 'Dead', type, properties, metadata: {} }, { sqs, ids: new Ids('chat') });
}

test('a queue returns Ref and GetAtt as on AWS', async () => {
  assert.deepEqual(await create({ QueueName: 'dead', KmsMasterKeyId: 'alias/aws/sqs' }), {
    ref: 'https://sqs.us-east-1.amazonaws.com/000000000000/dead',
    attributes: {
      Arn: 'arn:aws:sqs:us-east-1:000000000000:dead',
      QueueName: 'dead',
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/dead',
    },
    summary: 'queue dead',
  });
  assert.match((await create({}))?.attributes?.['QueueName'] ?? '', /^chat-Dead-[0-9A-Z]{12}$/);
});

test('a queue policy is accepted', async () => {
  assert.ok(await create({ Queues: [], PolicyDocument: {} }, 'AWS::SQS::QueuePolicy'));
});

test('a FIFO queue is rejected by name', async () => {
  for (const properties of [{ FifoQueue: true }, { QueueName: 'x.fifo' }])
    await assert.rejects(create(properties), {
      code: 'not-emulated',
      message: 'Dead: a FIFO queue is not emulated; use a standard queue.',
    });
});

const BROKEN: readonly Record<string, unknown>[] = [
  { MessageRetentionPeriod: 59 },
  { MessageRetentionPeriod: 1_209_601 },
  { VisibilityTimeout: 43_201 },
  { DelaySeconds: 'soon' },
  { MaximumMessageSize: 1_048_577 },
  { RedrivePolicy: { deadLetterTargetArn: 'arn:x' } },
  { RedrivePolicy: '{"maxReceiveCount":' },
];

for (const properties of BROKEN) {
  test(`a queue with ${JSON.stringify(properties)} is rejected`, async () => {
    await assert.rejects(create(properties), { type: 'InvalidAttributeValue' });
  });
}

test('numbers may be written as strings, as CloudFormation allows', async () => {
  const { ref } = (await create({
    QueueName: 'texts',
    VisibilityTimeout: '5',
    RedrivePolicy: '{"deadLetterTargetArn":"arn:x","maxReceiveCount":"3"}',
  })) ?? { ref: '' };
  const { settings } = sqs.byUrl(ref);
  assert.equal(settings.VisibilityTimeout, 5);
  assert.deepEqual(settings.RedrivePolicy, { deadLetterTargetArn: 'arn:x', maxReceiveCount: 3 });
});
