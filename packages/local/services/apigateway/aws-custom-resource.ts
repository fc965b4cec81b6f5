// CDK's AwsCustomResource, as far as samples use it here: it reads the value of an API key while a stack is created.
import { notEmulated, PropertyReader } from '../../template/properties.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import type { RestApis } from './apigateway-service.ts';

type Call = {
  service?: unknown;
  action?: unknown;
  parameters?: { apiKey?: unknown; includeValue?: unknown };
  physicalResourceId?: { id?: unknown };
};

/** The custom resource; the engine makes the call itself, so the function behind it never runs. */
export const awsCustomResource: ResourceType<{ restApis: RestApis }> = {
  type: 'Custom::AWS',
  coverage: 'partly',
  notes: 'GetApiKey of API Gateway, done by the engine; other calls are rejected by name',
  create: createCall,
};

function createCall({ logicalId, properties }: Resource, { restApis }: { restApis: RestApis }): Created {
  const reader = new PropertyReader(properties, logicalId);
  const { service, action, parameters, physicalResourceId } = parseCall(reader);
  if (
    !/^(?:@aws-sdk\/client-)?api-?gateway$/i.test(String(service)) ||
    !/^getApiKey(?:Command)?$/i.test(String(action))
  )
    throw notEmulated(logicalId, `the call ${action} of ${service} in a custom resource`);
  const key = restApis.plans.key(String(parameters?.apiKey));
  if (!key) throw reader.invalid('its call names an API key that the template does not define');
  return {
    ref: String(physicalResourceId?.id ?? key.id),
    attributes: {
      id: key.id,
      enabled: String(key.enabled),
      ...(String(parameters?.includeValue) === 'true' && { value: key.value }),
    },
    summary: `API key ${key.id}`,
  };
}

function parseCall(reader: PropertyReader): Call {
  const text = reader.optionalString('Create') ?? reader.optionalString('Update');
  if (text === undefined)
    throw notEmulated(reader.subject, 'a custom resource that only makes a call when it is deleted');
  try {
    return JSON.parse(text) as Call;
  } catch (cause) {
    throw reader.invalid(`its call is not JSON: ${(cause as Error).message}`);
  }
}
