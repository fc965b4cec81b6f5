// What a function answered, as an HTTP answer.
import type { AwsError } from '../../errors.ts';

/** An answer that can be sent. */
export type Reply = {
  status: number;
  headers: Record<string, string>;
  cookies: readonly string[];
  body: Buffer | undefined;
};

/** What the gateway answers itself: `{"message":"Not Found"}`. `fields.headers` come along. */
export function refusal({ status, message, fields }: AwsError): Reply {
  const { headers = {} } = fields as { headers?: Record<string, string> };
  const body = Buffer.from(JSON.stringify({ message }));
  return { status, headers: { 'content-type': 'application/json', ...headers }, cookies: [], body };
}

/**
 * Reads the payload. Without a statusCode all of it is the body of a 200. Source: API Gateway developer guide, "Create AWS
 * Lambda proxy integrations for HTTP APIs", response for format 2.0. What cannot be read is answered with 500.
 */
export function parseReply(payload: unknown): Reply {
  if (!isRecord(payload) || payload['statusCode'] === undefined) return inferred(payload);
  const { statusCode, headers = {}, cookies = [], body, isBase64Encoded } = payload;
  const status = Number(statusCode);
  const plausible = Number.isInteger(status) && status >= 200 && status <= 599;
  if (
    !plausible ||
    !isRecord(headers ?? {}) ||
    !Array.isArray(cookies ?? []) ||
    !(body == null || typeof body === 'string')
  )
    return broken();
  return {
    status,
    headers: { 'content-type': 'text/plain;charset=utf-8', ...lowerCased((headers ?? {}) as Record<string, unknown>) },
    cookies: ((cookies ?? []) as unknown[]).map(String),
    body: body == null ? undefined : Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function inferred(payload: unknown): Reply {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    cookies: [],
    body: Buffer.from(body ?? 'null'),
  };
}

function broken(): Reply {
  const body = Buffer.from('{"message":"Internal Server Error"}');
  return { status: 500, headers: { 'content-type': 'application/json' }, cookies: [], body };
}

// Set by whoever sends the answer.
const OWN = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'date']);

function lowerCased(headers: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return Object.fromEntries(entries.filter(([name]) => !OWN.has(name)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
