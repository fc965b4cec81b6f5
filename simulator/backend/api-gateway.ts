// The HTTP API: verifies the token, finds the route, and invokes the function with an event of payload format 2.0.

import type { Request } from '../../packages/cloud/functions/http.ts';
import { AwsError } from '../../packages/local/errors.ts';
import type { RunContext } from '../determinism/run-context.ts';
import { type Claims, parseToken } from './access-tokens.ts';
import { FUNCTIONS } from './function-routes.ts';
import type { Functions } from './functions.ts';

/** A request as a browser sends it. */
export type HttpRequest = { method: string; path: string; headers: Record<string, string>; body?: string };
export type HttpResponse = { status: number; body: string };

/** The integration timeout of an HTTP API, 30 s: AWS, "Quotas for HTTP APIs". */
const TIMEOUT_MS = 30_000;

/** API Gateway in front of the functions. */
export class ApiGateway {
  readonly #context: RunContext;
  readonly #functions: Functions;

  constructor(context: RunContext, functions: Functions) {
    this.#context = context;
    this.#functions = functions;
  }

  async handle(httpRequest: HttpRequest): Promise<HttpResponse> {
    const { faults, clock } = this.#context;
    if (faults.occurs('gateway returns 503')) return errorResponse(503, 'Service Unavailable');
    if (faults.occurs('gateway returns 429')) return errorResponse(429, 'Too Many Requests');
    const claims = this.#claims(httpRequest.headers);
    if (!claims || faults.occurs('token rejected')) return errorResponse(401, 'Unauthorized');
    const url = new URL(httpRequest.path, 'https://run');
    const route = matchRoute(httpRequest.method, url.pathname);
    if (!route) return errorResponse(404, 'Not Found');
    const request = lambdaEvent(httpRequest, url, route, claims);
    const timeout = clock.sleep(TIMEOUT_MS).then(() => undefined);
    const answer = await Promise.race([this.#functions.call(route.routeKey, request), timeout]);
    if (!answer) return errorResponse(503, 'Service Unavailable');
    return { status: answer.statusCode ?? 200, body: answer.body ?? '' };
  }

  #claims(headers: Record<string, string>): Claims | undefined {
    try {
      return parseToken((headers.Authorization ?? '').replace(/^Bearer /, ''), this.#context.clock.now());
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }
}

function errorResponse(status: number, message: string): HttpResponse {
  return { status, body: JSON.stringify({ message }) };
}

type MatchedRoute = { routeKey: string; parameters: Record<string, string> };

function matchRoute(method: string, path: string): MatchedRoute | undefined {
  for (const routeKey of FUNCTIONS.keys()) {
    const [routeMethod, pattern = ''] = routeKey.split(' ');
    const names = [...pattern.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    const match = new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(path);
    if (routeMethod !== method || !match) continue;
    return {
      routeKey,
      parameters: Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')])),
    };
  }
  return undefined;
}

/** API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs": the fields that handlers read. */
function lambdaEvent(
  { method, headers, body }: HttpRequest,
  url: URL,
  { routeKey, parameters }: MatchedRoute,
  claims: Claims,
): Request {
  const query = Object.fromEntries(url.searchParams);
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    ...(url.search && { queryStringParameters: query }),
    requestContext: { routeKey, http: { method, path: url.pathname }, authorizer: { jwt: { claims, scopes: [] } } },
    pathParameters: parameters,
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  } as unknown as Request;
}
