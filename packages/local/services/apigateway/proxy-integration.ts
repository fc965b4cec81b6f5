// Lambda proxy integrations: the event of payload format 1.0, and the response that a function's result becomes.
import { isRecord } from '../apigatewayv2/index.ts';
import { gatewayError } from './gateway-response.ts';
import { lastValues, type MultiValues, type RestRequest } from './rest-request.ts';
import type { RestResponse } from './rest-response.ts';

/**
 * Creates the event. Source: API Gateway developer guide, "Lambda proxy integrations in API Gateway", input format. A body of a
 * binary media type is in base64.
 */
export function createProxyEvent(
  request: RestRequest,
  body: Buffer,
  binaryMediaTypes: readonly string[],
): Record<string, unknown> {
  const { httpMethod, path, headers, query, pathParameters, stageVariables, context } = request;
  const isBase64Encoded = body.length > 0 && isBinary(mediaTypeOf(request), binaryMediaTypes);
  return {
    resource: context['resourcePath'],
    path,
    httpMethod,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: orNull(lastValues(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stageVariables),
    requestContext: context,
    body: body.length === 0 ? null : body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}

/**
 * Parses the result of a function; any other form is a 502. Source: the same page, output format. A body in base64 is decoded
 * if the API has binary media types and the client accepts one of them first ("Return binary media from a Lambda proxy integration").
 */
export function parseProxyResult(
  result: unknown,
  accept: string | undefined,
  binaryMediaTypes: readonly string[],
): RestResponse {
  if (!isRecord(result)) throw malformed();
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = result;
  const status = Number(statusCode);
  if (statusCode == null || !Number.isInteger(status) || status < 100 || status > 599) throw malformed();
  if (body != null && typeof body !== 'string') throw malformed();
  const decoded = isBase64Encoded === true && isBinary(firstOf(accept), binaryMediaTypes);
  const own = merge(headers, multiValueHeaders);
  const hasType = Object.keys(own).some((name) => name.toLowerCase() === 'content-type');
  return {
    status,
    headers: { ...(!hasType && { 'content-type': 'application/json' }), ...own },
    body: Buffer.from(body ?? '', decoded ? 'base64' : 'utf8'),
  };
}

/** The media type of a request's body; JSON is the default. */
export function mediaTypeOf({ request }: RestRequest): string {
  return firstOf(request.headers['content-type']?.split(';')[0]) || 'application/json';
}

/** Whether a media type is one of the binary ones of the API. */
export function isBinary(mediaType: string, binaryMediaTypes: readonly string[]): boolean {
  return binaryMediaTypes.some((one) => one === '*/*' || one.toLowerCase() === mediaType.toLowerCase());
}

function firstOf(accept = ''): string {
  return accept.split(/[,;]/)[0]?.trim() ?? '';
}

/** Header names are compared in any case; of a name in both maps, the list wins. */
function merge(headers: unknown, multiValueHeaders: unknown): Record<string, string | string[]> {
  const single = headers ?? {};
  const multiple = multiValueHeaders ?? {};
  if (!isRecord(single) || !isRecord(multiple)) throw malformed();
  const merged = new Map<string, [name: string, value: string | string[]]>();
  for (const [name, value] of Object.entries(single)) {
    if (typeof value === 'object' && value !== null) throw malformed();
    merged.set(name.toLowerCase(), [name, String(value ?? '')]);
  }
  for (const [name, values] of Object.entries(multiple)) {
    if (!Array.isArray(values)) throw malformed();
    merged.set(name.toLowerCase(), [name, values.map(String)]);
  }
  return Object.fromEntries(merged.values());
}

function orNull<Values extends Record<string, string> | MultiValues>(values: Values): Values | null {
  return Object.keys(values).length > 0 ? values : null;
}

function malformed() {
  return gatewayError('DEFAULT_5XX');
}
