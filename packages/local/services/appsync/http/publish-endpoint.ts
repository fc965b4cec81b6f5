// POST /event: publishing over HTTP, for servers and for pages.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PUBLISH_BYTES_MAX } from '@parley/wire';
import { parseTraceHeader, TRACE_HEADER } from '../../../fault-injection/index.ts';
import { type BodyLimit, readBody } from '../../../http/request-body.ts';
import { asRefusal, encodeError } from '../appsync-errors.ts';
import { parseJsonObject } from '../bounded-json.ts';
import type { EventApi } from '../event-api.ts';
import { encodeResult, publish } from '../fan-out/publish.ts';
import { credentialsIn, LateOrigin } from '../request-origin.ts';
import { CHOICES, refusal } from '../undocumented-behaviour.ts';
import { utf8 } from '../websocket/frame-writer.ts';
import type { Turn } from '../websocket/socket-writer.ts';

/** Answers one request at the HTTP host. Never throws; a fault of the engine is told to `say`. */
export async function answer(
  api: EventApi,
  request: IncomingMessage,
  response: ServerResponse,
  turn: Turn,
  say: (line: string) => void,
): Promise<void> {
  if (request.method === 'OPTIONS') return preflight(request, response);
  try {
    const result = encodeResult(await publishFrom(api, request));
    turn.add({ flush: () => write(response, 200, result, { 'x-amzn-appsync-TokensConsumed': '1' }) });
  } catch (error) {
    const refused = asRefusal(error, request.errored ? () => {} : say);
    write(response, refused.status, JSON.stringify({ errors: [encodeError(refused)] }), {
      ...(refused.type !== '' && { 'x-amzn-errortype': refused.type }),
      // What is left of a body that was not read must not be taken for the next request.
      ...(!request.complete && { connection: 'close' }),
    });
  }
}

/** Made once: an error takes its stack, which costs more than the check itself. */
const TOO_MANY_EVENTS = refusal(CHOICES.tooManyEventsHttp);

/** The response to a body that is too long closes the connection, so that its rest is not taken for a request. */
const BODY_LIMIT: BodyLimit = {
  maxBytes: PUBLISH_BYTES_MAX,
  tooLarge: () => refusal(CHOICES.bodyTooLarge),
  rest: 'stop',
};

async function publishFrom(api: EventApi, request: IncomingMessage) {
  if (request.method !== 'POST') throw refusal(CHOICES.badMethod);
  const text = (await readBody(request, BODY_LIMIT)).toString('utf8');
  const { channel, events } = parseBody(text);
  return publish(api, {
    channel,
    events,
    authorization: credentialsIn(request),
    origin: new LateOrigin(request),
    signed: () => text,
    tooMany: TOO_MANY_EVENTS,
    trace: parseTraceHeader(request.headers[TRACE_HEADER]),
  });
}

function parseBody(text: string): Readonly<Record<string, unknown>> {
  try {
    return parseJsonObject(text);
  } catch {
    throw refusal(CHOICES.badBody);
  }
}

function preflight(request: IncomingMessage, response: ServerResponse): void {
  const headers = {
    ...everyHeader(),
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
    'access-control-max-age': '86400',
  };
  response.writeHead(204, headers).end();
}

function write(response: ServerResponse, status: number, body: string, more: Readonly<Record<string, string>>): void {
  const bytes = utf8(body);
  const headers = { ...everyHeader(), ...more, 'content-type': 'application/json', 'content-length': bytes.length };
  // Head and body leave as one text of bytes, without a Buffer.
  response.writeHead(status, headers).end(bytes, 'latin1');
}

function everyHeader() {
  return {
    'x-amzn-RequestId': randomUUID(),
    // Pages publish with fetch: "Publish events via HTTP". The headers of AWS's answer are not documented.
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-amzn-RequestId, x-amzn-errortype',
  };
}
