// Requests of pages on other origins to a bucket: its CORS rules (Amazon S3 User Guide, "Using cross-origin resource sharing").
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../errors.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import { matchesPattern } from '../iam/wildcard.ts';
import type { CorsRule } from './bucket-settings.ts';

type Localizer = Pick<Endpoints, 'localize'>;

/** The headers of a response to a page on another origin; none without a rule for it, so that its browser withholds the response. */
export function corsHeaders(
  rules: readonly CorsRule[],
  { headers, method = 'GET' }: IncomingMessage,
  endpoints: Localizer,
): Record<string, string> {
  const { origin } = headers;
  const asked = method === 'OPTIONS' ? String(headers['access-control-request-method'] ?? '') : method;
  const requested = String(headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (origin === undefined) return {};
  const rule = rules.find(
    (one) =>
      one.origins.some((pattern) => matchesPattern(endpoints.localize(pattern), origin)) &&
      one.methods.includes(asked) &&
      requested.every((name) => one.headers.some((pattern) => matchesPattern(pattern, name))),
  );
  if (!rule) return {};
  const isAny = rule.origins.includes('*');
  return {
    'access-control-allow-origin': isAny ? '*' : origin,
    'access-control-allow-methods': rule.methods.join(', '),
    ...(!isAny && { 'access-control-allow-credentials': 'true' }),
    ...(rule.exposed.length > 0 && { 'access-control-expose-headers': rule.exposed.join(', ') }),
    ...(method === 'OPTIONS' && {
      ...(requested.length > 0 && { 'access-control-allow-headers': requested.join(', ') }),
      ...(rule.maxAgeSeconds !== undefined && { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

/** S3's error for a preflight that no rule allows. */
export function corsForbidden(hasRules: boolean): AwsError {
  return new AwsError(
    'AccessForbidden',
    hasRules
      ? "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
      : 'CORSResponse: CORS is not enabled for this bucket.',
    403,
  );
}
