// POST /event: publishing over HTTP.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PUBLISH_BYTES_MAX } from '@parley/wire';
import type { AwsError } from '../../../errors.ts';
import { parseTraceHeader, TRACE_HEADER } from '../../../fault-injection/index.ts';
import { type BodyLimit, readBody } from '../../../http/request-body.ts';
import { encodeError, toAwsError } from '../appsync-errors.ts';
import { parseJsonObject } from '../bounded-json.ts';
import type { EventApi } from '../event-api.ts';
import { encodeResult, publish } from '../fan-out/publish.ts';
import { LazyOrigin, readCredentials } from '../request-origin.ts';
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';
import type { FlushScheduler } from '../websocket/flush-scheduler.ts';
import { utf8 } from '../websocket/frame-writer.ts';

/** Responds to one request of the HTTP host. Never throws; problems of the engine itself are reported to `warn`. */
export async function respondToPublish(
  api: EventApi,
  request: IncomingMessage,
  response: ServerResponse,
  scheduler: FlushScheduler,
  warn: (line: string) => void,
): Promise<void> {
  const requestId = randomUUID();
  if (request.method === 'OPTIONS') return preflight(request, response, requestId);
  const { requestLogs } = api.config;
  const record = (channel: unknown, error?: AwsError) =>
    requestLogs?.({ operation: 'EVENT_PUBLISH', requestId, channel, error, headers: request.headers });
  let channel: unknown;
  try {
    if (request.method !== 'POST') throw awsError(UNDOCUMENTED.badMethod);
    const body = await readBody(request, BODY_LIMIT);
    const text = body.toString('utf8');
    const parsed = parseBody(text);
    channel = parsed['channel'];
    const published = publishBody(api, request, parsed, text);
    const result = encodeResult(published instanceof Promise ? await published : published);
    record(channel);
    scheduler.add({ flush: () => write(response, 200, result, requestId, TOKENS_CONSUMED) });
  } catch (error) {
    const known = toAwsError(error, request.errored ? () => {} : warn);
    record(channel, known);
    write(response, known.status, JSON.stringify({ errors: [encodeError(known)] }), requestId, [
      ...(known.type === '' ? [] : ['x-amzn-errortype', known.type]),
      // The unread rest of a body must not be taken for the next request.
      ...(request.complete ? [] : ['connection', 'close']),
    ]);
  }
}

/** Created once: an error captures its stack, which costs more than the check itself. */
const TOO_MANY_EVENTS = awsError(UNDOCUMENTED.tooManyEventsHttp);

/** The response to a body that is too long closes the connection, so that its rest is not taken for a request. */
const BODY_LIMIT: BodyLimit = {
  maxBytes: PUBLISH_BYTES_MAX,
  tooLarge: () => awsError(UNDOCUMENTED.bodyTooLarge),
  rest: 'stop',
};

const TOKENS_CONSUMED = ['x-amzn-appsync-TokensConsumed', '1'];

function publishBody(
  api: EventApi,
  request: IncomingMessage,
  { channel, events }: Readonly<Record<string, unknown>>,
  text: string,
) {
  return publish(api, {
    channel,
    events,
    authorization: readCredentials(request),
    origin: new LazyOrigin(request),
    signed: () => text,
    tooMany: TOO_MANY_EVENTS,
    trace: parseTraceHeader(request.headers[TRACE_HEADER]),
  });
}

function parseBody(text: string): Readonly<Record<string, unknown>> {
  try {
    return parseJsonObject(text);
  } catch {
    throw awsError(UNDOCUMENTED.badBody);
  }
}

function preflight(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  const asked = request.headers['access-control-request-headers'] ?? '*';
  const headers = ['access-control-allow-methods', 'POST, OPTIONS', 'access-control-allow-headers', asked];
  response.writeHead(204, [...commonHeaders(requestId), ...headers, 'access-control-max-age', '86400']).end();
}

function write(
  response: ServerResponse,
  status: number,
  body: string,
  requestId: string,
  more: readonly string[],
): void {
  const bytes = utf8(body);
  const headers = commonHeaders(requestId);
  headers.push('content-type', 'application/json', 'content-length', String(bytes.length), ...more);
  // Head and body leave as one binary string, without a Buffer.
  response.writeHead(status, headers).end(bytes, 'latin1');
}

/** Names and values in turn, which Node writes without a look at each name. */
function commonHeaders(requestId: string): string[] {
  return [
    'x-amzn-RequestId',
    requestId,
    // Pages publish with fetch: "Publish events via HTTP". AWS does not document the headers of its response.
    'access-control-allow-origin',
    '*',
    'access-control-expose-headers',
    'x-amzn-RequestId, x-amzn-errortype',
  ];
}
