// The CloudFormation resource type of the Parameter Store.
import { PropertyReader } from '../../template/properties.ts';
import type { Ids } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import type { ParameterStore } from './parameter-store.ts';

type Deps = { parameters: ParameterStore; ids: Ids };

/** Parameters of a template. */
export const ssmResources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::SSM::Parameter',
    coverage: 'partly',
    notes: 'String and StringList of the standard tier',
    create: createParameter,
  },
];

async function createParameter({ logicalId, properties }: Resource, { parameters, ids }: Deps): Promise<Created> {
  const reader = new PropertyReader(properties, logicalId);
  const name = reader.optionalString('Name') ?? ids.name(logicalId);
  // CloudFormation cannot create secure ones ("AWS::SSM::Parameter").
  const type = reader.oneOf('Type', ['String', 'StringList']);
  const value = reader.string('Value');
  await parameters.deploy(name, { value, type });
  return { ref: name, attributes: { Type: type, Value: value }, summary: `parameter ${name}` };
}
