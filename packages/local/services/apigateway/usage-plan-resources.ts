// The CloudFormation resource types of API keys and usage plans.
import { PropertyReader, templateBroken } from '../../template/properties.ts';
import type { Ids } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import type { RestApis } from './apigateway-service.ts';
import type { Quota, Rate } from './usage-plans.ts';

type Deps = { restApis: RestApis; ids: Ids };

/** The resource types of API keys and usage plans. */
export const usagePlanResources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::ApiGateway::ApiKey',
    coverage: 'partly',
    notes: 'StageKeys, which usage plans have replaced, have no effect',
    create: createKey,
  },
  {
    type: 'AWS::ApiGateway::UsagePlan',
    coverage: 'partly',
    notes: 'counts are in memory, and begin at zero at each start',
    create: createPlan,
  },
  { type: 'AWS::ApiGateway::UsagePlanKey', coverage: 'full', create: createPlanKey },
];

// Source: API Gateway developer guide, "Set up API keys for REST APIs": a value has 20 to 128 characters.
const VALUE_LENGTH = 40;

function createKey({ logicalId, properties }: Resource, { restApis, ids }: Deps): Created {
  const reader = new PropertyReader(properties, logicalId);
  const id = ids.label(logicalId, 10);
  const value = reader.optionalString('Value') ?? ids.label(`${logicalId} value`, VALUE_LENGTH);
  if (value.length < 20 || value.length > 128) throw templateBroken(logicalId, 'Value must have 20 to 128 characters');
  restApis.plans.addKey({ id, value, enabled: String(properties['Enabled']) === 'true' });
  return { ref: id, attributes: { APIKeyId: id }, summary: `API key ${value}` };
}

function createPlan({ logicalId, properties }: Resource, { restApis, ids }: Deps): Created {
  const reader = new PropertyReader(properties, logicalId);
  const id = ids.label(logicalId, 6);
  const stages: string[] = [];
  const rates: [string, Rate][] = [];
  for (const stage of reader.optionalObjects('ApiStages') ?? []) {
    const name = `${stage.string('ApiId')}/${stage.string('Stage')}`;
    if (!restApis.api(stage.string('ApiId'))?.stages.has(stage.string('Stage')))
      throw templateBroken(logicalId, `${name} is not a stage that exists yet. Make the plan depend on it`);
    stages.push(name);
    const methods = stage.optionalObject('Throttle');
    for (const method of Object.keys(methods.properties)) {
      const rate = parseRate(methods.object(method));
      if (rate) rates.push([`${name} ${method.startsWith('/') ? method : `/${method}`}`, rate]);
    }
  }
  const rate = parseRate(reader.optionalObject('Throttle'));
  const quota = properties['Quota'] === undefined ? undefined : parseQuota(reader.object('Quota'));
  restApis.plans.addPlan({ id, stages, rate, rates: new Map(rates), quota });
  return { ref: id, attributes: { Id: id } };
}

function parseRate(throttle: PropertyReader): Rate | undefined {
  const perSecond = throttle.optionalNumber('RateLimit');
  const burst = throttle.optionalNumber('BurstLimit');
  if (perSecond === undefined && burst === undefined) return undefined;
  // Source: API Gateway quotas: the account's limits, 10,000 a second with a burst of 5,000.
  return { perSecond: perSecond ?? 10_000, burst: burst ?? 5_000 };
}

function parseQuota(quota: PropertyReader): Quota {
  const period = quota.oneOf('Period', ['DAY', 'WEEK', 'MONTH']);
  const offset = quota.integer('Offset', { from: 0, to: period === 'MONTH' ? 27 : 6, fallback: 0 });
  return { limit: quota.integer('Limit', { from: 1, to: Number.MAX_SAFE_INTEGER, fallback: 0 }), period, offset };
}

function createPlanKey({ logicalId, properties }: Resource, { restApis }: Deps): Created {
  const reader = new PropertyReader(properties, logicalId);
  reader.oneOf('KeyType', ['API_KEY']);
  const keyId = reader.string('KeyId');
  const planId = reader.string('UsagePlanId');
  if (!restApis.plans.addKeyToPlan(keyId, planId))
    throw templateBroken(logicalId, 'KeyId and UsagePlanId must be a key and a plan of the template');
  const id = `${keyId}:${planId}`;
  return { ref: id, attributes: { Id: id } };
}
