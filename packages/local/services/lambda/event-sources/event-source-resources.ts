// The CloudFormation resource type of event source mappings.
import type { Ids } from '../../resource-ids.ts';
import type { ResourceType } from '../../resource-type.ts';
import type { EventSourceMappings } from './event-source-mappings.ts';
import { parseEventSource } from './event-source-settings.ts';
import { isQueue, parseQueueMapping } from './queue-mapping.ts';

/** Event source mappings. */
export const eventSourceResources: readonly ResourceType<{ eventSources: EventSourceMappings; ids: Ids }>[] = [
  {
    type: 'AWS::Lambda::EventSourceMapping',
    coverage: 'partly',
    notes:
      'DynamoDB streams and standard queues, with filters, windows, bisection and partial batches; no tumbling windows, no other sources',
    async create({ logicalId, properties }, { eventSources, ids }) {
      const id = uuidOf(ids.label(logicalId, 32));
      if (isQueue(properties.EventSourceArn))
        await eventSources.createForQueue(parseQueueMapping(logicalId, properties));
      else await eventSources.create(parseEventSource(id, logicalId, properties));
      const attributes = { Id: id, EventSourceMappingArn: ids.arn('lambda', `event-source-mapping:${id}`) };
      return { ref: id, attributes, summary: `event source of ${properties.FunctionName}` };
    },
  },
];

/** The UUID of a mapping: the same at every start, so that its checkpoint is found again. */
function uuidOf(label: string): string {
  const hex = Buffer.from(label).toString('hex').slice(0, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
