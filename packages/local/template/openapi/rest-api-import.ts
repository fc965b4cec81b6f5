// The resources of a REST API that is defined by an OpenAPI document.

import {
  integrationOf,
  type Operation,
  openDocument,
  operationsOf,
  renamed,
  type Section,
  section,
  securitySchemes,
} from './openapi-document.ts';
import { restAuthorizer, restSecurity } from './rest-api-security.ts';
import { methodResponses, restIntegration } from './rest-integration.ts';

const GATEWAY_RESPONSES = 'x-amazon-apigateway-gateway-responses';
const DOCUMENT_EXTENSIONS: ReadonlySet<string> = new Set([
  GATEWAY_RESPONSES,
  'x-amazon-apigateway-api-key-source',
  'x-amazon-apigateway-binary-media-types',
  'x-amazon-apigateway-importexport-version',
  'x-amazon-apigateway-policy',
]);
const OPERATION_EXTENSIONS: ReadonlySet<string> = new Set([
  'x-amazon-apigateway-auth',
  'x-amazon-apigateway-integration',
]);

/** Replaces the Body of an `AWS::ApiGateway::RestApi` by resources of their own. */
export function importRestApi(logicalId: string, { Body, ...properties }: Section): [string, Section][] {
  const document = openDocument(logicalId, Body, DOCUMENT_EXTENSIONS);
  const operations = operationsOf(logicalId, document, OPERATION_EXTENSIONS);
  const paths = new PathResources(logicalId);
  const resources = operations.flatMap(({ path }) => paths.create(path));
  return [
    [logicalId, restApi(document, properties, logicalId)],
    ...securitySchemes(document).flatMap((scheme) => restAuthorizer(logicalId, scheme)),
    ...gatewayResponses(logicalId, document),
    ...resources,
    ...operations.map((operation, index): [string, Section] => [
      `${logicalId}Method${index + 1}`,
      methodOf(logicalId, document, operation, paths.idOf(operation.path)),
    ]),
  ];
}

function restApi(document: Section, properties: Section, logicalId: string): Section {
  return {
    Type: 'AWS::ApiGateway::RestApi',
    Properties: {
      Name: section(document['info'])['title'] ?? logicalId,
      ...renamed(document, {
        'x-amazon-apigateway-api-key-source': 'ApiKeySourceType',
        'x-amazon-apigateway-binary-media-types': 'BinaryMediaTypes',
        'x-amazon-apigateway-policy': 'Policy',
      }),
      ...properties,
    },
  };
}

/** The resources of paths; each part of a path is one, below that of the part before it. */
class PathResources {
  readonly #api: string;
  readonly #ids = new Map<string, unknown>();

  constructor(api: string) {
    this.#api = api;
    this.#ids.set('/', { 'Fn::GetAtt': [api, 'RootResourceId'] });
  }

  /** The id of the resource of a path, as a template refers to it. */
  idOf(path: string): unknown {
    return this.#ids.get(normalized(path));
  }

  /** The resources of a path that do not exist yet. */
  create(path: string): [string, Section][] {
    const parts = normalized(path).split('/').slice(1).filter(Boolean);
    return parts.flatMap((PathPart, index): [string, Section][] => {
      const own = `/${parts.slice(0, index + 1).join('/')}`;
      if (this.#ids.has(own)) return [];
      const id = `${this.#api}Resource${this.#ids.size}`;
      this.#ids.set(own, { Ref: id });
      const ParentId = this.#ids.get(`/${parts.slice(0, index).join('/')}`);
      return [
        [id, { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: this.#api }, ParentId, PathPart } }],
      ];
    });
  }
}

function normalized(path: string): string {
  return path === '/' ? path : path.replace(/\/+$/, '');
}

function methodOf(logicalId: string, document: Section, operation: Operation, ResourceId: unknown): Section {
  return {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: logicalId },
      ResourceId,
      HttpMethod: operation.method,
      ...restSecurity(logicalId, document, operation),
      RequestParameters: requestParameters(operation),
      Integration: restIntegration(integrationOf(logicalId, operation)),
      MethodResponses: methodResponses(operation),
    },
  };
}

/** `{ in: 'query', name: 'page', required: true }` is `method.request.querystring.page: true`. */
function requestParameters({ fields }: Operation): Section {
  const places: Readonly<Record<string, string>> = { query: 'querystring', header: 'header', path: 'path' };
  const parameters = ((fields['parameters'] ?? []) as unknown[]).map(section);
  return Object.fromEntries(
    parameters.flatMap(({ in: place, name, required }) =>
      places[String(place)] ? [[`method.request.${places[String(place)]}.${name}`, required === true]] : [],
    ),
  );
}

function gatewayResponses(logicalId: string, document: Section): [string, Section][] {
  return Object.entries(section(document[GATEWAY_RESPONSES])).map(([ResponseType, response]) => [
    `${logicalId}GatewayResponse${ResponseType.replaceAll('_', '')}`,
    {
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: {
        RestApiId: { Ref: logicalId },
        ResponseType,
        ...renamed(section(response), {
          statusCode: 'StatusCode',
          responseParameters: 'ResponseParameters',
          responseTemplates: 'ResponseTemplates',
        }),
      },
    },
  ]);
}
