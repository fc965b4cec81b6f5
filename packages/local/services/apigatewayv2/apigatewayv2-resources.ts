// The CloudFormation resource types of API Gateway.
import { notEmulated, PropertyReader, templateBroken } from '../../template/properties.ts';
import { type Ids, REGION } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import type { HttpApis } from './apigatewayv2-service.ts';
import type { HttpApi } from './http-api.ts';
import {
  parseAuthorizer,
  parseCors,
  parseIntegration,
  parseRouteThrottles,
  parseThrottle,
} from './http-api-settings.ts';

type Deps = { httpApis: HttpApis; ids: Ids };

/** The resource types of HTTP APIs. */
export const apiGatewayResources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::ApiGatewayV2::Api',
    coverage: 'partly',
    notes: 'HTTP APIs, also from OpenAPI; no WebSocket APIs',
    create: createApi,
  },
  {
    type: 'AWS::ApiGatewayV2::Stage',
    coverage: 'partly',
    notes: 'deployed at once; no access log',
    create: createStage,
  },
  {
    type: 'AWS::ApiGatewayV2::Integration',
    coverage: 'partly',
    notes:
      'Lambda functions, payload formats 1.0 and 2.0; without any permission for API Gateway a function runs and is reported, where AWS answers 500; no parameter mapping, no other integrations',
    create: createIntegration,
  },
  { type: 'AWS::ApiGatewayV2::Route', coverage: 'full', create: createRoute },
  {
    type: 'AWS::ApiGatewayV2::Authorizer',
    coverage: 'partly',
    notes: 'JWT of the user pools of this template and of any issuer that publishes its keys; REQUEST with functions',
    create: createAuthorizer,
  },
];

function createApi(resource: Resource, { httpApis, ids }: Deps): Created {
  const { logicalId, properties } = resource;
  if (properties['ProtocolType'] !== 'HTTP')
    throw notEmulated(logicalId, `the protocol ${properties['ProtocolType']}`, 'use HTTP');
  rejectNotEmulated(resource, ['Body', 'BodyS3Location', 'Target', 'RouteKey', 'CredentialsArn', 'BasePath']);
  if (String(properties['DisableExecuteApiEndpoint']) === 'true')
    rejectNotEmulated(resource, ['DisableExecuteApiEndpoint']);
  const id = ids.label(logicalId, 10);
  const { host } = httpApis.create(id, parseCors(resource));
  return { ref: id, attributes: { ApiId: id, ApiEndpoint: `https://${host}` }, summary: `HTTP API ${host}` };
}

function createStage(resource: Resource, deps: Deps): Created {
  const { properties } = resource;
  rejectNotEmulated(resource, ['ClientCertificateId']);
  if (String(properties['AutoDeploy']) !== 'true' && properties['DeploymentId'] === undefined)
    throw notEmulated(resource.logicalId, 'a stage that is never deployed', 'set AutoDeploy');
  const name = String(properties['StageName']);
  const variables = (properties['StageVariables'] ?? {}) as Record<string, string>;
  apiOf(resource, deps).stages.set(name, {
    name,
    variables,
    throttle: parseThrottle(properties['DefaultRouteSettings']),
    routeThrottles: parseRouteThrottles(resource, apiOf(resource, deps)),
  });
  return { ref: name };
}

function createIntegration(resource: Resource, deps: Deps): Created {
  rejectNotEmulated(resource, [
    'IntegrationSubtype',
    'RequestParameters',
    'ResponseParameters',
    'RequestTemplates',
    'TlsConfig',
    'ConnectionId',
  ]);
  const id = deps.ids.label(resource.logicalId, 7);
  apiOf(resource, deps).integrations.set(id, parseIntegration(resource));
  return { ref: id, attributes: { IntegrationId: id } };
}

function createAuthorizer(resource: Resource, deps: Deps): Created {
  const id = deps.ids.label(resource.logicalId, 6);
  apiOf(resource, deps).authorizers.set(
    id,
    parseAuthorizer(resource, id, (issuer) => deps.httpApis.verifierOf(issuer)),
  );
  return { ref: id, attributes: { AuthorizerId: id } };
}

function createRoute(resource: Resource, deps: Deps): Created {
  const { logicalId, properties } = resource;
  rejectNotEmulated(resource, ['RequestModels', 'RequestParameters', 'ModelSelectionExpression']);
  const api = apiOf(resource, deps);
  const kind = String(properties['AuthorizationType'] ?? 'NONE');
  if (kind !== 'NONE' && kind !== 'JWT' && kind !== 'CUSTOM')
    throw notEmulated(logicalId, `the authorization type ${kind}`, 'use JWT or CUSTOM');
  const integration = String(properties['Target'] ?? '').replace(/^integrations\//, '');
  const authorizer = kind === 'NONE' ? undefined : String(properties['AuthorizerId']);
  if (!api.integrations.has(integration))
    throw templateBroken(logicalId, 'its Target is not an integration of the API');
  if (authorizer !== undefined && api.authorizers.get(authorizer)?.kind !== (kind === 'JWT' ? 'JWT' : 'REQUEST'))
    throw templateBroken(logicalId, `its AuthorizerId is not an authorizer of the API for ${kind}`);
  const key = String(properties['RouteKey']);
  const scopes = new PropertyReader(properties, logicalId).strings('AuthorizationScopes');
  try {
    api.addRoute(key, { integration, authorizer, scopes });
  } catch (cause) {
    throw templateBroken(logicalId, `${JSON.stringify(key)} is not a route key`, { cause });
  }
  const id = deps.ids.label(logicalId, 7);
  return { ref: id, attributes: { RouteId: id }, summary: key };
}

function apiOf({ logicalId, properties }: Resource, { httpApis }: Deps): HttpApi {
  const api = httpApis.api(String(properties['ApiId']));
  if (!api) throw notEmulated(logicalId, `an API that this template does not define in ${REGION}`);
  return api;
}

function rejectNotEmulated({ logicalId, properties }: Resource, names: readonly string[]): void {
  new PropertyReader(properties, logicalId).rejectNotEmulated(names);
}
