// The JWT authorizer: who a request comes from, by a token of the issuer.
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../errors.ts';
import { issuerKeys, JwtVerifier } from '../../protocol/jwt.ts';
import { REGION } from '../resource-ids.ts';
import type { HttpApisDeps } from './http-api-deps.ts';

/** Returns the claims of a valid token; rejects any other with `UnauthorizedException`. */
export type Verifier = (token: string) => Promise<Record<string, unknown>>;

/** An authorizer of the template. */
export type Authorizer = {
  /** `$request.header.Authorization` or `$request.querystring.token`. */
  identitySource: string;
  verify: Verifier;
  audience: readonly string[];
};

/** What the event says of it: every claim as a text. */
export type Authorized = { claims: Readonly<Record<string, string>>; scopes: readonly string[] | null };

/** Signature algorithms of HTTP APIs: API Gateway developer guide, "Control access to HTTP APIs with JWT authorizers". */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

/** The verifier for the tokens of an issuer: a user pool of this engine, or any issuer that publishes its keys. */
export function verifierOf(issuer: string, { tokens, endpoints, clock }: HttpApisDeps): Verifier {
  const prefix = `https://cognito-idp.${REGION}.amazonaws.com/`;
  if (issuer.startsWith(prefix)) return (token) => tokens.verify(token, { userPoolId: issuer.slice(prefix.length) });
  const findKey = issuerKeys(issuer, { endpoints, clock });
  // The same page: iat must be before the current time.
  const verifier = new JwtVerifier({ findKey, algorithms: ALGORITHMS, issuer, checksIssuedAt: true }, clock);
  return (token) => verifier.verify(token);
}

/** Source: API Gateway developer guide, "Control access to HTTP APIs with JWT authorizers". Refuses with 401 or 403. */
export async function authorize(
  { identitySource, verify, audience }: Authorizer,
  request: IncomingMessage,
  url: URL,
  scopes: readonly string[],
): Promise<Authorized> {
  const source = valueAt(identitySource, request, url);
  if (source === undefined || source === '') throw unauthorized('Bearer');
  const claims = await verify(source.replace(/^Bearer /i, '')).catch((error: unknown) => {
    throw error instanceof AwsError ? invalid(error.message) : error;
  });
  // client_id counts only where there is no aud.
  const meant = [claims['aud'] ?? claims['client_id']].flat().map(String);
  if (!meant.some((one) => audience.includes(one))) throw invalid('the token does not have a valid audience');
  const given = scopesOf(claims);
  if (scopes.length > 0 && !scopes.some((scope) => given.includes(scope))) throw insufficient(scopes);
  const texts = Object.entries(claims).map(([name, value]) => [name, textOf(value)]);
  return { claims: Object.fromEntries(texts), scopes: scopes.length > 0 ? given : null };
}

function valueAt(identitySource: string, request: IncomingMessage, url: URL): string | undefined {
  const [, kind, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(identitySource) ?? [];
  if (kind === 'querystring') return url.searchParams.get(name) ?? undefined;
  // A field that came twice is one text, as in the event, and so no token.
  return request.headersDistinct[name.toLowerCase()]?.join(',');
}

function scopesOf(claims: Readonly<Record<string, unknown>>): string[] {
  const scopes = claims['scp'] ?? claims['scope'] ?? [];
  return Array.isArray(scopes) ? scopes.map(String) : String(scopes).split(' ').filter(Boolean);
}

/** As AWS writes claims: lists in brackets, with spaces between (https://github.com/floci-io/floci/pull/2011 measured it). */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function unauthorized(challenge: string): AwsError {
  return new AwsError('UnauthorizedException', 'Unauthorized', 401, { headers: { 'www-authenticate': challenge } });
}

/** Source: API Gateway developer guide, "Troubleshooting issues with HTTP API JWT authorizers". */
function invalid(reason: string): AwsError {
  const description = /expired/i.test(reason)
    ? 'the token has expired'
    : reason.replace(/\.$/, '').replaceAll(/[^ !#-[\]-~]/g, '');
  return unauthorized(`Bearer scope="" error="invalid_token" error_description="${description}"`);
}

function insufficient(scopes: readonly string[]): AwsError {
  const challenge = `Bearer scope="${scopes.join(' ')}" error="insufficient_scope" error_description="the token does not have a valid scope"`;
  return new AwsError('ForbiddenException', 'Forbidden', 403, { headers: { 'www-authenticate': challenge } });
}
