// The path of a request through an HTTP API, step by step. A step that rejects the request throws API Gateway's error.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../errors.ts';
import {
  ConnectionLost,
  type Fault,
  type Hop,
  parseTraceHeader,
  type TracedCall,
  withFaults,
} from '../../fault-injection/index.ts';
import { readBody } from '../../http/request-body.ts';
import { isPreflight, preflightHeaders } from './cors.ts';
import type { HttpApiDefinition, Integration, Route } from './http-api-definition.ts';
import type { HttpApisDeps } from './http-api-deps.ts';
import { mayIntegrate } from './integration-access.ts';
import { type Authorized, createEvent, parseHeaders } from './integration-event.ts';
import { parseResultV1, toEventV1 } from './integration-event-v1.ts';
import { type HttpResponse, parseIntegrationResponse } from './integration-response.ts';
import { authorize } from './jwt-authorizer.ts';
import type { RequestAuthorizers, RequestEvent } from './request-authorizer.ts';
import type { RequestPace } from './request-pace.ts';
import { findRoute, type Match } from './route-selection.ts';
import { type Stage, selectStage, throttleOf } from './stage.ts';

/** A request that has been received. */
export type Received = { request: IncomingMessage; url: URL; requestId: string };

/** Dependencies of the steps. */
export type StepsDeps = HttpApisDeps & { hop: Hop; pace: RequestPace; lambdaAuthorizers: RequestAuthorizers };

/** A request whose route is known and that may call the route's function. */
type Admitted = { stage: Stage; match: Match<Route>; authorized: Authorized | undefined };

// Source: API Gateway quotas, HTTP APIs: total combined size of request line and header values 10,240 bytes.
const HEADER_BYTES_MAX = 10_240;

// Source: the same quotas: payload size 10 MB.
const BODY_BYTES_MAX = 10 * 1024 * 1024;

/** Takes a request through all steps. */
export async function respond(api: HttpApiDefinition, received: Received, deps: StepsDeps): Promise<HttpResponse> {
  limitHeaders(received);
  const { stage, path } = selectStage(api.stages, decodePath(received.url));
  const match = findRoute(api.routes, received.request.method ?? 'GET', path);
  if (!match) return respondToPreflight(api, received, deps);
  throttle(stage, match.route, deps);
  const authorized = await authorizeRoute(api, received, { stage, match, path }, deps);
  const userId = userOf(authorized);
  if (userId === undefined) return integrate(api, received, { stage, match, authorized }, deps);
  const end = await deps.pace.begin(userId);
  try {
    return await integrate(api, received, { stage, match, authorized }, deps);
  } finally {
    end();
  }
}

/** Rejects a request whose headers are too long. */
export function limitHeaders({ request: { method, url, rawHeaders } }: Pick<Received, 'request'>): void {
  const values = rawHeaders.filter((_, index) => index % 2 === 1);
  const bytes = values.reduce((sum, value) => sum + Buffer.byteLength(value, 'latin1'), 0);
  if (`${method} ${url} HTTP/1.1`.length + bytes > HEADER_BYTES_MAX)
    throw new AwsError('RequestHeaderFieldsTooLarge', 'Request Header Fields Too Large', 431);
}

/** Paths reach routes and functions decoded: https://github.com/middleapi/standard-server/pull/93 shows it on AWS. */
function decodePath({ pathname }: URL): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    throw new AwsError('BadRequestException', 'Bad Request', 400);
  }
}

/**
 * Source: API Gateway developer guide, "Configure CORS for HTTP APIs": a preflight is answered even without an OPTIONS route; a
 * route that matches OPTIONS (ANY and $default do) handles it, with its authorizer.
 */
function respondToPreflight(
  { cors }: HttpApiDefinition,
  { request }: Received,
  { endpoints }: StepsDeps,
): HttpResponse {
  if (!cors || !isPreflight(request)) throw new AwsError('NotFoundException', 'Not Found', 404);
  return { status: 204, headers: preflightHeaders(cors, request, endpoints), cookies: [], body: undefined };
}

function throttle(stage: Stage, { key: { text } }: Route, { clock }: StepsDeps): void {
  throttleOf(stage, text)?.take(text, clock.monotonic());
}

async function authorizeRoute(
  api: HttpApiDefinition,
  { request, url, requestId }: Received,
  { stage, match, path }: { stage: Stage; match: Match<Route>; path: string },
  { clock, lambdaAuthorizers }: StepsDeps,
): Promise<Authorized | undefined> {
  const authorizer = match.route.authorizer === undefined ? undefined : api.authorizers.get(match.route.authorizer);
  if (!authorizer) return undefined;
  if (authorizer.kind === 'JWT') return { jwt: await authorize(authorizer, request, url, match.route.scopes) };
  const now = clock.now();
  const headers = parseHeaders(request, api.host, now);
  const event = createEvent(
    { apiId: api.id, host: api.host, stage: stage.name, variables: stage.variables, now },
    { headers, body: Buffer.alloc(0), request, url, requestId },
    { routeKey: match.route.key.text, path: decodePath(url), parameters: match.parameters },
    undefined,
  );
  return lambdaAuthorizers.authorize(authorizer, { ...event, headers: headers.fields } as RequestEvent, path);
}

/** The user whose requests share the processors with those of others. */
function userOf(authorized: Authorized | undefined): string | undefined {
  return authorized && ('jwt' in authorized ? authorized.jwt.claims['sub'] : authorized.principalId);
}

async function integrate(
  api: HttpApiDefinition,
  { request, url, requestId }: Received,
  { stage, match, authorized }: Admitted,
  deps: StepsDeps,
): Promise<HttpResponse> {
  const now = deps.clock.now();
  const headers = parseHeaders(request, api.host, now);
  const body = await readBody(request, { maxBytes: BODY_BYTES_MAX, tooLarge: bodyTooLarge });
  const event = createEvent(
    { apiId: api.id, host: api.host, stage: stage.name, variables: stage.variables, now },
    { headers, body, request, url, requestId },
    { routeKey: match.route.key.text, path: decodePath(url), parameters: match.parameters },
    authorized,
  );
  const trace = parseTraceHeader(headers.fields['x-amzn-trace-id']);
  const subject = `${request.method} ${url.pathname}`;
  const response = await withFaults(tracedRequest<HttpResponse>({ hop: deps.hop, subject, trace, body }), () => {
    const integration = api.integrations.get(match.route.integration) as Integration;
    if (!mayIntegrate(api.id, stage, match.route.key, integration, request, deps)) throw internalServerError();
    const payload = integration.payloadVersion === '1.0' ? toEventV1(event, request, authorized) : event;
    return invoke(integration, payload, { trace, user: userOf(authorized), path: url.pathname }, deps);
  });
  return api.cors ? withoutCorsHeaders(response) : response;
}

/** A request as a hop of the message path, for its trace and for injected faults. */
export function tracedRequest<Response extends { status: number }>({
  hop,
  subject,
  trace,
  body,
}: {
  hop: Hop;
  subject: string;
  trace: string | undefined;
  body: Buffer;
}): TracedCall<Response> {
  return {
    hop,
    site: 'request',
    subject,
    trace,
    started: ['received', subject, { requestHash: hashOf(subject, body) }],
    returned: ({ status }) => ['answered', String(status)],
    failed: (error) =>
      error instanceof AwsError && !(error instanceof ConnectionLost) ? ['answered', String(error.status)] : undefined,
    errorFor: faultError,
  };
}

async function invoke(
  { functionArn, timeoutMs, payloadVersion }: Integration,
  event: object,
  origin: { trace: string | undefined; user: string | undefined; path: string },
  { lambda, clock }: StepsDeps,
): Promise<HttpResponse> {
  const invocation = lambda.invoke(functionArn, event, origin).catch(rethrowLambdaError);
  const { payload, error } = await withTimeout(invocation, timeoutMs, clock);
  if (error !== undefined) throw internalServerError();
  return payloadVersion === '1.0' ? parseResultV1(payload) : parseIntegrationResponse(payload);
}

function internalServerError(): AwsError {
  return new AwsError('InternalServerErrorException', 'Internal Server Error', 500);
}

/** Rejects when the time is up. The function continues to run; only its response is not waited for. */
export function withTimeout<T>(
  invocation: Promise<T>,
  timeoutMs: number,
  clock: StepsDeps['clock'],
  timedOut = () => new AwsError('ServiceUnavailable', 'Service Unavailable', 503),
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () => reject(timedOut()));
    invocation.finally(cancel).then(resolve, reject);
  });
}

/** An error of the Lambda service, in API Gateway's words. */
function rethrowLambdaError(error: unknown): never {
  if (!(error instanceof AwsError)) throw error;
  if (error.status === 413) throw new AwsError('RequestTooLong', 'Request Entity Too Large', 413);
  if (error.status === 429 || error.status === 503)
    throw new AwsError('ServiceUnavailable', 'Service Unavailable', 503);
  throw new AwsError('InternalServerErrorException', 'Internal Server Error', 500);
}

/** A digest that is equal for the retries of a request. */
function hashOf(subject: string, body: Buffer): string {
  return createHash('sha256').update(subject).update('\n').update(body).digest('base64url').slice(0, 22);
}

/** Source: "Configure CORS for HTTP APIs": with CORS configured, the function's own CORS headers are ignored. */
function withoutCorsHeaders(response: HttpResponse): HttpResponse {
  const kept = Object.entries(response.headers).filter(([name]) => !name.startsWith('access-control-'));
  return { ...response, headers: Object.fromEntries(kept) };
}

function bodyTooLarge(): AwsError {
  return new AwsError('RequestEntityTooLargeException', 'Request Entity Too Large', 413);
}

const FAULT_ERRORS: Readonly<Record<number, readonly [type: string, message: string]>> = {
  429: ['TooManyRequestsException', 'Too Many Requests'],
  502: ['BadGatewayException', 'Bad Gateway'],
  503: ['ServiceUnavailable', 'Service Unavailable'],
  504: ['GatewayTimeout', 'Gateway Timeout'],
};

/** The error of an injected fault, by its status. */
function faultError({ status }: Fault): AwsError {
  const [type, message] = FAULT_ERRORS[status] ?? ['InternalServerErrorException', 'Internal Server Error'];
  return new AwsError(type, message, status);
}
