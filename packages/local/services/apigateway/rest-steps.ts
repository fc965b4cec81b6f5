// The path of a request through a REST API, step by step. A step that rejects the request throws a gateway response.
import { AwsError } from '../../errors.ts';
import { type Hop, parseTraceHeader, withFaults } from '../../fault-injection/index.ts';
import { readBody } from '../../http/request-body.ts';
import { findRoute, limitHeaders, tracedRequest, withTimeout } from '../apigatewayv2/index.ts';
import type { Authorized, LambdaAuthorizers } from './function-authorizer.ts';
import { gatewayError } from './gateway-response.ts';
import { integrate } from './integration.ts';
import { evaluateExpression, headerOf } from './parameter-mapping.ts';
import type { RestApiDefinition, RestMethod, RestStage } from './rest-api-definition.ts';
import type { RestApisDeps } from './rest-api-deps.ts';
import { lastValues, mappingSources, type RestRequest, withMethod } from './rest-request.ts';
import type { RestResponse } from './rest-response.ts';
import type { UsagePlans } from './usage-plans.ts';
import { authorizeByUserPool } from './user-pool-authorizer.ts';

/** Dependencies of the steps. */
export type StepsDeps = RestApisDeps & { hop: Hop; plans: UsagePlans; lambdaAuthorizers: LambdaAuthorizers };

// Source: API Gateway quotas, REST APIs: payload size 10 MB.
const BODY_BYTES_MAX = 10 * 1024 * 1024;

/** Takes a request through all steps. `learned` receives the request with what is known of it so far. */
export async function respond(
  api: RestApiDefinition,
  received: RestRequest,
  deps: StepsDeps,
  learned: (request: RestRequest) => void,
): Promise<RestResponse> {
  limitHeaders(received);
  const { stage, path } = selectRestStage(api, received);
  const { method, parameters } = selectMethod(api, received.httpMethod, path);
  const request = withMethod(received, stage, method, { path: decode(path), parameters });
  learned(request);
  const authorized = await authorize(api, method, request, stage, deps);
  if (authorized) request.context['authorizer'] = authorized.authorizer;
  if (method.apiKeyRequired) admitByKey(api, request, stage, method, authorized, deps);
  throttle(stage, method, request, deps);
  const body = await readBody(request.request, {
    maxBytes: BODY_BYTES_MAX,
    tooLarge: () => gatewayError('REQUEST_TOO_LARGE'),
  });
  validate(method, request);
  return callIntegration(api, request, { method, stage, body, user: userOf(authorized) }, deps);
}

/** A path begins with the stage. Without one, or with another, AWS answers 403. */
function selectRestStage({ stages }: RestApiDefinition, { url }: RestRequest): { stage: RestStage; path: string } {
  const first = url.pathname.split('/')[1] ?? '';
  const stage = stages.get(first);
  if (!stage) throw gatewayError('DEFAULT_4XX');
  return { stage, path: url.pathname.slice(first.length + 1) || '/' };
}

/**
 * The most specific resource, and its method or its ANY. A path may end with a slash. Paths are matched as they were sent, so that
 * `%2F` is part of a parameter.
 */
function selectMethod({ resources, methods }: RestApiDefinition, httpMethod: string, path: string) {
  const trimmed = path.length > 1 ? path.replace(/\/$/, '') : path;
  const match = findRoute([...resources.values()], httpMethod, trimmed);
  const own = methods.filter(({ resource }) => resource.id === match?.route.id);
  const method = own.find((one) => one.httpMethod === httpMethod) ?? own.find((one) => one.httpMethod === 'ANY');
  if (!match || !method) throw gatewayError('MISSING_AUTHENTICATION_TOKEN');
  const parameters = Object.entries(match.parameters).map(([name, value]) => [name, decode(value)]);
  return { method, parameters: Object.fromEntries(parameters) as Record<string, string> };
}

async function authorize(
  { authorizers }: RestApiDefinition,
  { authorizerId, scopes }: RestMethod,
  request: RestRequest,
  { name }: RestStage,
  deps: StepsDeps,
): Promise<Authorized | undefined> {
  const authorizer = authorizerId === undefined ? undefined : authorizers.get(authorizerId);
  if (!authorizer) return undefined;
  return authorizer.kind === 'COGNITO_USER_POOLS'
    ? authorizeByUserPool(authorizer, request, scopes, deps)
    : deps.lambdaAuthorizers.authorize(authorizer, request, name);
}

/** Source: API Gateway developer guide, "Choose an API key source": the header X-API-Key, or the authorizer's usageIdentifierKey. */
function admitByKey(
  api: RestApiDefinition,
  request: RestRequest,
  { name: stage }: RestStage,
  { httpMethod, resource }: RestMethod,
  authorized: Authorized | undefined,
  { plans }: StepsDeps,
): void {
  const value =
    api.apiKeySource === 'HEADER' ? headerOf(lastValues(request.headers), 'x-api-key') : authorized?.usageKey;
  const key = plans.admit(value, { apiId: api.id, stage, resourcePath: resource.path, httpMethod });
  Object.assign(request.context.identity, { apiKey: key.value, apiKeyId: key.id });
}

function throttle(
  { throttles }: RestStage,
  { resource }: RestMethod,
  { httpMethod }: RestRequest,
  deps: StepsDeps,
): void {
  const setting = throttles.find(
    ({ path, method }) => (path === '*' || path === resource.path) && (method === '*' || method === httpMethod),
  );
  try {
    setting?.throttle.take(`${resource.path} ${httpMethod}`, deps.clock.monotonic());
  } catch {
    throw gatewayError('THROTTLED');
  }
}

/** Source: API Gateway developer guide, "Request validation for REST APIs in API Gateway": required parameters that are not blank. */
function validate({ validatesParameters, parameters }: RestMethod, request: RestRequest): void {
  if (!validatesParameters) return;
  const sources = mappingSources(request, '');
  const missing = Object.entries(parameters)
    .filter(([name, required]) => required && !evaluateExpression(`method.request.${name}`, sources))
    .map(([name]) => name.split('.').slice(1).join('.'));
  if (missing.length > 0)
    throw gatewayError('BAD_REQUEST_PARAMETERS', `Missing required request parameters: [${missing.join(', ')}]`);
}

function callIntegration(
  api: RestApiDefinition,
  request: RestRequest,
  { method, stage, body, user }: { method: RestMethod; stage: RestStage; body: Buffer; user: string | undefined },
  deps: StepsDeps,
): Promise<RestResponse> {
  const trace = parseTraceHeader(headerOf(lastValues(request.headers), 'x-amzn-trace-id'));
  const subject = `${request.httpMethod} ${request.url.pathname}`;
  const { timeoutMs } = method.integration;
  const call = () =>
    integrate(api, request, { method, stage, body, origin: { trace, user, path: request.url.pathname } }, deps);
  return withFaults(tracedRequest<RestResponse>({ hop: deps.hop, subject, trace, body }), () =>
    withTimeout(call(), timeoutMs, deps.clock, () => gatewayError('INTEGRATION_TIMEOUT')),
  );
}

/** Whom invocations are counted for: users share the processors. */
function userOf(authorized: Authorized | undefined): string | undefined {
  const { principalId, claims } = (authorized?.authorizer ?? {}) as { principalId?: string; claims?: { sub?: string } };
  return claims?.sub ?? principalId;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('BadRequestException', 'Bad Request', 400);
  }
}
