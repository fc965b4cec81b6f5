// The JWT authorizer of HTTP APIs: verifies a request's token, its audience and its scopes.
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../errors.ts';
import { issuerKeys, JwtVerifier } from '../../protocol/jwt.ts';
import { REGION } from '../resource-ids.ts';
import type { HttpApisDeps } from './http-api-deps.ts';

/** Returns the claims of a valid token; rejects any other with `UnauthorizedException`. */
export type Verifier = (token: string) => Promise<Record<string, unknown>>;

/** A JWT authorizer. */
export type JwtAuthorizer = {
  kind: 'JWT';
  /** `$request.header.Authorization` or `$request.querystring.token`. */
  identitySource: string;
  verify: Verifier;
  audience: readonly string[];
};

/** The authorizer's part of the event: every claim as a string. */
export type JwtContext = { claims: Readonly<Record<string, string>>; scopes: readonly string[] | null };

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

/** Authorizes a request, or throws 401 or 403. Source: API Gateway developer guide, "Control access to HTTP APIs with JWT authorizers". */
export async function authorize(
  { identitySource, verify, audience }: JwtAuthorizer,
  request: IncomingMessage,
  url: URL,
  scopes: readonly string[],
): Promise<JwtContext> {
  const source = valueAt(identitySource, request, url);
  if (source === undefined || source === '') throw unauthorized('Bearer');
  const claims = await verify(source.replace(/^Bearer /i, '')).catch((error: unknown) => {
    throw error instanceof AwsError ? invalid(error.message) : error;
  });
  // client_id is used only without aud.
  const audiences = [claims['aud'] ?? claims['client_id']].flat().map(String);
  if (!audiences.some((one) => audience.includes(one))) throw invalid('the token does not have a valid audience');
  const granted = scopesOf(claims);
  if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) throw insufficient(scopes);
  const strings = Object.entries(claims).map(([name, value]) => [name, toClaimString(value)]);
  return { claims: Object.fromEntries(strings), scopes: scopes.length > 0 ? granted : null };
}

function valueAt(identitySource: string, request: IncomingMessage, url: URL): string | undefined {
  const [, kind, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(identitySource) ?? [];
  if (kind === 'querystring') return url.searchParams.get(name) ?? undefined;
  // A repeated header is joined to one string, as in the event, and so is not a valid token.
  return request.headersDistinct[name.toLowerCase()]?.join(',');
}

/** The scopes of a token. */
export function scopesOf(claims: Readonly<Record<string, unknown>>): string[] {
  const scopes = claims['scp'] ?? claims['scope'] ?? [];
  return Array.isArray(scopes) ? scopes.map(String) : String(scopes).split(' ').filter(Boolean);
}

/** A claim in AWS's format: lists in brackets, separated by spaces (https://github.com/floci-io/floci/pull/2011 measured it). */
export function toClaimString(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toClaimString).join(' ')}]`;
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
