// The resource types of SQS that a template may hold.
import type { Ids } from '../resource-ids.ts';
import type { ResourceType } from '../resource-type.ts';
import { parseSettings } from './queue-settings.ts';
import type { Sqs } from './sqs-service.ts';

// Source: SQS quotas, queue name.
const LONGEST_NAME = 80;

/** What a template may hold of SQS. */
export const sqsResources: readonly ResourceType<{ sqs: Sqs; ids: Ids }>[] = [
  {
    type: 'AWS::SQS::Queue',
    coverage: 'partly',
    notes: 'standard queues; no FIFO, no batches, encryption and redrive allow policy have no effect',
    create({ logicalId, properties }, { sqs, ids }) {
      const name = String(properties.QueueName ?? ids.name(logicalId).slice(-LONGEST_NAME));
      const queue = sqs.create(name, parseSettings(logicalId, properties));
      const attributes = { Arn: queue.arn, QueueName: name, QueueUrl: queue.url };
      return { ref: queue.url, attributes, summary: `queue ${name}` };
    },
  },
  {
    type: 'AWS::SQS::QueuePolicy',
    coverage: 'accepted',
    create: ({ logicalId }, { ids }) => ({ ref: ids.name(logicalId), attributes: { Id: ids.name(logicalId) } }),
  },
];
