// The HTTP request to an API destination: merged from the target's parameters, the connection's, and fixed headers.
import { encodeTraceHeader } from '../../fault-injection/index.ts';
import { authorizationHeader, type Credentials } from './connection-authorization.ts';

/** The caller's part of the request. `path` replaces the `*` of the endpoint one by one; `trace` is passed on. */
export type TargetRequest = {
  body: string;
  trace?: string;
  headers?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
  path?: readonly string[];
};

/** A request ready to be sent. `secrets` are the headers that must not be logged. */
export type AssembledRequest = {
  url: string;
  headers: Record<string, string>;
  body: string;
  secrets: readonly string[];
};

// Source: EventBridge User Guide, API destinations, headers in requests.
const DEFAULTS = { 'Content-Type': 'application/json; charset=utf-8' };
const FIXED = {
  'User-Agent': 'Amazon/EventBridge/ApiDestinations',
  Range: 'bytes=0-1048575',
  'Accept-Encoding': 'gzip,deflate',
  Connection: 'close',
};

// Source: the same page. These are removed from what a target or a connection sets.
const REMOVED: ReadonlySet<string> = new Set(
  `a-im accept-charset accept-datetime accept-encoding cache-control connection content-encoding content-length
  content-md5 date expect forwarded from host http2-settings if-match if-modified-since if-none-match if-range
  if-unmodified-since max-forwards origin pragma proxy-authorization range referer te trailer transfer-encoding
  user-agent upgrade via warning`.split(/\s+/),
);

/** Merges a request: the connection's parameters override the target's, whatever the case of their names. */
export function assemble(endpoint: string, credentials: Credentials, request: TargetRequest): AssembledRequest {
  const { authorization, invocation } = credentials;
  const authorized = authorizationHeader(authorization);
  const headers = new Map<string, readonly [name: string, value: string]>();
  const set = ([name, value]: readonly [string, string]) => headers.set(name.toLowerCase(), [name, value]);

  Object.entries(DEFAULTS).forEach(set);
  if (request.trace !== undefined) set(['X-Amzn-Trace-Id', encodeTraceHeader(request.trace)]);
  Object.entries(request.headers ?? {})
    .filter(allowed)
    .forEach(set);
  invocation.HeaderParameters.map(({ Key, Value }) => [Key, Value] as const)
    .filter(allowed)
    .forEach(set);
  set(authorized);
  Object.entries(FIXED).forEach(set);

  const secret = invocation.HeaderParameters.filter(({ IsValueSecret }) => IsValueSecret).map(({ Key }) => Key);
  return {
    url: urlOf(endpoint, credentials, request),
    headers: Object.fromEntries(headers.values()),
    body: bodyOf(credentials, request.body),
    secrets: [authorized[0], ...secret].map((name) => name.toLowerCase()),
  };
}

function allowed([name]: readonly [string, string]): boolean {
  return !REMOVED.has(name.toLowerCase());
}

function urlOf(endpoint: string, { invocation }: Credentials, { path = [], query = {} }: TargetRequest): string {
  const values = [...path];
  const filled = endpoint.replaceAll('*', () => encodeURIComponent((values.shift() ?? '').toWellFormed()));
  const url = new URL(filled);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  for (const { Key, Value } of invocation.QueryStringParameters) url.searchParams.set(Key, Value);
  return url.href;
}

/** A connection's body parameters are added to a body that is a JSON object (EventBridge API, ConnectionHttpParameters). */
function bodyOf({ invocation }: Credentials, body: string): string {
  if (invocation.BodyParameters.length === 0) return body;
  const own = Object.fromEntries(invocation.BodyParameters.map(({ Key, Value }) => [Key, Value]));
  try {
    const sent: unknown = JSON.parse(body);
    return typeof sent === 'object' && sent !== null && !Array.isArray(sent)
      ? JSON.stringify({ ...sent, ...own })
      : body;
  } catch {
    return body;
  }
}
