// Payload format 1.0 of HTTP APIs: the event of a function, and the response that its result becomes.
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../errors.ts';
import { type Authorized, isForwarded } from './integration-event.ts';
import { type HttpResponse, isRecord, parseIntegrationResponse } from './integration-response.ts';

/** The parts of an event in format 2.0 that format 1.0 has under other names. */
type EventV2 = {
  rawPath: string;
  rawQueryString: string;
  routeKey: string;
  headers: Readonly<Record<string, string>>;
  pathParameters?: Readonly<Record<string, string>>;
  stageVariables?: Readonly<Record<string, string>>;
  requestContext: {
    accountId: string;
    apiId: string;
    domainName: string;
    domainPrefix: string;
    http: { method: string; path: string; protocol: string; sourceIp: string; userAgent: string };
    requestId: string;
    stage: string;
    time: string;
    timeEpoch: number;
  };
  body?: string;
  isBase64Encoded: boolean;
};

type MultiValues = Record<string, string[]>;

/** Identities that an HTTP API does not know: the page below shows them as null. */
const NO_IDENTITY = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

/**
 * The event in format 1.0 of a request whose event in format 2.0 is known. Source: API Gateway developer guide, "Create AWS Lambda
 * proxy integrations for HTTP APIs", payload format structure.
 */
export function toEventV1(event: object, request: IncomingMessage, authorized: Authorized | undefined): object {
  const { rawPath, rawQueryString, routeKey, requestContext, body = null, ...rest } = event as EventV2;
  const { http, accountId, apiId, domainName, domainPrefix, requestId, stage, time, timeEpoch } = requestContext;
  const resource = routeKey.split(' ').at(-1);
  const multiValueHeaders = headersOf(request, rest.headers);
  const query = queryOf(rawQueryString);
  return {
    version: '1.0',
    resource,
    path: rawPath,
    httpMethod: http.method,
    headers: lastOf(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: query && lastOf(query),
    multiValueQueryStringParameters: query,
    requestContext: {
      accountId,
      apiId,
      authorizer: authorizerOf(authorized),
      domainName,
      domainPrefix,
      extendedRequestId: requestId,
      httpMethod: http.method,
      identity: { ...NO_IDENTITY, sourceIp: http.sourceIp, userAgent: http.userAgent },
      path: rawPath,
      protocol: http.protocol,
      requestId,
      requestTime: time,
      requestTimeEpoch: timeEpoch,
      resourceId: null,
      resourcePath: resource,
      stage,
    },
    pathParameters: rest.pathParameters ?? null,
    stageVariables: rest.stageVariables ?? null,
    body,
    isBase64Encoded: rest.isBase64Encoded,
  };
}

/**
 * The response of a function in format 1.0: it must have a statusCode, and may have multiValueHeaders. Source: the same page, response
 * for format 1.0. Anything else is a 500.
 */
export function parseResultV1(payload: unknown): HttpResponse {
  if (!isRecord(payload) || payload['statusCode'] == null)
    throw new AwsError('InternalServerErrorException', 'Internal Server Error', 500);
  const { multiValueHeaders, headers, cookies: _, ...result } = payload;
  const multiple = isRecord(multiValueHeaders) ? multiValueHeaders : {};
  const joined: Record<string, string> = {};
  const cookies: string[] = [];
  for (const [name, values] of Object.entries({ ...(isRecord(headers) ? headers : {}), ...multiple })) {
    const list = [values].flat().map(String);
    if (name.toLowerCase() === 'set-cookie') cookies.push(...list);
    else joined[name] = list.join(',');
  }
  return parseIntegrationResponse({ ...result, headers: joined, cookies });
}

function authorizerOf(authorized: Authorized | undefined): object {
  if (!authorized) return { claims: null, scopes: null };
  if ('jwt' in authorized) return { claims: authorized.jwt.claims, scopes: authorized.jwt.scopes };
  const { lambda, principalId } = authorized;
  return { ...lambda, ...(principalId !== undefined && { principalId }) };
}

/** Every value of each header: as they were sent, and those that the gateway sets. Cookies stay among them. */
function headersOf({ rawHeaders }: IncomingMessage, set: Readonly<Record<string, string>>): MultiValues {
  const sent: MultiValues = Object.create(null) as MultiValues;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (isForwarded(name)) sent[name] = [...(sent[name] ?? []), rawHeaders[index + 1] ?? ''];
  }
  for (const [name, value] of Object.entries(set)) if (sent[name]?.join(',') !== value) sent[name] = [value];
  return { ...sent };
}

function queryOf(rawQueryString: string): MultiValues | null {
  const values: MultiValues = Object.create(null) as MultiValues;
  for (const [name, value] of new URLSearchParams(rawQueryString)) values[name] = [...(values[name] ?? []), value];
  return Object.keys(values).length > 0 ? { ...values } : null;
}

function lastOf(values: MultiValues): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.at(-1) ?? '']));
}
