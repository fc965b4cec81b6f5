// The HTTP API's door: the token is verified, the route found, the function called with an event of payload format 2.0.

import type { Request } from '../../packages/cloud/functions/http.ts';
import { AwsError } from '../../packages/local/errors.ts';
import type { World } from '../determinism/run-context.ts';
import { type Claims, parseToken } from './access-tokens.ts';
import { HANDLERS } from './function-routes.ts';
import type { Functions } from './functions.ts';

/** A request as a browser sends it. */
export type Asked = { method: string; path: string; headers: Record<string, string>; body?: string };
export type Answered = { status: number; body: string };

/** An HTTP API gives up after 30 s: AWS, "Quotas for HTTP APIs". */
const TIMEOUT_MS = 30_000;

/** The gateway before the functions. */
export class Gateway {
  readonly #world: World;
  readonly #functions: Functions;

  constructor(world: World, functions: Functions) {
    this.#world = world;
    this.#functions = functions;
  }

  async answer(asked: Asked): Promise<Answered> {
    const { faults, timeline } = this.#world;
    if (faults.strikes('gateway answers 503')) return said(503, 'Service Unavailable');
    if (faults.strikes('gateway answers 429')) return said(429, 'Too Many Requests');
    const claims = this.#claims(asked.headers);
    if (!claims || faults.strikes('token refused')) return said(401, 'Unauthorized');
    const url = new URL(asked.path, 'https://run');
    const found = matching(asked.method, url.pathname);
    if (!found) return said(404, 'Not Found');
    const request = requestOf(asked, url, found, claims);
    const late = timeline.rest(TIMEOUT_MS).then(() => undefined);
    const answer = await Promise.race([this.#functions.call(found.routeKey, request), late]);
    if (!answer) return said(503, 'Service Unavailable');
    return { status: answer.statusCode ?? 200, body: answer.body ?? '' };
  }

  #claims(headers: Record<string, string>): Claims | undefined {
    try {
      return parseToken((headers.Authorization ?? '').replace(/^Bearer /, ''), this.#world.timeline.now());
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }
}

function said(status: number, message: string): Answered {
  return { status, body: JSON.stringify({ message }) };
}

type Found = { routeKey: string; parameters: Record<string, string> };

function matching(method: string, path: string): Found | undefined {
  for (const routeKey of Object.keys(HANDLERS)) {
    const [ofRoute, pattern = ''] = routeKey.split(' ');
    const names = [...pattern.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    const match = new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(path);
    if (ofRoute !== method || !match) continue;
    return {
      routeKey,
      parameters: Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? '')])),
    };
  }
  return undefined;
}

/** API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs": the fields that a handler may read. */
function requestOf(
  { method, headers, body }: Asked,
  url: URL,
  { routeKey, parameters }: Found,
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
