// The resource types of CloudFormation itself: nested stacks and custom resources.
import { PropertyReader } from '../../template/properties.ts';
import { ACCOUNT, type Ids, REGION } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import type { CustomResources } from './custom-resources.ts';

type Deps = {
  ids: Ids;
  customResources: CustomResources;
  assets: { folder(bucket: string, key: string): string };
  createNestedStack: (
    name: string,
    file: string,
    parameters: Readonly<Record<string, string>>,
  ) => Promise<Readonly<Record<string, string>>>;
};

/** Resources that a function of the template creates: of this type, and of all types `Custom::NAME` that the engine does not know. */
export const customResource: ResourceType<Deps> = {
  type: 'AWS::CloudFormation::CustomResource',
  coverage: 'partly',
  notes:
    'and `Custom::NAME`: its function receives Create at the first start, and Update when its properties have changed; never Delete; no topics',
  create: (resource, { customResources, ids }) => customResources.create(resource, ids.stack),
};

/** Nested stacks and custom resources. */
export const cloudFormationResources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::CloudFormation::Stack',
    coverage: 'partly',
    notes: 'templates that are assets of the assembly; no hot swap of what is in them',
    create: createStack,
  },
  customResource,
  {
    type: 'AWS::CloudFormation::WaitConditionHandle',
    coverage: 'accepted',
    create: ({ logicalId }) => ({ ref: logicalId }),
  },
];

async function createStack(
  { logicalId, properties }: Resource,
  { ids, assets, createNestedStack }: Deps,
): Promise<Created> {
  const reader = new PropertyReader(properties, logicalId);
  const name = ids.name(logicalId);
  const { bucket, key } = locationOf(reader.string('TemplateURL'));
  const given = Object.entries((properties.Parameters ?? {}) as Record<string, unknown>);
  const parameters = Object.fromEntries(given.map(([parameter, value]) => [parameter, [value].flat().join(',')]));
  const outputs = await createNestedStack(name, assets.folder(bucket, key), parameters);
  return {
    ref: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/local`,
    attributes: Object.fromEntries(Object.entries(outputs).map(([output, value]) => [`Outputs.${output}`, value])),
    summary: `nested stack ${name}`,
  };
}

/** The bucket and key of `https://s3.us-east-1.amazonaws.com/bucket/key`, the form that CDK writes. */
function locationOf(url: string): { bucket: string; key: string } {
  const [, bucket = '', key = url] = /^https:\/\/s3[^/]*\/([^/]+)\/(.+)$/.exec(url) ?? [];
  return { bucket, key };
}
