// CDK's AwsCustomResource: the engine reads the value of an API key itself; for other calls its function runs.
import { notEmulated, PropertyReader } from '../../template/properties.ts';
import type { Ids } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import type { RestApis } from './apigateway-service.ts';

type Deps = {
  restApis: RestApis;
  ids: Ids;
  customResources: { create(resource: Resource, stack: string): Promise<Created> };
};

type Call = {
  service?: unknown;
  action?: unknown;
  parameters?: { apiKey?: unknown; includeValue?: unknown };
  physicalResourceId?: { id?: unknown };
};

/** The custom resource; API Gateway has no API for SDKs here, and tables, parameters and the others have one. */
export const awsCustomResource: ResourceType<Deps> = {
  type: 'Custom::AWS',
  coverage: 'partly',
  notes: 'calls of the services that the engine has for SDKs, and GetApiKey of API Gateway; no call at deletion',
  isImplemented: ({ Create, Update }) => isApiKeyCall(JSON.stringify(Create ?? Update ?? '')),
  create(resource, deps) {
    const reader = new PropertyReader(resource.properties, resource.logicalId);
    const text = reader.optionalString('Create') ?? reader.optionalString('Update');
    if (text === undefined)
      throw notEmulated(resource.logicalId, 'a custom resource that only makes a call when it is deleted');
    const call = parseCall(reader, text);
    if (isApiKeyCall(text)) return readApiKey(reader, call, deps);
    if (!SERVICES.has(nameOf(call.service)))
      throw notEmulated(resource.logicalId, `the call ${call.action} of ${call.service} in a custom resource`);
    // Lambda has the latest SDK only after an installation from the network; the engine brings its own.
    const properties = { ...resource.properties, InstallLatestAwsSdk: false };
    return deps.customResources.create({ ...resource, properties }, deps.ids.stack);
  },
};

/** The text of a call, whole or in the parts of `Fn::Join`. */
function isApiKeyCall(text: string): boolean {
  return /"(?:@aws-sdk\/client-)?api-?gateway\\?"/i.test(text) && /"getApiKey(?:Command)?\\?"/i.test(text);
}

/** The services with an API for SDKs; `CloudWatchEvents` and `CognitoIdentityServiceProvider` are names of version 2. */
const SERVICES: ReadonlySet<string> = new Set([
  'appsync',
  'cloudwatchevents',
  'cognitoidentity',
  'cognitoidentityprovider',
  'cognitoidentityserviceprovider',
  'dynamodb',
  'dynamodbstreams',
  'eventbridge',
  'lambda',
  'secretsmanager',
  'sqs',
  'ssm',
]);

/** `@aws-sdk/client-dynamodb`, `dynamodb` and `DynamoDB` are one service. */
function nameOf(service: unknown): string {
  return String(service)
    .replace(/^@aws-sdk\/client-/, '')
    .replaceAll('-', '')
    .toLowerCase();
}

function readApiKey(reader: PropertyReader, { parameters, physicalResourceId }: Call, { restApis }: Deps): Created {
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

function parseCall(reader: PropertyReader, text: string): Call {
  try {
    return JSON.parse(text) as Call;
  } catch (cause) {
    throw reader.invalid(`its call is not JSON: ${(cause as Error).message}`);
  }
}
