// Fault injection over HTTP, for the fault page and for tests that run the engine as a separate process.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { AwsError, EngineError } from '../errors.ts';
import type { Endpoint, Endpoints } from '../http/endpoints.ts';
import { readBody } from '../http/request-body.ts';
import { FAULT_CATALOG, HOPS } from './fault-catalog.ts';
import type { FaultInjection } from './fault-injection.ts';
import type { Rule } from './fault-rules.ts';
import { pageFile } from './page-files.ts';
import { TraceFeed } from './trace-feed.ts';

/** The path of the control API at the engine's own address. */
export const CONTROL_PATH = '/_parley';

// Larger than fifty rules with every field.
const BODY_MAX = 64 * 1024;

/** Dependencies of the control API. */
export type ControlApiDeps = {
  faults: FaultInjection;
  clock: Clock;
  endpoints: Pick<Endpoints, 'origin' | 'firstPage'>;
  stack: string;
};

/**
 * The control API: `GET`, `PUT` and `DELETE faults`, `GET traces`, `GET feed`, `GET catalog`, and the fault page. `stop` ends
 * the open feeds.
 */
export function controlApi(deps: ControlApiDeps): { endpoint: Endpoint; stop: () => void } {
  const feed = new TraceFeed(deps.faults, deps.clock);
  return {
    endpoint: {
      // A host name that never resolves: requests are routed here by their path alone.
      host: 'parley.invalid',
      base: CONTROL_PATH,
      handle: (request, response, url) => answer(deps, feed, request, response, url.pathname),
    },
    stop: () => feed.stop(),
  };
}

async function answer(
  { faults, endpoints, stack }: ControlApiDeps,
  feed: TraceFeed,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const { host } = new URL(endpoints.origin);
  const rejected = rejectionOf(request, host);
  // Users type `localhost`, or omit the last slash.
  const isMistyped = rejected?.status === 421 || request.url === CONTROL_PATH;
  if (isMistyped && request.method === 'GET' && path === '/')
    return void response.writeHead(307, { location: `http://${host}${CONTROL_PATH}/` }).end();
  if (rejected) return json(response, rejected.status, { message: rejected.message });
  const route = `${request.method} ${path}`;
  switch (route) {
    case 'GET /catalog':
      return json(response, 200, { stack, page: endpoints.firstPage, hops: HOPS, catalog: FAULT_CATALOG });
    case 'GET /faults':
      return json(response, 200, faults.state);
    case 'PUT /faults':
      return put(faults, request, response);
    case 'DELETE /faults':
      faults.clear();
      return json(response, 200, faults.state);
    case 'GET /traces':
      return json(response, 200, faults.traces.all());
    case 'GET /feed':
      return feed.open(response);
  }
  const file = request.method === 'GET' || request.method === 'HEAD' ? await pageFile(path) : undefined;
  if (!file) return json(response, 404, { message: `${route} does not exist.` });
  response.writeHead(200, file.headers).end(request.method === 'HEAD' ? undefined : file.body);
}

async function put(faults: FaultInjection, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readBody(request, { maxBytes: BODY_MAX, tooLarge });
    const { rules, seed } = Object(JSON.parse(body.toString('utf8'))) as { rules: readonly Rule[]; seed?: number };
    faults.set(rules, seed);
    json(response, 200, faults.state);
  } catch (error) {
    if (error instanceof AwsError) return json(response, error.status, { message: error.message });
    if (!(error instanceof EngineError) && !(error instanceof SyntaxError)) throw error;
    const message =
      error instanceof EngineError ? error.message : 'The body is not JSON. Send { "rules": [], "seed": 1 }.';
    json(response, 400, { message });
  }
}

function tooLarge(): AwsError {
  return new AwsError('RequestEntityTooLarge', `Rules are at most ${BODY_MAX} bytes.`, 413);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
    .end(JSON.stringify(body));
}

/**
 * The guard of the control API: the reason why a request is rejected, if it is. Only this machine's own page and programs may set
 * faults. The port listens on this machine alone, but a foreign website that is open in
 * a browser on it can still send requests here. Such a website cannot omit or forge `Host`, `Origin` and `Sec-Fetch-Site`, and
 * cannot send JSON, PUT or DELETE to another origin without a preflight, which is never answered.
 */
function rejectionOf(request: IncomingMessage, host: string): { status: number; message: string } | undefined {
  const { headers, method } = request;
  // Another name for this machine is another origin: the page of a distribution, or a name rebound to this address.
  if (headers.host !== host) return { status: 421, message: `This is served only at http://${host}/_parley/.` };
  const site = headers['sec-fetch-site'];
  const isVisit = method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isVisit) return FOREIGN;
  if (headers.origin !== undefined && headers.origin !== `http://${host}` && headers.origin !== `https://${host}`)
    return FOREIGN;
  if (method === 'PUT' && !/^application\/json\b/i.test(headers['content-type'] ?? ''))
    return { status: 415, message: 'Send JSON, with content-type: application/json.' };
  return undefined;
}

const FOREIGN = { status: 403, message: 'Other websites may not set faults here.' };
