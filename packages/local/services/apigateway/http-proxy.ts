// HTTP proxy integrations: the request is passed to an HTTP endpoint as it is, and its response is returned.
import { callBackend } from './backends.ts';
import { mapParameters } from './mapped-integration.ts';
import { mediaTypeOf } from './proxy-integration.ts';
import type { Backend, RestIntegration } from './rest-api-definition.ts';
import type { InvocationSource, RestApisDeps } from './rest-api-deps.ts';
import { mappingSources, type RestRequest } from './rest-request.ts';
import type { RestResponse } from './rest-response.ts';

/** Passes a request on. Source: API Gateway developer guide, "HTTP integrations for REST APIs in API Gateway". */
export async function proxyHttp(
  integration: RestIntegration & { backend: Extract<Backend, { kind: 'http' }> },
  request: RestRequest,
  body: Buffer,
  { origin, ...deps }: Pick<RestApisDeps, 'lambda' | 'table' | 'endpoints'> & { origin: InvocationSource },
): Promise<RestResponse> {
  const mapped = mapParameters(integration, mappingSources(request, body.toString()), mediaTypeOf(request));
  // "The Host header will not be forwarded to HTTP endpoints": developer guide, "Amazon API Gateway important notes".
  const sent = Object.entries(request.headers).filter(([name]) => name.toLowerCase() !== 'host');
  const rawQuery = request.request.url?.split('?').slice(1).join('?') ?? '';
  const query = [rawQuery, mapped.query.slice(1)].filter((part) => part !== '').join('&');
  const { backend, timeoutMs } = integration;
  const { status, headers, ...response } = await callBackend(
    { ...backend, method: backend.method === 'ANY' ? request.httpMethod : backend.method },
    {
      headers: { ...Object.fromEntries(sent.map(([name, values]) => [name, values.join(', ')])), ...mapped.headers },
      path: { ...request.pathParameters, ...mapped.path },
      query: query === '' ? '' : `?${query}`,
      body,
      timeoutMs,
      origin,
    },
    deps,
  );
  const returned = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined,
  );
  return { status, headers: Object.fromEntries(returned), body: response.body };
}
