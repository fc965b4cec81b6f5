// Non-proxy integrations: the request is mapped for the backend, and its result to a method response.
import { type BackendRequest, type BackendResult, callBackend } from './backends.ts';
import { gatewayError } from './gateway-response.ts';
import { BodyNotJson, type MappingTemplate, type TemplateVariables } from './mapping-template.ts';
import { evaluateExpression, type MappingSources } from './parameter-mapping.ts';
import { isBinary, mediaTypeOf } from './proxy-integration.ts';
import type { ResponseMapping, RestIntegration } from './rest-api-definition.ts';
import type { InvocationSource, RestApisDeps } from './rest-api-deps.ts';
import { mappingSources, type RestRequest } from './rest-request.ts';
import type { RestResponse } from './rest-response.ts';

type Deps = Pick<RestApisDeps, 'lambda' | 'table' | 'endpoints' | 'say'>;

/** Answers a request. Source: API Gateway developer guide, "Data transformations for REST APIs in API Gateway". */
export async function integrateMapped(
  integration: RestIntegration,
  request: RestRequest,
  body: Buffer,
  { origin, binaryMediaTypes, ...deps }: Deps & { origin: InvocationSource; binaryMediaTypes: readonly string[] },
): Promise<RestResponse> {
  const isBinaryBody = isBinary(mediaTypeOf(request), binaryMediaTypes);
  const sources = mappingSources(request, body.toString(isBinaryBody ? 'base64' : 'utf8'));
  const result = await callBackend(
    integration.backend,
    {
      ...mapParameters(integration, sources, mediaTypeOf(request)),
      body: mapBody(integration, mediaTypeOf(request), sources, body, deps.say),
      timeoutMs: integration.timeoutMs,
      origin,
    },
    deps,
  );
  return mapResult(integration, result, sources, request.request.headers.accept, deps.say);
}

/** The parameters of the backend's request. */
export function mapParameters(
  { parameters, backend }: RestIntegration,
  sources: MappingSources,
  mediaType: string,
): Pick<BackendRequest, 'headers' | 'path' | 'query'> {
  const values = Object.entries(parameters).flatMap(([target, expression]) => {
    const value = evaluateExpression(expression, sources);
    return value === undefined ? [] : [{ target, value }];
  });
  const under = (prefix: string) =>
    values.flatMap(({ target, value }) =>
      target.startsWith(`${prefix}.`) ? [[target.slice(prefix.length + 1), value] as [string, string]] : [],
    );
  const query = new URLSearchParams(under('querystring')).toString();
  return {
    headers: { ...(backend.kind === 'http' && { 'content-type': mediaType }), ...Object.fromEntries(under('header')) },
    path: Object.fromEntries(under('path')),
    query: query === '' ? '' : `?${query}`,
  };
}

/** Source: API Gateway developer guide, "Method request behavior for payloads without mapping templates". */
function mapBody(
  { templates, passthrough }: RestIntegration,
  mediaType: string,
  sources: MappingSources,
  body: Buffer,
  say: Deps['say'],
): Buffer {
  const template = templates[mediaType];
  if (template) return Buffer.from(render(template, sources, sources.body, say));
  const hasTemplates = Object.keys(templates).length > 0;
  if (passthrough === 'NEVER' || (passthrough === 'WHEN_NO_TEMPLATES' && hasTemplates))
    throw gatewayError('UNSUPPORTED_MEDIA_TYPE');
  return body;
}

/**
 * The same guide, "Set up an integration response": the first pattern that matches all of the selector, or else the response
 * without a pattern. A template may override status and headers (`$context.responseOverride`).
 */
function mapResult(
  { responses, backend }: RestIntegration,
  { headers, body, selector }: BackendResult,
  sources: MappingSources,
  accept: string | undefined,
  say: Deps['say'],
): RestResponse {
  const mapping =
    (selector === '' ? undefined : responses.find(({ pattern }) => pattern?.test(selector))) ??
    responses.find(({ pattern }) => pattern === undefined);
  if (!mapping) throw gatewayError('API_CONFIGURATION_ERROR');
  const context = { ...sources.context, responseOverride: { header: {} as Record<string, unknown> } };
  const text = body.toString();
  const mapped = { ...sources, context, response: { headers, body: text } };
  const backendType = backend.kind === 'http' ? headers['content-type'] : undefined;
  const own = Object.entries(mapping.headers).map(([name, expression]) => [
    name,
    evaluateExpression(expression, mapped),
  ]);
  const template = templateFor(mapping, accept);
  const sent = template ? Buffer.from(render(template.render, mapped, text, say)) : body;
  const { header, status: overridden } = context.responseOverride as {
    header: Record<string, unknown>;
    status?: unknown;
  };
  const overrides = Object.entries(header).map(([name, value]) => [name, String(value)]);
  return {
    status: overridden === undefined ? mapping.status : Number(overridden),
    headers: merge([
      ['Content-Type', template?.mediaType ?? (backendType as string | undefined) ?? 'application/json'],
      ...own,
      ...overrides,
    ]),
    body: sent,
  };
}

/** The template for the first media type that the client accepts, or else the one for JSON, or else the first. */
function templateFor({ templates }: ResponseMapping, accept = 'application/json') {
  const wanted = accept.split(/[,;]/)[0]?.trim() ?? '';
  const mediaType =
    [wanted, 'application/json'].find((type) => Object.hasOwn(templates, type)) ?? Object.keys(templates)[0];
  const render = mediaType === undefined ? undefined : templates[mediaType];
  return mediaType === undefined || !render ? undefined : { mediaType, render };
}

function render(template: MappingTemplate, sources: MappingSources, body: string, say: Deps['say']): string {
  try {
    return template({ ...sources, body, context: sources.context } as TemplateVariables);
  } catch (cause) {
    if (cause instanceof BodyNotJson && sources.response === undefined)
      throw gatewayError('BAD_REQUEST_BODY', `Could not parse request body into json: ${cause.message}`);
    say(`A mapping template of ${sources.context['httpMethod']} ${sources.context['resourcePath']} failed: ${cause}`);
    throw gatewayError('API_CONFIGURATION_ERROR');
  }
}

/** A later header replaces an earlier one of the same name in any case. */
function merge(headers: readonly (readonly (string | undefined)[])[]): Record<string, string> {
  const merged = new Map<string, [string, string]>();
  for (const [name, value] of headers)
    if (name !== undefined && value !== undefined) merged.set(name.toLowerCase(), [name, value]);
  return Object.fromEntries(merged.values());
}
