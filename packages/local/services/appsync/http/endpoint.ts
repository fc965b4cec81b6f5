// POST /event: publishing over HTTP, for servers and for pages.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PUBLISH_BYTES_MAX, type PublishResult, parseAuthorization } from '@parley/wire';
import type { EventApi } from '../api.ts';
import { CHOICES, refusal } from '../choices.ts';
import { publish } from '../events/publish.ts';
import { parseJsonObject } from '../json.ts';
import { lateOriginOf } from '../origin.ts';
import { asRefusal, encodeError } from '../refusals.ts';

/** Answers one request at the HTTP host. Never throws; a fault of the engine is told to `say`. */
export async function answer(
  api: EventApi,
  request: IncomingMessage,
  response: ServerResponse,
  say: (line: string) => void,
): Promise<void> {
  response.setHeader('x-amzn-RequestId', randomUUID());
  // Pages publish with fetch: "Publish events via HTTP". The headers of AWS's answer are not documented.
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', 'x-amzn-RequestId, x-amzn-errortype');
  if (request.method === 'OPTIONS') return preflight(request, response);
  try {
    const result = await publishFrom(api, request);
    response.setHeader('x-amzn-appsync-TokensConsumed', '1');
    write(response, 200, result);
  } catch (error) {
    const refused = asRefusal(error, request.errored ? () => {} : say);
    if (refused.type !== '') response.setHeader('x-amzn-errortype', refused.type);
    // What is left of a body that was not read must not be taken for the next request.
    if (!request.complete) response.setHeader('connection', 'close');
    write(response, refused.status, { errors: [encodeError(refused)] });
  }
}

/** Made once: an error takes its stack, which costs more than the check itself. */
const TOO_MANY_EVENTS = refusal(CHOICES.tooManyEventsHttp);

async function publishFrom(api: EventApi, request: IncomingMessage): Promise<PublishResult> {
  if (request.method !== 'POST') throw refusal(CHOICES.badMethod);
  const text = await bodyOf(request);
  const { channel, events } = parseBody(text);
  return publish(api, {
    channel,
    events,
    authorization: parseAuthorization(request.headers),
    origin: lateOriginOf(request),
    signed: () => text,
    tooMany: TOO_MANY_EVENTS,
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > PUBLISH_BYTES_MAX) throw refusal(CHOICES.bodyTooLarge);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > PUBLISH_BYTES_MAX) throw refusal(CHOICES.bodyTooLarge);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parseBody(text: string): Readonly<Record<string, unknown>> {
  try {
    return parseJsonObject(text);
  } catch {
    throw refusal(CHOICES.badBody);
  }
}

function preflight(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-methods', 'POST, OPTIONS');
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
  response.setHeader('access-control-max-age', '86400');
  response.writeHead(204).end();
}

function write(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}
