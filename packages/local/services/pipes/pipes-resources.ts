// The CloudFormation resource types of EventBridge Pipes.
import type { Ids } from '../resource-ids.ts';
import type { ResourceType } from '../resource-type.ts';
import type { Pipes } from './pipes-service.ts';

// Source: Pipes API reference, CreatePipe.
const NAME_LENGTH_MAX = 64;

/** The resource types of EventBridge Pipes. */
export const pipesResources: readonly ResourceType<{ pipes: Pipes; ids: Ids }>[] = [
  {
    type: 'AWS::Pipes::Pipe',
    coverage: 'partly',
    notes:
      'from a DynamoDB stream, enriched by functions, to API destinations, functions, standard queues and buses; one record at a time',
    async create({ logicalId, properties }, { pipes, ids }) {
      const name = String(properties.Name ?? ids.name(logicalId).slice(-NAME_LENGTH_MAX));
      const arn = ids.arn('pipes', `pipe/${name}`);
      const { desiredState, lanes } = await pipes.create(name, arn, properties);
      return {
        ref: name,
        attributes: { Arn: arn, CurrentState: desiredState, StateReason: '' },
        summary: `pipe ${name}, ${desiredState}, ${lanes} ${lanes === 1 ? 'lane' : 'lanes'}`,
      };
    },
  },
];
