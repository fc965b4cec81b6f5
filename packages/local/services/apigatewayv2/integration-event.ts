// The event with which a function is invoked: payload format 2.0.
import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ACCOUNT } from '../resource-ids.ts';
import type { JwtContext } from './jwt-authorizer.ts';
import type { LambdaContext } from './request-authorizer.ts';

/** What the authorizer of the route found out. */
export type Authorized = { jwt: JwtContext } | LambdaContext;

type Api = { apiId: string; host: string; stage: string; variables: Readonly<Record<string, string>>; now: number };
type HttpRequest = { headers: Headers; body: Buffer; request: IncomingMessage; url: URL; requestId: string };
type Matched = { routeKey: string; path: string; parameters: Readonly<Record<string, string>> };
type Headers = { fields: Record<string, string>; cookies: string[] };

/**
 * Creates the event. Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs"; a captured
 * event is in https://github.com/DefinitelyTyped/DefinitelyTyped/pull/75458.
 */
export function createEvent(
  api: Api,
  received: HttpRequest,
  matched: Matched,
  authorized: Authorized | undefined,
): object {
  const { headers, body, request, requestId } = received;
  const rawQueryString = request.url?.split('?').slice(1).join('?') ?? '';
  const query = parseQuery(new URLSearchParams(rawQueryString));
  // A string cannot contain invalid UTF-8; in base64 the function receives what was sent.
  const asText = isText(headers.fields) && isUtf8(body);
  return {
    version: '2.0',
    routeKey: matched.routeKey,
    rawPath: matched.path,
    rawQueryString,
    ...(headers.cookies.length > 0 && { cookies: headers.cookies }),
    headers: { ...headers.fields, 'content-length': String(body.length) },
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: api.apiId,
      ...(authorized && { authorizer: 'jwt' in authorized ? { jwt: authorized.jwt } : { lambda: authorized.lambda } }),
      domainName: api.host,
      domainPrefix: api.apiId,
      http: {
        method: request.method,
        path: matched.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: sourceIpOf(request),
        userAgent: headers.fields['user-agent'] ?? '',
      },
      requestId,
      routeKey: matched.routeKey,
      stage: api.stage,
      time: formatRequestTime(api.now),
      timeEpoch: api.now,
    },
    ...(Object.keys(matched.parameters).length > 0 && { pathParameters: matched.parameters }),
    ...(Object.keys(api.variables).length > 0 && { stageVariables: api.variables }),
    ...(body.length > 0 && { body: body.toString(asText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !asText,
  };
}

// Headers of one connection, which are not forwarded: RFC 9110, 7.6.1.
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** Whether a header, in lower case, is passed on. */
export function isForwarded(name: string): boolean {
  return !HOP_BY_HOP.has(name);
}

/** The headers in lower case, with repeated ones joined by a comma, without cookies, and with those that the gateway adds. */
export function parseHeaders(request: IncomingMessage, host: string, now: number): Headers {
  const fields = new Map<string, string>();
  const { rawHeaders } = request;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    const value = rawHeaders[index + 1] ?? '';
    if (isForwarded(name)) fields.set(name, fields.has(name) ? `${fields.get(name)},${value}` : value);
  }
  const cookies = (fields.get('cookie') ?? '').split(/[;,]\s*/).filter(Boolean);
  fields.delete('cookie');
  const sourceIp = sourceIpOf(request);
  const forwardedFor = fields.get('x-forwarded-for');
  fields.set('host', host);
  fields.set('x-forwarded-for', forwardedFor === undefined ? sourceIp : `${forwardedFor}, ${sourceIp}`);
  fields.set('x-forwarded-port', '443');
  fields.set('x-forwarded-proto', 'https');
  if (!fields.has('x-amzn-trace-id')) fields.set('x-amzn-trace-id', newTraceHeader(now));
  return { fields: Object.fromEntries(fields), cookies };
}

/** Source: the page above: text types and JSON, XML and JavaScript are passed as text, all others in base64. */
function isText(headers: Readonly<Record<string, string>>): boolean {
  if (headers['content-encoding'] !== undefined) return false;
  return /^(?:text\/|application\/(?:json|xml|javascript)\b)/i.test(headers['content-type'] ?? '');
}

function parseQuery(params: URLSearchParams): Record<string, string> | undefined {
  const values = new Map<string, string>();
  for (const [name, value] of params) values.set(name, values.has(name) ? `${values.get(name)},${value}` : value);
  return values.size > 0 ? Object.fromEntries(values) : undefined;
}

/** The address of the client. */
export function sourceIpOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
export function formatRequestTime(now: number): string {
  const [year, month, day, time] = new Date(now).toISOString().slice(0, 19).split(/[-T]/);
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
}

/** A trace header for a request that has none. */
export function newTraceHeader(now: number): string {
  return `Root=1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
}
