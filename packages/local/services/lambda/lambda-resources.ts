// The resource types of Lambda that a template may hold.
import type { Ids } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import { parseLater } from './async-invocations.ts';
import { type Assets, findCode } from './code-location.ts';
import { parsePermission } from './function-permissions.ts';
import { parseSettings } from './function-settings.ts';
import type { Lambda } from './lambda-service.ts';

type Needs = {
  lambda: Lambda;
  ids: Ids;
  assets: Assets;
  /** Whether a function serves only custom resources that the engine plays itself, so that its code never runs here. */
  playedNatively: (logicalId: string) => boolean;
};

/** What a template may hold of Lambda. */
export const lambdaResources: readonly ResourceType<Needs>[] = [
  {
    type: 'AWS::Lambda::Function',
    coverage: 'partly',
    notes: 'nodejs runtimes; no layers, images, file systems, streaming answers',
    create: createFunction,
  },
  {
    type: 'AWS::Lambda::Permission',
    coverage: 'partly',
    notes: 'enforced for rules of EventBridge; not for HTTP APIs and AppSync',
    create({ logicalId, properties }, { lambda, ids }) {
      lambda.permit(parsePermission(properties));
      return { ref: ids.name(logicalId), attributes: { Id: ids.name(logicalId) } };
    },
  },
  {
    type: 'AWS::Lambda::LayerVersion',
    coverage: 'accepted',
    notes: 'a function of this template that uses one is refused',
    create({ logicalId, properties }, { ids }) {
      const arn = `${ids.arn('lambda', `layer:${properties.LayerName ?? ids.name(logicalId)}`)}:1`;
      return { ref: arn, attributes: { LayerVersionArn: arn } };
    },
  },
  {
    type: 'AWS::Lambda::EventInvokeConfig',
    coverage: 'partly',
    notes: 'retries and age; no destinations',
    create({ logicalId, properties }, { lambda, ids }) {
      lambda.limitLater(String(properties.FunctionName), parseLater(logicalId, properties));
      return { ref: ids.name(logicalId) };
    },
  },
];

// Source: Lambda API reference, CreateFunction, FunctionName.
const LONGEST_NAME = 64;

function createFunction(resource: Resource, { lambda, ids, assets, playedNatively }: Needs): Created {
  const { logicalId, properties } = resource;
  const name = String(properties.FunctionName ?? ids.name(logicalId).slice(-LONGEST_NAME));
  const arn = ids.arn('lambda', `function:${name}`);
  const created = { ref: name, attributes: { Arn: arn } };
  if (playedNatively(logicalId)) return { ...created, summary: 'its custom resource is played by the engine' };
  const settings = parseSettings(resource, name, arn);
  lambda.create(settings, findCode(resource, assets));
  return { ...created, summary: `function ${name}` };
}
