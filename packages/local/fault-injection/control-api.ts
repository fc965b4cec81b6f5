// Faults and traces over HTTP, for the page "break the network" and for tests that run the engine as a process.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { AwsError, EngineError } from '../errors.ts';
import type { Endpoint, Endpoints } from '../http/endpoints.ts';
import { readBody } from '../http/request-body.ts';
import { HOPS, KINDS } from './fault-catalog.ts';
import type { Faults } from './fault-injection.ts';
import type { Rule } from './fault-rules.ts';
import { fileOf } from './page-files.ts';
import { refusalOf } from './request-guard.ts';
import { Feed } from './server-sent-events.ts';

/** Where it stands on the engine's own address. */
export const CONTROL_PATH = '/_parley';

// Fifty rules with every field are shorter.
const BODY_MAX = 64 * 1024;

/** What the control needs. */
export type ControlNeeds = {
  faults: Faults;
  clock: Clock;
  endpoints: Pick<Endpoints, 'origin' | 'firstPage'>;
  stack: string;
};

/** The address of faults on demand: `GET`, `PUT` and `DELETE faults`, `GET traces`, `GET feed`, `GET kinds`, and the page. `end` ends what is read along. */
export function control(needs: ControlNeeds): { endpoint: Endpoint; end: () => void } {
  const feed = new Feed(needs.faults, needs.clock);
  return {
    endpoint: {
      // A name that never resolves: it is found by its path alone.
      host: 'parley.invalid',
      base: CONTROL_PATH,
      handle: (request, response, url) => answer(needs, feed, request, response, url.pathname),
    },
    end: () => feed.end(),
  };
}

async function answer(
  { faults, endpoints, stack }: ControlNeeds,
  feed: Feed,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const { host } = new URL(endpoints.origin);
  const refused = refusalOf(request, host);
  // People type `localhost`, or leave the last slash out.
  const at = refused?.status === 421 || request.url === CONTROL_PATH;
  if (at && request.method === 'GET' && path === '/')
    return void response.writeHead(307, { location: `http://${host}${CONTROL_PATH}/` }).end();
  if (refused) return json(response, refused.status, { message: refused.message });
  const what = `${request.method} ${path}`;
  switch (what) {
    case 'GET /kinds':
      return json(response, 200, { stack, page: endpoints.firstPage, hops: HOPS, kinds: KINDS });
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
  const file = request.method === 'GET' || request.method === 'HEAD' ? await fileOf(path) : undefined;
  if (!file) return json(response, 404, { message: `${what} is nothing here.` });
  response.writeHead(200, file.headers).end(request.method === 'HEAD' ? undefined : file.body);
}

async function put(faults: Faults, request: IncomingMessage, response: ServerResponse): Promise<void> {
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
