// The physical names of the tables, as the stack passes them to the functions.
import { Ids } from '../../packages/local/services/resource-ids.ts';
import { resourcesOf } from './stack-template.ts';

export const IDS = new Ids('Parley');

/** The names of the two tables. */
export const TABLES = Object.fromEntries(
  resourcesOf('AWS::DynamoDB::GlobalTable').map(({ logicalId, properties }) => [
    properties.TimeToLiveSpecification ? 'chat' : 'log',
    String(properties.TableName ?? IDS.name(logicalId)),
  ]),
) as { log: string; chat: string };
