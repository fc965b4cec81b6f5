// HTTP: sends requests to one endpoint. "… function reference for HTTP".
import type { OutboundRequest, OutboundResponse } from '../../../http/outbound-requests.ts';
import { type DataSource, InvalidRequest, parseObject } from './data-source.ts';

// "Quotas": a request may take 30 seconds in total.
const TIMEOUT_MS = 30_000;

// The largest response; a larger one is an error.
const BODY_MAX = 5 * 1024 * 1024;

const METHODS: ReadonlySet<unknown> = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']);

// Set by the connection itself; `util.http.copyHeaders` names them too.
const REMOVED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Creates the data source of an endpoint: `https://api.example.com`. */
export function httpSource(
  name: string,
  endpoint: string,
  call: (address: string, request: OutboundRequest) => Promise<OutboundResponse>,
): DataSource {
  return {
    name,
    type: 'HTTP',
    async run(input) {
      const { method, resourcePath, params } = parseObject(input, 'the request');
      if (!METHODS.has(method)) throw new InvalidRequest(`${String(method)} is not a method of an HTTP data source`);
      const { query, headers, body } = parseObject(params ?? {}, 'params');
      const address = buildAddress(endpoint, resourcePath, parseObject(query ?? {}, 'query'));
      const request = {
        method: String(method),
        headers: requestHeaders(headers),
        body: encodeBody(body),
        timeoutMs: TIMEOUT_MS,
      };
      try {
        return toResult(await call(address, request));
      } catch (error) {
        return { result: null, error: { type: 'Http:ConnectionFailure', message: (error as Error).message } };
      }
    },
  };
}

function buildAddress(endpoint: string, path: unknown, query: Readonly<Record<string, unknown>>): string {
  if (typeof path !== 'string' || !path.startsWith('/')) throw new InvalidRequest('resourcePath must begin with /');
  // Appended to the endpoint as text, so that a path can never lead to another host.
  const url = new URL(`${endpoint.replace(/\/$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url.href;
}

function requestHeaders(headers: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parseObject(headers ?? {}, 'headers'))
      .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
      .filter(([name, value]) => !REMOVED.has(name) && /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/[\r\n\0]/.test(value)),
  );
}

function encodeBody(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function toResult({ status, headers, body }: OutboundResponse) {
  if (body.length > BODY_MAX)
    return {
      result: null,
      error: { type: 'Http:ResponseTooLarge', message: `The response is larger than ${BODY_MAX} bytes.` },
    };
  const flat = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]);
  return { result: { statusCode: status, headers: Object.fromEntries(flat), body: body.toString('utf8') } };
}
