// Parses the template properties of HTTP APIs.
import { notEmulated, PropertyReader, templateBroken } from '../../template/properties.ts';
import type { Resource } from '../resource-type.ts';
import type { CorsSettings } from './cors.ts';
import type { HttpAuthorizer, Integration } from './http-api-definition.ts';
import type { Verifier } from './jwt-authorizer.ts';
import { parseRequestAuthorizer } from './request-authorizer-settings.ts';
import { Throttle } from './stage.ts';

// Source: API Gateway quotas, HTTP APIs: integration timeout 30 seconds, which is the default too.
const TIMEOUT_MS = 30_000;
const TIMEOUT_MS_LEAST = 50;

/** Parses a CorsConfiguration. */
export function parseCors({ logicalId, properties }: Resource): CorsSettings | undefined {
  if (properties['CorsConfiguration'] === undefined) return undefined;
  const cors = new PropertyReader(properties, logicalId).optionalObject('CorsConfiguration');
  return {
    origins: cors.strings('AllowOrigins'),
    methods: cors.strings('AllowMethods'),
    headers: cors.strings('AllowHeaders'),
    exposed: cors.strings('ExposeHeaders'),
    credentials: String(cors.properties['AllowCredentials']) === 'true',
    maxAgeSeconds: cors.optionalNumber('MaxAge'),
  };
}

/** Parses an integration with a Lambda function, given by its ARN or by the gateway's own URL for it. */
export function parseIntegration({ logicalId, properties }: Resource): Integration {
  const { IntegrationType, PayloadFormatVersion, IntegrationUri, ConnectionType = 'INTERNET' } = properties;
  if (IntegrationType !== 'AWS_PROXY' || ConnectionType !== 'INTERNET')
    throw notEmulated(
      logicalId,
      `an integration of the type ${IntegrationType}`,
      'use AWS_PROXY with a Lambda function',
    );
  const [functionArn] = /arn:aws:lambda:[^/]+/.exec(String(IntegrationUri)) ?? [];
  if (!functionArn) throw notEmulated(logicalId, `an integration with ${IntegrationUri}`, 'use a Lambda function');
  const reader = new PropertyReader(properties, logicalId);
  const range = { from: TIMEOUT_MS_LEAST, to: TIMEOUT_MS, fallback: TIMEOUT_MS };
  return {
    functionArn,
    roleArn: reader.optionalString('CredentialsArn'),
    payloadVersion: payloadVersionOf(logicalId, PayloadFormatVersion),
    timeoutMs: reader.integer('TimeoutInMillis', range),
  };
}

/** YAML reads `1.0` as the number 1. */
function payloadVersionOf(logicalId: string, written: unknown): '1.0' | '2.0' {
  const version = Number(written);
  if (version === 1) return '1.0';
  if (version === 2) return '2.0';
  throw templateBroken(logicalId, 'PayloadFormatVersion must be 1.0 or 2.0');
}

/** Parses an authorizer; `verifierOf` returns the verifier for the tokens of an issuer. */
export function parseAuthorizer(
  { logicalId, properties }: Resource,
  id: string,
  verifierOf: (issuer: string) => Verifier,
): HttpAuthorizer {
  const reader = new PropertyReader(properties, logicalId);
  if (reader.oneOf('AuthorizerType', ['JWT', 'REQUEST']) === 'REQUEST') return parseRequestAuthorizer(reader, id);
  const jwt = reader.optionalObject('JwtConfiguration');
  const issuer = jwt.string('Issuer');
  if (!URL.canParse(issuer))
    throw templateBroken(logicalId, `JwtConfiguration.Issuer is ${issuer}, which is not a URL`);
  const [identitySource = '$request.header.Authorization'] = reader.strings('IdentitySource');
  if (!/^\$request\.(?:header|querystring)\.[\w-]+$/.test(identitySource))
    throw notEmulated(logicalId, `the identity source ${identitySource}`);
  return { kind: 'JWT', identitySource, verify: verifierOf(issuer), audience: jwt.strings('Audience') };
}

/** Parses the throttles of single routes. As on AWS, the routes must already exist, so the stage has to depend on them. */
export function parseRouteThrottles(
  { logicalId, properties }: Resource,
  api: { hasRoute(routeKey: string): boolean },
): ReadonlyMap<string, Throttle> {
  const settings = Object.entries((properties['RouteSettings'] ?? {}) as Record<string, unknown>);
  const missing = settings.find(([key]) => !api.hasRoute(key));
  if (missing)
    throw templateBroken(
      logicalId,
      `RouteSettings names the route ${missing[0]}, which does not exist yet. Make the stage depend on it`,
    );
  return new Map(settings.flatMap(([key, one]) => (parseThrottle(one) ? [[key, parseThrottle(one) as Throttle]] : [])));
}

/** Parses the throttle of a stage or of a route. */
export function parseThrottle(input: unknown): Throttle | undefined {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = (input ?? {}) as Record<string, unknown>;
  if (rate === undefined && burst === undefined) return undefined;
  // Source: API Gateway quotas: the account's limits are the default, 10,000 a second with a burst of 5,000.
  return new Throttle(Number(rate ?? 10_000), Number(burst ?? 5_000));
}
