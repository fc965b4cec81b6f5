// Parses the methods and authorizers of a REST API from their template properties.
import { notEmulated, PropertyReader, templateBroken } from '../../template/properties.ts';
import type { Resource } from '../resource-type.ts';
import {
  functionArnOf,
  type MethodResponses,
  parseIntegration,
  parsePattern,
  textsOf,
} from './integration-settings.ts';
import { EXPRESSION } from './parameter-mapping.ts';
import type { RestApi } from './rest-api.ts';
import type { RestAuthorizer, RestMethod } from './rest-api-definition.ts';

const METHODS = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/** Parses a method of an API whose resources, authorizers and validators exist. */
export async function parseMethod({ logicalId, properties }: Resource, api: RestApi): Promise<RestMethod> {
  const reader = new PropertyReader(properties, logicalId);
  const resource = api.resources.get(reader.string('ResourceId'));
  if (!resource) throw templateBroken(logicalId, 'its ResourceId is not a resource of the API');
  const parameters = parseParameters(reader);
  const responses = parseMethodResponses(reader);
  return {
    httpMethod: reader.oneOf('HttpMethod', METHODS),
    resource,
    authorizerId: parseAuthorization(reader, api),
    scopes: reader.strings('AuthorizationScopes'),
    apiKeyRequired: String(properties['ApiKeyRequired']) === 'true',
    parameters,
    validatesParameters: parseValidation(reader, api),
    integration: await parseIntegration(integrationOf(reader), { parameters, responses }),
  };
}

function integrationOf(reader: PropertyReader): PropertyReader {
  if (reader.properties['Integration'] === undefined)
    throw templateBroken(reader.subject, 'it has no Integration, so the API cannot be deployed');
  return reader.object('Integration');
}

function parseAuthorization(reader: PropertyReader, { authorizers }: RestApi): string | undefined {
  const kind = String(reader.properties['AuthorizationType'] ?? 'NONE');
  if (kind === 'NONE') return undefined;
  if (kind !== 'CUSTOM' && kind !== 'COGNITO_USER_POOLS')
    throw notEmulated(reader.subject, `the authorization type ${kind}`, 'use an authorizer');
  const id = reader.string('AuthorizerId');
  const authorizer = authorizers.get(id);
  if (!authorizer || (authorizer.kind === 'COGNITO_USER_POOLS') !== (kind === 'COGNITO_USER_POOLS'))
    throw templateBroken(reader.subject, `its AuthorizerId is not an authorizer of the API for ${kind}`);
  return id;
}

/** Source: CloudFormation reference, Method, RequestParameters: `method.request.querystring.page: true` is required. */
function parseParameters(reader: PropertyReader): Record<string, boolean> {
  const texts = textsOf(reader.optionalObject('RequestParameters'), 'method.request.');
  return Object.fromEntries(Object.entries(texts).map(([name, required]) => [name, required === 'true']));
}

function parseValidation(reader: PropertyReader, { validators }: RestApi): boolean {
  const id = reader.optionalString('RequestValidatorId');
  if (id === undefined) return false;
  const validator = validators.get(id);
  if (!validator) throw templateBroken(reader.subject, 'its RequestValidatorId is not a validator of the API');
  const models = Object.values(textsOf(reader.optionalObject('RequestModels'), '')).filter((name) => name !== 'Empty');
  if (validator.body && models.length > 0)
    throw notEmulated(
      reader.subject,
      `the validation of bodies against the model ${models.join(', ')}`,
      'validate the body in the function',
    );
  return validator.parameters;
}

function parseMethodResponses(reader: PropertyReader): MethodResponses {
  const responses = reader.optionalObjects('MethodResponses') ?? [];
  return new Map(
    responses.map((response) => [
      response.integer('StatusCode', { from: 100, to: 599, fallback: 0 }),
      new Set(Object.keys(textsOf(response.optionalObject('ResponseParameters'), 'method.response.header.'))),
    ]),
  );
}

// Source: CloudFormation reference, Authorizer, AuthorizerResultTtlInSeconds.
const TTL_SECONDS = { from: 0, to: 3_600, fallback: 300 };

/** Parses an authorizer. */
export function parseAuthorizer({ logicalId, properties }: Resource, id: string): RestAuthorizer {
  const reader = new PropertyReader(properties, logicalId);
  const kind = reader.oneOf('Type', ['TOKEN', 'REQUEST', 'COGNITO_USER_POOLS']);
  const identitySources = (reader.optionalString('IdentitySource') ?? '')
    .split(',')
    .map((source) => source.trim())
    .filter(Boolean);
  const unknown = identitySources.find((source) => !EXPRESSION.test(source) || /body|response/.test(source));
  if (unknown !== undefined) throw templateBroken(logicalId, `${unknown} is not an identity source`);
  const [first] = identitySources;
  if (kind === 'COGNITO_USER_POOLS') {
    if (first === undefined) throw templateBroken(logicalId, 'IdentitySource is missing');
    return { kind, id, identitySource: first, userPoolIds: reader.strings('ProviderARNs').map(userPoolIdOf) };
  }
  const functionArn = functionArnOf(reader.string('AuthorizerUri'));
  if (functionArn === undefined) throw templateBroken(logicalId, 'its AuthorizerUri is not that of a Lambda function');
  const ttlMs = reader.integer('AuthorizerResultTtlInSeconds', TTL_SECONDS) * 1_000;
  // The same reference, IdentitySource.
  if (kind === 'TOKEN' ? identitySources.length !== 1 : ttlMs > 0 && identitySources.length === 0)
    throw templateBroken(logicalId, `IdentitySource is ${first === undefined ? 'missing' : 'not one header'}`);
  const roleArn = reader.optionalString('AuthorizerCredentials');
  const pattern = parsePattern(reader, reader.optionalString('IdentityValidationExpression'));
  return { kind, id, functionArn, roleArn, identitySources, pattern, ttlMs };
}

function userPoolIdOf(arn: string): string {
  return arn.split('userpool/').at(-1) ?? '';
}
