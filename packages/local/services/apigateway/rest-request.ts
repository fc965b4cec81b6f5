// A request to a REST API: its parameters as API Gateway passes them on, and the context of the request.
import type { IncomingMessage } from 'node:http';
import { formatRequestTime, isForwarded, newTraceHeader, sourceIpOf } from '../apigatewayv2/index.ts';
import { ACCOUNT } from '../resource-ids.ts';
import type { MappingSources } from './parameter-mapping.ts';
import type { RestApiDefinition, RestMethod, RestStage, Texts } from './rest-api-definition.ts';

/** Values by name; a name may have several. */
export type MultiValues = Readonly<Record<string, readonly string[]>>;

/** A request as it was received. `now` is the time at which it was. */
export type ReceivedRequest = { request: IncomingMessage; url: URL; requestId: string; now: number };

/** A request with its parameters. `context` is `requestContext` of the event and `$context` of templates. */
export type RestRequest = ReceivedRequest & {
  httpMethod: string;
  /** Within the stage, decoded. */
  path: string;
  headers: MultiValues;
  query: MultiValues;
  pathParameters: Texts;
  stageVariables: Texts;
  context: RequestContext;
};

/** The context of a request. The steps add to it what they find out. */
export type RequestContext = Record<string, unknown> & { identity: Record<string, unknown> };

/** Reads the parameters of a request. Source: API Gateway developer guide, "Lambda proxy integrations in API Gateway", input format. */
export function readRequest(api: Pick<RestApiDefinition, 'id' | 'host'>, received: ReceivedRequest): RestRequest {
  const { request, url, now } = received;
  const rawQuery = request.url?.split('?').slice(1).join('?') ?? '';
  const query = group([...new URLSearchParams(rawQuery)]);
  const httpMethod = request.method ?? 'GET';
  return {
    ...received,
    httpMethod,
    path: url.pathname,
    headers: readHeaders(request, api.host, now),
    query,
    pathParameters: {},
    stageVariables: {},
    context: contextOf(api, received, httpMethod),
  };
}

/** Adds the stage, the method and what they say of the request. */
export function withMethod(
  request: RestRequest,
  { name, deploymentId, variables }: RestStage,
  method: RestMethod,
  matched: { path: string; parameters: Texts },
): RestRequest {
  Object.assign(request.context, {
    resourceId: method.resource.id,
    resourcePath: method.resource.path,
    stage: name,
    deploymentId,
  });
  return { ...request, path: matched.path, pathParameters: matched.parameters, stageVariables: variables };
}

/** One value for each name, the last one. */
export function lastValues(values: MultiValues): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
}

/** What expressions and templates read of a request. */
export function mappingSources(request: RestRequest, body: string): MappingSources {
  const { pathParameters: path, query, headers, context, stageVariables } = request;
  return {
    parameters: { path, querystring: lastValues(query), header: lastValues(headers) },
    body,
    context,
    stageVariables,
  };
}

/** The headers as they were written, without those of the connection, and with those that the gateway adds. */
function readHeaders(request: IncomingMessage, host: string, now: number): MultiValues {
  const { rawHeaders } = request;
  const pairs: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const lower = name.toLowerCase();
    if (isForwarded(lower) && !ADDED.has(lower)) pairs.push([name, rawHeaders[index + 1] ?? '']);
  }
  const sent = (name: string) => request.headersDistinct[name]?.join(', ');
  const forwardedFor = sent('x-forwarded-for');
  return group([
    ...pairs,
    ['Host', host],
    ['X-Amzn-Trace-Id', sent('x-amzn-trace-id') ?? newTraceHeader(now)],
    ['X-Forwarded-For', forwardedFor ? `${forwardedFor}, ${sourceIpOf(request)}` : sourceIpOf(request)],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ]);
}

const ADDED = new Set([
  'content-length',
  'host',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

function contextOf(
  { id, host }: Pick<RestApiDefinition, 'id' | 'host'>,
  received: ReceivedRequest,
  httpMethod: string,
) {
  const { request, url, requestId, now } = received;
  return {
    resourceId: null,
    resourcePath: null,
    httpMethod,
    extendedRequestId: requestId,
    requestTime: formatRequestTime(now),
    path: url.pathname,
    accountId: ACCOUNT,
    protocol: `HTTP/${request.httpVersion}`,
    stage: null,
    domainPrefix: id,
    requestTimeEpoch: now,
    requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: null,
      cognitoIdentityId: null,
      caller: null,
      sourceIp: sourceIpOf(request),
      principalOrgId: null,
      accessKey: null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: request.headers['user-agent'] ?? null,
      user: null,
    },
    domainName: host,
    apiId: id,
  };
}

function group(pairs: readonly (readonly [string, string])[]): MultiValues {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}
