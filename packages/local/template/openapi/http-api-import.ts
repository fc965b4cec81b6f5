// The resources of an HTTP API that is defined by an OpenAPI document.
import { notEmulated } from '../properties.ts';
import {
  integrationOf,
  type Operation,
  openDocument,
  operationsOf,
  renamed,
  requirementsOf,
  type Section,
  type SecurityScheme,
  section,
  securitySchemes,
} from './openapi-document.ts';

const DOCUMENT_EXTENSIONS: ReadonlySet<string> = new Set([
  'x-amazon-apigateway-cors',
  'x-amazon-apigateway-importexport-version',
]);
const OPERATION_EXTENSIONS: ReadonlySet<string> = new Set(['x-amazon-apigateway-integration']);

/** Replaces the Body of an `AWS::ApiGatewayV2::Api` by resources of their own. */
export function importHttpApi(logicalId: string, { Body, ...properties }: Section): [string, Section][] {
  const document = openDocument(logicalId, Body, DOCUMENT_EXTENSIONS);
  const cors = document['x-amazon-apigateway-cors'];
  const api = {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: {
      Name: section(document['info'])['title'] ?? logicalId,
      ProtocolType: 'HTTP',
      ...(cors !== undefined && { CorsConfiguration: capitalized(section(cors)) }),
      ...properties,
    },
  };
  const authorizers = securitySchemes(document).flatMap((scheme) => {
    const id = `${logicalId}Authorizer${scheme.name}`;
    return scheme.authorizer ? [{ scheme, id, resource: authorizerOf(logicalId, scheme, scheme.authorizer) }] : [];
  });
  const ids = new Map(authorizers.map(({ scheme, id }) => [scheme.name, { id, type: kindOf(scheme) }]));
  return [
    [logicalId, api],
    ...authorizers.map(({ id, resource }): [string, Section] => [id, resource]),
    ...operationsOf(logicalId, document, OPERATION_EXTENSIONS).flatMap((operation, index) =>
      routeOf(logicalId, index + 1, operation, authorizationOf(requirementsOf(document, operation), ids)),
    ),
  ];
}

function routeOf(logicalId: string, position: number, operation: Operation, security: Section): [string, Section][] {
  const integration = integrationOf(logicalId, operation);
  const id = `${logicalId}Integration${position}`;
  const isDefault = operation.path === '$default' || operation.path === '/$default';
  const { path, method } = operation;
  return [
    [
      id,
      {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: { Ref: logicalId },
          IntegrationType: String(integration['type']).toUpperCase(),
          ...renamed(integration, {
            uri: 'IntegrationUri',
            payloadFormatVersion: 'PayloadFormatVersion',
            timeoutInMillis: 'TimeoutInMillis',
            connectionType: 'ConnectionType',
            connectionId: 'ConnectionId',
            integrationSubtype: 'IntegrationSubtype',
            requestParameters: 'RequestParameters',
            responseParameters: 'ResponseParameters',
            tlsConfig: 'TlsConfig',
          }),
        },
      },
    ],
    [
      `${logicalId}Route${position}`,
      {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: { Ref: logicalId },
          RouteKey: isDefault ? '$default' : `${method} ${path}`,
          Target: { 'Fn::Join': ['/', ['integrations', { Ref: id }]] },
          ...security,
        },
      },
    ],
  ];
}

function authorizationOf(
  requirements: ReadonlyMap<string, unknown>,
  authorizers: ReadonlyMap<string, { id: string; type: string }>,
): Section {
  for (const [name, scopes] of requirements) {
    const authorizer = authorizers.get(name);
    if (!authorizer) return { AuthorizationType: 'AWS_IAM' };
    const { id, type } = authorizer;
    return {
      AuthorizationType: type === 'JWT' ? 'JWT' : 'CUSTOM',
      AuthorizerId: { Ref: id },
      ...(Array.isArray(scopes) && scopes.length > 0 && { AuthorizationScopes: scopes }),
    };
  }
  return {};
}

function kindOf({ authorizer }: SecurityScheme): string {
  return String(authorizer?.['type']).toUpperCase();
}

function authorizerOf(logicalId: string, scheme: SecurityScheme, authorizer: Section): Section {
  const type = kindOf(scheme);
  if (type !== 'JWT' && type !== 'REQUEST') throw notEmulated(logicalId, `an authorizer of the type ${type}`);
  const { issuer, audience } = section(authorizer['jwtConfiguration']);
  const sources = authorizer['identitySource'];
  return {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: { Ref: logicalId },
      Name: scheme.name,
      AuthorizerType: type,
      ...(sources !== undefined && {
        IdentitySource: typeof sources === 'string' ? sources.split(',').map((one) => one.trim()) : sources,
      }),
      ...(type === 'JWT' && { JwtConfiguration: { Issuer: issuer, Audience: audience } }),
      ...renamed(authorizer, {
        authorizerUri: 'AuthorizerUri',
        authorizerPayloadFormatVersion: 'AuthorizerPayloadFormatVersion',
        enableSimpleResponses: 'EnableSimpleResponses',
        authorizerResultTtlInSeconds: 'AuthorizerResultTtlInSeconds',
        authorizerCredentials: 'AuthorizerCredentialsArn',
      }),
    },
  };
}

/** `allowOrigins` of the extension is `AllowOrigins` of the resource. */
function capitalized(fields: Section): Section {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]),
  );
}
