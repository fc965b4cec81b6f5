// HTTP: calls a path of one endpoint. "… function reference for HTTP".
import type { OutboundRequest, OutboundResponse } from '../../../http/endpoints.ts';
import { BadRequest, type DataSource, fieldsOf } from './data-source.ts';

// "Quotas": a request may take 30 seconds in all.
const TIMEOUT_MS = 30_000;

// What may come back; beyond it the answer is an error.
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

/** Makes the data source of an endpoint: `https://api.example.com`. */
export function httpSource(
  name: string,
  endpoint: string,
  call: (address: string, ask: OutboundRequest) => Promise<OutboundResponse>,
): DataSource {
  return {
    name,
    type: 'HTTP',
    async run(input) {
      const { method, resourcePath, params } = fieldsOf(input, 'the request');
      if (!METHODS.has(method)) throw new BadRequest(`${String(method)} is no method of an HTTP data source`);
      const { query, headers, body } = fieldsOf(params ?? {}, 'params');
      const address = addressOf(endpoint, resourcePath, fieldsOf(query ?? {}, 'query'));
      const ask = { method: String(method), headers: sent(headers), body: textOf(body), timeoutMs: TIMEOUT_MS };
      try {
        return answerOf(await call(address, ask));
      } catch (error) {
        return { result: null, error: { type: 'Http:ConnectionFailure', message: (error as Error).message } };
      }
    },
  };
}

function addressOf(endpoint: string, path: unknown, query: Readonly<Record<string, unknown>>): string {
  if (typeof path !== 'string' || !path.startsWith('/')) throw new BadRequest('resourcePath must begin with /');
  // Put after the endpoint as text: a path can never lead to another host.
  const url = new URL(`${endpoint.replace(/\/$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url.href;
}

function sent(headers: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldsOf(headers ?? {}, 'headers'))
      .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
      .filter(([name, value]) => !REMOVED.has(name) && /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/[\r\n\0]/.test(value)),
  );
}

function textOf(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function answerOf({ status, headers, body }: OutboundResponse) {
  if (body.length > BODY_MAX)
    return {
      result: null,
      error: { type: 'Http:ResponseTooLarge', message: `The answer is larger than ${BODY_MAX} bytes.` },
    };
  const flat = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]);
  return { result: { statusCode: status, headers: Object.fromEntries(flat), body: body.toString('utf8') } };
}
