// The CloudFormation resource types of SQS.
import type { Ids } from '../resource-ids.ts';
import type { ResourceType } from '../resource-type.ts';
import { parseQueueSettings } from './queue-settings.ts';
import type { Sqs } from './sqs-service.ts';

// Source: SQS quotas, queue name.
const NAME_LENGTH_MAX = 80;

/** The resource types of SQS. */
export const sqsResources: readonly ResourceType<{ sqs: Sqs; ids: Ids }>[] = [
  {
    type: 'AWS::SQS::Queue',
    coverage: 'partly',
    notes: 'standard queues; no FIFO, no batches, encryption and redrive allow policy have no effect',
    create({ logicalId, properties }, { sqs, ids }) {
      const name = String(properties.QueueName ?? ids.name(logicalId).slice(-NAME_LENGTH_MAX));
      const queue = sqs.create(name, parseQueueSettings(logicalId, properties));
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
