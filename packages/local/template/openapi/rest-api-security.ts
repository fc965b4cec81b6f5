// The authorizers of a REST API and what its methods require, from the security of an OpenAPI document.
import { notEmulated } from '../properties.ts';
import {
  type Operation,
  renamed,
  requirementsOf,
  type Section,
  type SecurityScheme,
  section,
  securitySchemes,
} from './openapi-document.ts';

const TYPES: Readonly<Record<string, string>> = {
  token: 'TOKEN',
  request: 'REQUEST',
  cognito_user_pools: 'COGNITO_USER_POOLS',
};

/** The authorizer of a scheme, if it stands for one. */
export function restAuthorizer(logicalId: string, { name, scheme, authorizer }: SecurityScheme): [string, Section][] {
  if (!authorizer) return [];
  const Type = TYPES[String(authorizer['type'])];
  if (Type === undefined) throw notEmulated(logicalId, `an authorizer of the type ${authorizer['type']}`);
  const resource = {
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId: { Ref: logicalId },
      Name: name,
      Type,
      ...(Type !== 'REQUEST' && { IdentitySource: `method.request.header.${scheme['name'] ?? 'Authorization'}` }),
      ...renamed(authorizer, {
        identitySource: 'IdentitySource',
        authorizerUri: 'AuthorizerUri',
        authorizerCredentials: 'AuthorizerCredentials',
        authorizerResultTtlInSeconds: 'AuthorizerResultTtlInSeconds',
        identityValidationExpression: 'IdentityValidationExpression',
        providerARNs: 'ProviderARNs',
      }),
    },
  };
  return [[authorizerId(logicalId, name), resource]];
}

/** The properties of a method for the schemes that its operation requires. */
export function restSecurity(logicalId: string, document: Section, operation: Operation): Section {
  const isOpen = section(operation.fields['x-amazon-apigateway-auth'])['type'] === 'NONE';
  const requirements = isOpen ? new Map<string, unknown>() : requirementsOf(document, operation);
  let properties: Section = { AuthorizationType: 'NONE' };
  for (const scheme of securitySchemes(document)) {
    if (!requirements.has(scheme.name)) continue;
    const own = propertiesOf(logicalId, scheme, requirements.get(scheme.name));
    properties = { ...properties, ...own };
  }
  return properties;
}

function propertiesOf(logicalId: string, { name, scheme, authorizer }: SecurityScheme, scopes: unknown): Section {
  if (authorizer)
    return {
      AuthorizationType: authorizer['type'] === 'cognito_user_pools' ? 'COGNITO_USER_POOLS' : 'CUSTOM',
      AuthorizerId: { Ref: authorizerId(logicalId, name) },
      ...(Array.isArray(scopes) && scopes.length > 0 && { AuthorizationScopes: scopes }),
    };
  if (String(scheme['x-amazon-apigateway-authtype']).toLowerCase() === 'awssigv4')
    return { AuthorizationType: 'AWS_IAM' };
  if (String(scheme['name']).toLowerCase() === 'x-api-key') return { ApiKeyRequired: true };
  throw notEmulated(logicalId, `the security scheme ${name}`);
}

function authorizerId(logicalId: string, name: string): string {
  return `${logicalId}Authorizer${name.replaceAll(/[^A-Za-z0-9]/g, '')}`;
}
