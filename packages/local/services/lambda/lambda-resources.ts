// The CloudFormation resource types of Lambda.
import { PropertyReader } from '../../template/properties.ts';
import type { Ids } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import { parseEventInvokeConfig } from './async-invocations.ts';
import { type Assets, locateAsset, locateCode } from './code-location.ts';
import { parsePermission } from './function-permissions.ts';
import { parseFunctionSettings } from './function-settings.ts';
import type { Lambda } from './lambda-service.ts';

type Deps = {
  lambda: Lambda;
  ids: Ids;
  assets: Assets;
  /** Whether a function serves only custom resources that the engine implements itself, so that its code never runs. */
  implementedByEngine: (logicalId: string) => boolean;
};

/** The resource types of Lambda. */
export const lambdaResources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::Lambda::Function',
    coverage: 'partly',
    notes:
      'nodejs runtimes, and python3 through this machine’s Python with awslambdaric; no other runtimes, images, file systems',
    create: createFunction,
    update: createFunction,
  },
  {
    type: 'AWS::Lambda::Permission',
    coverage: 'partly',
    notes: 'enforced for rules of EventBridge, REST and HTTP APIs and Lambda authorizers; not for AppSync',
    create({ logicalId, properties }, { lambda, ids }) {
      lambda.permit(parsePermission(properties));
      return { ref: ids.name(logicalId), attributes: { Id: ids.name(logicalId) } };
    },
  },
  {
    type: 'AWS::Lambda::LayerVersion',
    coverage: 'partly',
    notes: 'modules in the folders nodejs and python; other files are not at /opt; no layers of other accounts',
    create: createLayer,
  },
  {
    type: 'AWS::Lambda::Version',
    coverage: 'partly',
    notes: 'the only version is the current code',
    create({ properties }, { lambda }) {
      const { arn } = lambda.settingsOf(String(properties.FunctionName));
      return { ref: `${arn}:1`, attributes: { Version: '1', FunctionArn: `${arn}:1` } };
    },
  },
  {
    type: 'AWS::Lambda::Alias',
    coverage: 'partly',
    notes: 'stands for the current code; no weights, no provisioned concurrency',
    create({ logicalId, properties }, { lambda }) {
      const { arn } = lambda.settingsOf(String(properties.FunctionName));
      const alias = `${arn}:${new PropertyReader(properties, logicalId).string('Name')}`;
      return { ref: alias, attributes: { AliasArn: alias } };
    },
  },
  {
    type: 'AWS::Lambda::EventInvokeConfig',
    coverage: 'partly',
    notes: 'retries and age; no destinations',
    create({ logicalId, properties }, { lambda, ids }) {
      lambda.limitAsyncInvocations(String(properties.FunctionName), parseEventInvokeConfig(logicalId, properties));
      return { ref: ids.name(logicalId) };
    },
  },
];

// Source: Lambda API reference, CreateFunction, FunctionName.
const NAME_LENGTH_MAX = 64;

async function createFunction(
  resource: Resource,
  { lambda, ids, assets, implementedByEngine }: Deps,
): Promise<Created> {
  const { logicalId, properties } = resource;
  const name = String(properties.FunctionName ?? ids.name(logicalId).slice(-NAME_LENGTH_MAX));
  const arn = ids.arn('lambda', `function:${name}`);
  const created = { ref: name, attributes: { Arn: arn } };
  if (implementedByEngine(logicalId))
    return { ...created, summary: 'its custom resource is implemented by the engine' };
  const settings = parseFunctionSettings(resource, name, arn);
  const isPython = settings.runtime.startsWith('python');
  const opt = await lambda.layers.folder(logicalId, properties.Layers, isPython);
  const interpreter = isPython ? await lambda.pythons.find(logicalId, settings.runtime) : undefined;
  const code = await locateCode(logicalId, properties, assets);
  lambda.create({ ...settings, ...(interpreter && { interpreter }) }, code, opt);
  return { ...created, summary: `function ${name}` };
}

function createLayer({ logicalId, properties }: Resource, { lambda, ids, assets }: Deps): Created {
  const arn = `${ids.arn('lambda', `layer:${properties.LayerName ?? ids.name(logicalId)}`)}:1`;
  lambda.layers.add(arn, () => locateAsset(`The content of the layer ${logicalId}`, properties.Content, assets));
  return { ref: arn, attributes: { LayerVersionArn: arn } };
}
