// CORS: cross-origin requests, which the gateway answers itself.
import type { IncomingMessage } from 'node:http';
import type { Endpoints } from '../../http/endpoints.ts';

/** An API's CorsConfiguration. */
export type CorsSettings = {
  origins: readonly string[];
  methods: readonly string[];
  headers: readonly string[];
  exposed: readonly string[];
  credentials: boolean;
  maxAgeSeconds: number | undefined;
};

/** Translates AWS's addresses among the origins to local ones. */
type Localizer = Pick<Endpoints, 'localize'>;

/** Whether a request is a browser's CORS preflight. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** The headers of every response to an allowed origin. Other origins get none, so that their browsers withhold the response. */
export function corsHeaders(
  cors: CorsSettings,
  { headers }: IncomingMessage,
  endpoints: Localizer,
): Record<string, string> {
  const { origin } = headers;
  if (origin === undefined || !isAllowed(cors, origin, endpoints)) return {};
  return {
    'access-control-allow-origin': cors.origins.includes('*') ? '*' : origin,
    ...(cors.credentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.exposed.length > 0 && { 'access-control-expose-headers': cors.exposed.join(',') }),
  };
}

/** The additional headers of the response to a preflight. */
export function preflightHeaders(
  cors: CorsSettings,
  request: IncomingMessage,
  endpoints: Localizer,
): Record<string, string> {
  if (!isAllowed(cors, request.headers.origin ?? '', endpoints)) return {};
  return {
    ...(cors.methods.length > 0 && { 'access-control-allow-methods': cors.methods.join(',') }),
    ...(cors.headers.length > 0 && { 'access-control-allow-headers': cors.headers.join(',') }),
    ...(cors.maxAgeSeconds !== undefined && { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
}

/** Source: API Gateway v2 API reference, Cors: an origin, `*`, `https://*` or `http://*`. */
function isAllowed({ origins }: CorsSettings, origin: string, endpoints: Localizer): boolean {
  return origins.some((allowed) => {
    if (allowed === '*' || allowed === origin || endpoints.localize(allowed) === origin) return true;
    return (allowed === 'https://*' || allowed === 'http://*') && origin.startsWith(allowed.slice(0, -1));
  });
}
