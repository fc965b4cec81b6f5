// The parts of one REST API that the template defines.
import type { RouteKey, Throttle } from '../apigatewayv2/index.ts';
import type { MappingTemplate, Texts } from './mapping-template.ts';

export type { Texts } from './mapping-template.ts';

/** Mapping templates by media type. */
export type Templates = Readonly<Record<string, MappingTemplate>>;

/** A resource: a path of the API. `key` matches it for any method. */
export type RestResource = { id: string; path: string; key: RouteKey };

/** Where an integration sends its requests. The texts may contain `${stageVariables.NAME}`. */
export type Backend =
  | { kind: 'function'; functionArn: string; roleArn: string | undefined }
  | { kind: 'table'; operation: string; roleArn: string }
  | { kind: 'http'; uri: string; method: string }
  | { kind: 'mock' };

/** How a result of a backend becomes a response. Without a pattern it is the default. */
export type ResponseMapping = {
  status: number;
  pattern: RegExp | undefined;
  /** By header name: `'*'`, `integration.response.header.ETag`. */
  headers: Texts;
  templates: Templates;
};

/** An integration. A proxy passes the request as it is, and returns what its backend returns. */
export type RestIntegration = {
  proxy: boolean;
  /** Whether the response is sent while the function writes it. */
  streams: boolean;
  backend: Backend;
  timeoutMs: number;
  /** By `header.NAME`, `path.NAME` or `querystring.NAME` of the backend's request. */
  parameters: Texts;
  templates: Templates;
  passthrough: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  responses: readonly ResponseMapping[];
};

/** A method of a resource; `authorizerId` is one of the API's. */
export type RestMethod = {
  httpMethod: string;
  resource: RestResource;
  authorizerId: string | undefined;
  scopes: readonly string[];
  apiKeyRequired: boolean;
  /** By `header.NAME`, `path.NAME` or `querystring.NAME`: whether a request must have it. */
  parameters: Readonly<Record<string, boolean>>;
  validatesParameters: boolean;
  integration: RestIntegration;
};

/** An authorizer that calls a function. */
export type FunctionAuthorizer = {
  kind: 'TOKEN' | 'REQUEST';
  id: string;
  functionArn: string;
  roleArn: string | undefined;
  /** `method.request.header.Authorization`; a TOKEN authorizer has one. */
  identitySources: readonly string[];
  /** Tokens that do not match are rejected without a call. */
  pattern: RegExp | undefined;
  ttlMs: number;
};

/** An authorizer of a REST API. */
export type RestAuthorizer =
  | FunctionAuthorizer
  | { kind: 'COGNITO_USER_POOLS'; id: string; identitySource: string; userPoolIds: readonly string[] };

/** A stage; `throttles` are in the order of precedence. */
export type RestStage = {
  name: string;
  deploymentId: string;
  variables: Texts;
  throttles: readonly { path: string; method: string; throttle: Throttle }[];
};

/** A customized gateway response. */
export type CustomResponse = { status: number | undefined; headers: Texts; templates: Texts };

/** A REST API as its resources define it. */
export type RestApiDefinition = {
  readonly id: string;
  readonly host: string;
  readonly binaryMediaTypes: readonly string[];
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  readonly resources: ReadonlyMap<string, RestResource>;
  readonly methods: readonly RestMethod[];
  readonly authorizers: ReadonlyMap<string, RestAuthorizer>;
  readonly stages: ReadonlyMap<string, RestStage>;
  readonly gatewayResponses: ReadonlyMap<string, CustomResponse>;
};
