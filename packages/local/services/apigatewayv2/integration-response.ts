// The HTTP response of a function's invocation, and the response that API Gateway gives itself.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AwsError } from '../../errors.ts';

/** A response that can be sent. */
export type HttpResponse = {
  status: number;
  headers: Record<string, string>;
  cookies: readonly string[];
  body: Buffer | undefined;
};

/** The gateway's own response to an error: `{"message":"Not Found"}`, with `fields.headers`. */
export function errorResponse({ status, message, fields }: AwsError): HttpResponse {
  const { headers = {} } = fields as { headers?: Record<string, string> };
  const body = Buffer.from(JSON.stringify({ message }));
  return { status, headers: { 'content-type': 'application/json', ...headers }, cookies: [], body };
}

/**
 * Parses the payload of a function. Without a statusCode the whole payload is the body of a 200. Source: API Gateway developer guide, "Create AWS
 * Lambda proxy integrations for HTTP APIs", response for format 2.0. An invalid payload becomes a 500.
 */
export function parseIntegrationResponse(payload: unknown): HttpResponse {
  if (!isRecord(payload) || payload['statusCode'] === undefined) return inferred(payload);
  const { statusCode, headers = {}, cookies = [], body, isBase64Encoded } = payload;
  const status = Number(statusCode);
  const isStatus = Number.isInteger(status) && status >= 200 && status <= 599;
  if (
    !isStatus ||
    !isRecord(headers ?? {}) ||
    !Array.isArray(cookies ?? []) ||
    !(body == null || typeof body === 'string')
  )
    return internalServerError();
  return {
    status,
    headers: { 'content-type': 'text/plain;charset=utf-8', ...lowerCased((headers ?? {}) as Record<string, unknown>) },
    cookies: ((cookies ?? []) as unknown[]).map(String),
    body: body == null ? undefined : Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function inferred(payload: unknown): HttpResponse {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    cookies: [],
    body: Buffer.from(body ?? 'null'),
  };
}

function internalServerError(): HttpResponse {
  const body = Buffer.from('{"message":"Internal Server Error"}');
  return { status: 500, headers: { 'content-type': 'application/json' }, cookies: [], body };
}

// Set by the HTTP server.
const SERVER_HEADERS = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'date']);

function lowerCased(headers: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return Object.fromEntries(entries.filter(([name]) => !SERVER_HEADERS.has(name)));
}

/** Sends a response with additional headers. */
export function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, cookies, body = Buffer.alloc(0) }: HttpResponse,
  extra: Record<string, string>,
): void {
  try {
    response.writeHead(status, {
      ...headers,
      ...extra,
      ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
      ...(status !== 204 && status !== 304 && { 'content-length': body.length }),
      ...(!request.complete && { connection: 'close' }),
    });
  } catch {
    // The function returned a header that HTTP cannot carry.
    const message = Buffer.from('{"message":"Internal Server Error"}');
    response.writeHead(500, { 'content-type': 'application/json', 'content-length': message.length });
    response.end(message);
    return;
  }
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Whether a value is an object with members. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
