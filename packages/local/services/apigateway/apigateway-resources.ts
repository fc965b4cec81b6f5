// The CloudFormation resource types of REST APIs.
import { notEmulated, PropertyReader, templateBroken } from '../../template/properties.ts';
import { parseRouteKey } from '../apigatewayv2/index.ts';
import { type Ids, REGION } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import type { RestApis } from './apigateway-service.ts';
import { isResponseType } from './gateway-response.ts';
import { textsOf } from './integration-settings.ts';
import { parseAuthorizer, parseMethod } from './method-settings.ts';
import type { RestApi } from './rest-api.ts';
import { parseStage } from './stage-settings.ts';
import { usagePlanResources } from './usage-plan-resources.ts';

type Deps = { restApis: RestApis; ids: Ids };

/** The resource types of REST APIs. */
export const restApiResources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::ApiGateway::RestApi',
    coverage: 'partly',
    notes: 'also from OpenAPI; no resource policy, no private endpoints, no compression',
    create: createRestApi,
  },
  { type: 'AWS::ApiGateway::Resource', coverage: 'full', create: createResource },
  {
    type: 'AWS::ApiGateway::Method',
    coverage: 'partly',
    notes:
      'AWS_PROXY with functions, AWS with functions and DynamoDB, HTTP, HTTP_PROXY, MOCK, mapping templates in VTL; streamed responses of functions; no IAM authorization, other services, VPC links, streams of HTTP, validation against models',
    create: createMethod,
  },
  {
    type: 'AWS::ApiGateway::Deployment',
    coverage: 'partly',
    notes: 'a stage serves all methods of the template, whichever deployment it names; no canaries',
    create: createDeployment,
  },
  {
    type: 'AWS::ApiGateway::Stage',
    coverage: 'partly',
    notes: 'variables and throttling; no cache, canaries and client certificates; logs and metrics have no effect',
    create: createStage,
  },
  {
    type: 'AWS::ApiGateway::Authorizer',
    coverage: 'partly',
    notes: 'TOKEN and REQUEST with functions, COGNITO_USER_POOLS with user pools of this template',
    create: createAuthorizer,
  },
  {
    type: 'AWS::ApiGateway::GatewayResponse',
    coverage: 'full',
    create: createGatewayResponse,
  },
  {
    type: 'AWS::ApiGateway::RequestValidator',
    coverage: 'partly',
    notes: 'required parameters; a method that validates its body against a model is rejected',
    create: createValidator,
  },
  ...usagePlanResources,
  accepted('AWS::ApiGateway::Account', 'API Gateway writes no logs'),
  accepted('AWS::ApiGateway::Model', 'describes responses; see RequestValidator', 'Name'),
  accepted('AWS::ApiGateway::DomainName', 'the API answers at its execute-api host', 'DomainName'),
  accepted('AWS::ApiGateway::BasePathMapping', 'the API answers at its execute-api host'),
];

function accepted(type: string, notes: string, name?: string): ResourceType<Deps> {
  return {
    type,
    coverage: 'accepted',
    notes,
    create({ logicalId, properties }, { ids }): Created {
      const ref = String((name && properties[name]) ?? ids.label(logicalId, 10));
      if (type !== 'AWS::ApiGateway::DomainName') return { ref, attributes: { Id: ref } };
      const host = `d-${ids.label(logicalId, 10)}.execute-api.${REGION}.amazonaws.com`;
      return {
        ref,
        attributes: {
          DistributionDomainName: host,
          // The hosted zones of CloudFront and of regional endpoints: AWS General Reference, API Gateway endpoints.
          DistributionHostedZoneId: 'Z2FDTNDATAQYW2',
          RegionalDomainName: host,
          RegionalHostedZoneId: 'Z1UJRXOUMOOFQ8',
        },
      };
    },
  };
}

function createRestApi({ logicalId, properties }: Resource, { restApis, ids }: Deps): Created {
  const reader = new PropertyReader(properties, logicalId);
  reader.rejectNotEmulated(['Body', 'BodyS3Location', 'CloneFrom', 'Policy', 'MinimumCompressionSize']);
  if (String(properties['DisableExecuteApiEndpoint']) === 'true')
    throw notEmulated(logicalId, 'DisableExecuteApiEndpoint', 'the API has no other address here');
  if (reader.optionalObject('EndpointConfiguration').strings('Types').includes('PRIVATE'))
    throw notEmulated(logicalId, 'a private endpoint', 'use REGIONAL');
  const id = ids.label(logicalId, 10);
  const rootId = ids.label(`${logicalId} root`, 10);
  const api = restApis.create(id, {
    binaryMediaTypes: reader.strings('BinaryMediaTypes').map((type) => type.replaceAll('~1', '/')),
    apiKeySource: reader.oneOf('ApiKeySourceType', ['HEADER', 'AUTHORIZER'], 'HEADER'),
  });
  api.resources.set(rootId, { id: rootId, path: '/', key: parseRouteKey('ANY /') });
  return {
    ref: id,
    attributes: { RestApiId: id, RootResourceId: rootId },
    summary: `REST API ${api.host}`,
  };
}

function createResource(resource: Resource, deps: Deps): Created {
  const { logicalId, properties } = resource;
  const api = apiOf(resource, deps);
  const reader = new PropertyReader(properties, logicalId);
  const parent = api.resources.get(reader.string('ParentId'));
  if (!parent) throw templateBroken(logicalId, 'its ParentId is not a resource of the API');
  const part = reader.string('PathPart');
  // Source: API Gateway API reference, CreateResource.
  if (!/^(?:[\w.~:$,*+-]+|\{[\w.:-]+\+?\})$/.test(part) || parent.path.endsWith('+}'))
    throw templateBroken(logicalId, `${JSON.stringify(part)} cannot be a part of a path below ${parent.path}`);
  const path = `${parent.path === '/' ? '' : parent.path}/${part}`;
  if ([...api.resources.values()].some((one) => one.path === path))
    throw templateBroken(logicalId, `the API has a resource ${path} already`);
  const id = deps.ids.label(logicalId, 6);
  api.resources.set(id, { id, path, key: parseRouteKey(`ANY ${path}`) });
  return { ref: id, attributes: { ResourceId: id }, summary: path };
}

async function createMethod(resource: Resource, deps: Deps): Promise<Created> {
  const api = apiOf(resource, deps);
  const method = await parseMethod(resource, api);
  if (api.methods.some((one) => one.resource === method.resource && one.httpMethod === method.httpMethod))
    throw templateBroken(resource.logicalId, `the resource has a method ${method.httpMethod} already`);
  api.methods.push(method);
  return { ref: deps.ids.name(resource.logicalId), summary: `${method.httpMethod} ${method.resource.path}` };
}

function createDeployment(resource: Resource, deps: Deps): Created {
  const { logicalId, properties } = resource;
  const api = apiOf(resource, deps);
  const reader = new PropertyReader(properties, logicalId);
  reader.rejectNotEmulated(['DeploymentCanarySettings']);
  const id = deps.ids.label(logicalId, 6);
  const name = reader.optionalString('StageName');
  api.deployments.add(id);
  if (name !== undefined) api.stages.set(name, parseStage(reader.optionalObject('StageDescription'), name, id));
  return { ref: id, attributes: { DeploymentId: id } };
}

function createStage(resource: Resource, deps: Deps): Created {
  const { logicalId, properties } = resource;
  const api = apiOf(resource, deps);
  const reader = new PropertyReader(properties, logicalId);
  const name = reader.string('StageName');
  const deploymentId = reader.string('DeploymentId');
  if (!api.deployments.has(deploymentId))
    throw templateBroken(logicalId, 'its DeploymentId is not a deployment of the API');
  api.stages.set(name, parseStage(reader, name, deploymentId));
  return { ref: name, summary: `https://${api.host}/${name}/` };
}

function createAuthorizer(resource: Resource, deps: Deps): Created {
  const id = deps.ids.label(resource.logicalId, 6);
  apiOf(resource, deps).authorizers.set(id, parseAuthorizer(resource, id));
  return { ref: id, attributes: { AuthorizerId: id } };
}

function createGatewayResponse(resource: Resource, deps: Deps): Created {
  const { logicalId, properties } = resource;
  const reader = new PropertyReader(properties, logicalId);
  const type = reader.string('ResponseType');
  if (!isResponseType(type)) throw templateBroken(logicalId, `${type} is not a type of gateway responses`);
  const status = reader.optionalNumber('StatusCode');
  const headers = textsOf(reader.optionalObject('ResponseParameters'), 'gatewayresponse.header.');
  const templates = textsOf(reader.optionalObject('ResponseTemplates'), '');
  apiOf(resource, deps).gatewayResponses.set(type, { status, headers, templates });
  const id = deps.ids.name(logicalId);
  return { ref: id, attributes: { Id: id } };
}

function createValidator(resource: Resource, deps: Deps): Created {
  const { ValidateRequestParameters: parameters, ValidateRequestBody: body } = resource.properties;
  const id = deps.ids.label(resource.logicalId, 6);
  apiOf(resource, deps).validators.set(id, {
    parameters: String(parameters) === 'true',
    body: String(body) === 'true',
  });
  return { ref: id, attributes: { RequestValidatorId: id } };
}

function apiOf({ logicalId, properties }: Resource, { restApis }: Deps): RestApi {
  const api = restApis.api(String(properties['RestApiId']));
  if (!api) throw notEmulated(logicalId, `an API that this template does not define in ${REGION}`);
  return api;
}
