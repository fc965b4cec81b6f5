// Cross-origin requests, answered by the gateway itself.
import type { IncomingMessage } from 'node:http';

/** An API's CorsConfiguration. */
export type CorsSettings = {
  origins: readonly string[];
  methods: readonly string[];
  headers: readonly string[];
  exposed: readonly string[];
  credentials: boolean;
  maxAgeSeconds: number | undefined;
};

/** Addresses of AWS among the origins are this laptop's here. */
type Localize = (address: string) => string;

/** Whether a browser asks before it sends the real request. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** The headers of every answer to a request from an allowed origin; a foreign origin gets none, so its browser keeps the answer from it. */
export function corsHeaders(
  cors: CorsSettings,
  { headers }: IncomingMessage,
  localize: Localize,
): Record<string, string> {
  const { origin } = headers;
  if (origin === undefined || !isAllowed(cors, origin, localize)) return {};
  return {
    'access-control-allow-origin': cors.origins.includes('*') ? '*' : origin,
    ...(cors.credentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.exposed.length > 0 && { 'access-control-expose-headers': cors.exposed.join(',') }),
  };
}

/** What else the answer to a preflight holds. */
export function preflightHeaders(
  cors: CorsSettings,
  request: IncomingMessage,
  localize: Localize,
): Record<string, string> {
  if (!isAllowed(cors, request.headers.origin ?? '', localize)) return {};
  return {
    ...(cors.methods.length > 0 && { 'access-control-allow-methods': cors.methods.join(',') }),
    ...(cors.headers.length > 0 && { 'access-control-allow-headers': cors.headers.join(',') }),
    ...(cors.maxAgeSeconds !== undefined && { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
}

/** Source: API Gateway v2 API reference, Cors: an origin, `*`, `https://*` or `http://*`. */
function isAllowed({ origins }: CorsSettings, origin: string, localize: Localize): boolean {
  return origins.some((allowed) => {
    if (allowed === '*' || allowed === origin || localize(allowed) === origin) return true;
    return (allowed === 'https://*' || allowed === 'http://*') && origin.startsWith(allowed.slice(0, -1));
  });
}
