// The resource types of CloudFormation itself: nested stacks.
import { PropertyReader } from '../../template/properties.ts';
import { ACCOUNT, type Ids, REGION } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';

type Deps = {
  ids: Ids;
  assets: { folder(bucket: string, key: string): string };
  createNestedStack: (
    name: string,
    file: string,
    parameters: Readonly<Record<string, string>>,
  ) => Promise<Readonly<Record<string, string>>>;
};

/** Nested stacks. */
export const cloudFormationResources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::CloudFormation::Stack',
    coverage: 'partly',
    notes: 'templates that are assets of the assembly; no hot swap of what is in them',
    create: createStack,
  },
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
