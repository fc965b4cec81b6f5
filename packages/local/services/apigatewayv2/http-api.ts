// One HTTP API: finds the route of a request, asks the authorizer, calls the function, and answers as API Gateway does.
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../../errors.ts';
import { ConnectionLost, Hop, parseTraceHeader, withFaults } from '../../fault-injection/index.ts';
import { readBody } from '../../http/request-body.ts';
import { type CorsSettings, corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import type { HttpApisNeeds } from './http-api-deps.ts';
import { httpApiError } from './http-api-faults.ts';
import { eventOf, headersOf } from './integration-event.ts';
import { parseReply, type Reply, refusal } from './integration-response.ts';
import { type Authorized, type Authorizer, authorize } from './jwt-authorizer.ts';
import { findRoute, type Match, parseRouteKey, type RouteKey } from './route-selection.ts';
import { type Stage, stageOf, throttleOf } from './stage.ts';

/** What a request is given to: a Lambda function. */
export type Integration = { functionArn: string; timeoutMs: number };

/** A route of the template. `authorizer` names one of the API's; without scopes any good token will do. */
export type Route = {
  key: RouteKey;
  integration: string;
  authorizer: string | undefined;
  scopes: readonly string[];
};

// Source: API Gateway quotas, HTTP APIs: total combined size of request line and header values 10,240 bytes.
const HEADER_BYTES_MAX = 10_240;

// Source: the same quotas: payload size 10 MB.
const BODY_BYTES_MAX = 10 * 1024 * 1024;

/** An HTTP API and what the template gave it. */
export class HttpApi {
  readonly id: string;
  readonly host: string;
  readonly integrations = new Map<string, Integration>();
  readonly authorizers = new Map<string, Authorizer>();
  readonly stages = new Map<string, Stage>();
  readonly #routes: Route[] = [];
  readonly #cors: CorsSettings | undefined;
  readonly #needs: HttpApisNeeds;
  readonly #hop: Hop;

  constructor(id: string, host: string, cors: CorsSettings | undefined, needs: HttpApisNeeds) {
    this.id = id;
    this.host = host;
    this.#cors = cors;
    this.#needs = needs;
    this.#hop = needs.hop ?? new Hop('http', needs.clock);
  }

  /** Adds a route; `routeKey` is `GET /channels/{channel}`, `ANY /{proxy+}` or `$default`. */
  addRoute(routeKey: string, route: Omit<Route, 'key'>): void {
    this.#routes.push({ ...route, key: parseRouteKey(routeKey) });
  }

  /** Whether the template has made this route. */
  hasRoute(routeKey: string): boolean {
    return this.#routes.some(({ key }) => key.text === routeKey);
  }

  /** Answers one request. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    // As API Gateway's: eleven bytes in base64, so that every id ends in `=`.
    const requestId = randomBytes(11).toString('base64');
    let reply: Reply;
    try {
      reply = await this.#answer(request, url, requestId);
    } catch (error) {
      if (error instanceof ConnectionLost) return void request.socket.destroy();
      if (!(error instanceof AwsError)) throw error;
      reply = refusal(error);
    }
    send(request, response, reply, { ...this.#corsHeaders(request), 'apigw-requestid': requestId });
  }

  async #answer(request: IncomingMessage, url: URL, requestId: string): Promise<Reply> {
    if (sizeOfHead(request) > HEADER_BYTES_MAX)
      throw new AwsError('RequestHeaderFieldsTooLarge', 'Request Header Fields Too Large', 431);
    const { stage, path } = stageOf(this.stages, decode(url.pathname));
    const method = request.method ?? 'GET';
    const match = findRoute(this.#routes, method, path);
    // Source: API Gateway developer guide, "Configure CORS for HTTP APIs": answered even without an OPTIONS route; a route
    // that takes OPTIONS (ANY and $default do) takes it with its authorizer.
    if (!match && this.#cors && isPreflight(request))
      return {
        status: 204,
        headers: preflightHeaders(this.#cors, request, this.#localize),
        cookies: [],
        body: undefined,
      };
    if (!match) throw new AwsError('NotFoundException', 'Not Found', 404);
    const { text } = match.route.key;
    throttleOf(stage, text)?.take(text, this.#needs.clock.now());
    const authorized = await this.#authorize(request, url, match.route);
    return this.#integrate(request, url, { match, authorized, requestId, stage });
  }

  #authorize(request: IncomingMessage, url: URL, { authorizer, scopes }: Route): Promise<Authorized | undefined> {
    if (authorizer === undefined) return Promise.resolve(undefined);
    return authorize(this.authorizers.get(authorizer) as Authorizer, request, url, scopes);
  }

  async #integrate(request: IncomingMessage, url: URL, come: Come): Promise<Reply> {
    const { match, stage, authorized, requestId } = come;
    const { functionArn, timeoutMs } = this.integrations.get(match.route.integration) as Integration;
    const now = this.#needs.clock.now();
    const headers = headersOf(request, this.host, now);
    const body = await readBody(request, { maxBytes: BODY_BYTES_MAX, tooLarge: bodyTooLarge });
    const event = eventOf(
      { apiId: this.id, host: this.host, stage: stage.name, variables: stage.variables, now },
      { headers, body, request, url, requestId },
      { routeKey: match.route.key.text, path: decode(url.pathname), parameters: match.parameters },
      authorized,
    );
    const trace = parseTraceHeader(headers.fields['x-amzn-trace-id']);
    const call = async () => {
      const invoked = this.#needs.lambda.invoke(functionArn, event, trace).catch(unavailable);
      const { payload, error } = await this.#within(timeoutMs, invoked);
      if (error !== undefined) throw new AwsError('InternalServerErrorException', 'Internal Server Error', 500);
      return parseReply(payload);
    };
    const subject = `${request.method} ${url.pathname}`;
    const reply = await withFaults(
      {
        hop: this.#hop,
        site: 'request',
        subject,
        trace,
        started: ['received', subject, { requestHash: hashOf(subject, body) }],
        returned: ({ status }) => ['answered', String(status)],
        failed: (error) =>
          error instanceof AwsError && !(error instanceof ConnectionLost)
            ? ['answered', String(error.status)]
            : undefined,
        errorFor: httpApiError,
      },
      call,
    );
    return this.#cors ? withoutCors(reply) : reply;
  }

  /** The function goes on after its time with the gateway is up; only its answer is not waited for. */
  #within<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#needs.clock.after(timeoutMs, () =>
        reject(new AwsError('ServiceUnavailable', 'Service Unavailable', 503)),
      );
      answer.finally(cancel).then(resolve, reject);
    });
  }

  #corsHeaders(request: IncomingMessage): Record<string, string> | undefined {
    return this.#cors && corsHeaders(this.#cors, request, this.#localize);
  }

  readonly #localize = (address: string) => this.#needs.endpoints.localize(address);
}

/** A digest by which the retries of a request are recognized. */
function hashOf(subject: string, body: Buffer): string {
  return createHash('sha256').update(subject).update('\n').update(body).digest('base64url').slice(0, 22);
}

type Come = { match: Match; authorized: Authorized | undefined; requestId: string; stage: Stage };

/** What Lambda refuses, in the gateway's words. */
function unavailable(error: unknown): never {
  if (!(error instanceof AwsError)) throw error;
  if (error.status === 413) throw new AwsError('RequestTooLong', 'Request Entity Too Large', 413);
  if (error.status === 429 || error.status === 503)
    throw new AwsError('ServiceUnavailable', 'Service Unavailable', 503);
  throw new AwsError('InternalServerErrorException', 'Internal Server Error', 500);
}

function send(request: IncomingMessage, response: ServerResponse, reply: Reply, extra: Record<string, string>): void {
  const body = reply.body ?? Buffer.alloc(0);
  try {
    response.writeHead(reply.status, {
      ...reply.headers,
      ...extra,
      ...(reply.cookies.length > 0 && { 'set-cookie': [...reply.cookies] }),
      ...(reply.status !== 204 && reply.status !== 304 && { 'content-length': body.length }),
      ...(!request.complete && { connection: 'close' }),
    });
  } catch {
    // A header that HTTP cannot carry is the function's mistake.
    const message = Buffer.from('{"message":"Internal Server Error"}');
    response.writeHead(500, { 'content-type': 'application/json', 'content-length': message.length });
    response.end(message);
    return;
  }
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Source: "Configure CORS for HTTP APIs": with CORS configured, the function's own CORS headers are ignored. */
function withoutCors(reply: Reply): Reply {
  const kept = Object.entries(reply.headers).filter(([name]) => !name.startsWith('access-control-'));
  return { ...reply, headers: Object.fromEntries(kept) };
}

function sizeOfHead({ method, url, rawHeaders }: IncomingMessage): number {
  const values = rawHeaders.reduce(
    (sum, text, index) => sum + (index % 2 === 1 ? Buffer.byteLength(text, 'latin1') : 0),
    0,
  );
  return `${method} ${url} HTTP/1.1`.length + values;
}

/** Paths reach routes and functions decoded: https://github.com/middleapi/standard-server/pull/93 shows it on AWS. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new AwsError('BadRequestException', 'Bad Request', 400);
  }
}

function bodyTooLarge(): AwsError {
  return new AwsError('RequestEntityTooLargeException', 'Request Entity Too Large', 413);
}
