// What the template says of an API, read.
import { EngineError } from '../../errors.ts';
import type { Resource } from '../resource-type.ts';
import type { CorsSettings } from './cors.ts';
import type { Integration } from './http-api.ts';
import type { Authorizer } from './jwt-authorizer.ts';
import { Throttle } from './stage.ts';
import type { Verifier } from './verifier.ts';

// Source: API Gateway quotas, HTTP APIs: integration timeout 30 seconds, which is the default too.
const TIMEOUT_MS = 30_000;
const TIMEOUT_MS_LEAST = 50;

/** Reads a CorsConfiguration. */
export function parseCors(input: unknown): CorsSettings | undefined {
  if (input === undefined) return undefined;
  const cors = input as Record<string, unknown>;
  return {
    origins: texts(cors['AllowOrigins']),
    methods: texts(cors['AllowMethods']),
    headers: texts(cors['AllowHeaders']),
    exposed: texts(cors['ExposeHeaders']),
    credentials: String(cors['AllowCredentials']) === 'true',
    maxAgeSeconds: cors['MaxAge'] === undefined ? undefined : Number(cors['MaxAge']),
  };
}

/** Reads an integration with a Lambda function, named by its ARN or by the gateway's own address of it. */
export function parseIntegration({ logicalId, properties }: Resource): Integration {
  const { IntegrationType, PayloadFormatVersion, IntegrationUri, ConnectionType = 'INTERNET' } = properties;
  if (IntegrationType !== 'AWS_PROXY' || ConnectionType !== 'INTERNET')
    throw new EngineError(
      'not-emulated',
      `The integration ${logicalId} is ${IntegrationType}; only AWS_PROXY to a Lambda function is emulated.`,
    );
  if (PayloadFormatVersion !== '2.0')
    throw new EngineError(
      'not-emulated',
      `The integration ${logicalId} has payload format ${PayloadFormatVersion}; only 2.0 is emulated.`,
    );
  const [functionArn] = /arn:aws:lambda:[^/]+/.exec(String(IntegrationUri)) ?? [];
  if (!functionArn)
    throw new EngineError(
      'not-emulated',
      `The integration ${logicalId} calls ${IntegrationUri}, which is not a Lambda function.`,
    );
  const timeoutMs = Number(properties['TimeoutInMillis'] ?? TIMEOUT_MS);
  if (!(timeoutMs >= TIMEOUT_MS_LEAST && timeoutMs <= TIMEOUT_MS))
    throw new EngineError(
      'template-broken',
      `TimeoutInMillis of ${logicalId} is ${timeoutMs}; API Gateway takes ${TIMEOUT_MS_LEAST} to ${TIMEOUT_MS}.`,
    );
  return { functionArn, timeoutMs };
}

/** Reads a JWT authorizer; `verifierOf` says how tokens of its issuer are verified. */
export function parseAuthorizer(
  { logicalId, properties }: Resource,
  verifierOf: (issuer: string) => Verifier,
): Authorizer {
  const { AuthorizerType, IdentitySource, JwtConfiguration } = properties;
  if (AuthorizerType !== 'JWT')
    throw new EngineError(
      'not-emulated',
      `The authorizer ${logicalId} is of type ${AuthorizerType}; only JWT is emulated.`,
    );
  const { Issuer, Audience } = (JwtConfiguration ?? {}) as { Issuer?: string; Audience?: unknown };
  if (!Issuer || !URL.canParse(Issuer))
    throw new EngineError('template-broken', `The authorizer ${logicalId} trusts ${Issuer}, which is no address.`);
  const [identitySource = '$request.header.Authorization'] = texts(IdentitySource);
  if (!/^\$request\.(?:header|querystring)\.[\w-]+$/.test(identitySource))
    throw new EngineError('not-emulated', `The identity source ${identitySource} of ${logicalId} is not emulated.`);
  return { identitySource, verify: verifierOf(Issuer), audience: texts(Audience) };
}

/** Reads the throttles of single routes; API Gateway knows only routes that are there already, so the stage comes after them. */
export function parseRouteThrottles(
  { logicalId, properties }: Resource,
  api: { hasRoute(routeKey: string): boolean },
): ReadonlyMap<string, Throttle> {
  const settings = Object.entries((properties['RouteSettings'] ?? {}) as Record<string, unknown>);
  const missing = settings.find(([key]) => !api.hasRoute(key));
  if (missing)
    throw new EngineError(
      'template-broken',
      `RouteSettings of ${logicalId} names the route ${missing[0]}, which is not there yet. Make the stage depend on it.`,
    );
  return new Map(settings.flatMap(([key, one]) => (parseThrottle(one) ? [[key, parseThrottle(one) as Throttle]] : [])));
}

/** Reads a throttle, of a stage or of a route. */
export function parseThrottle(input: unknown): Throttle | undefined {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = (input ?? {}) as Record<string, unknown>;
  if (rate === undefined && burst === undefined) return undefined;
  // Source: API Gateway quotas: without a limit the account's count, 10,000 a second with a burst of 5,000.
  return new Throttle(Number(rate ?? 10_000), Number(burst ?? 5_000));
}

function texts(input: unknown): string[] {
  if (input === undefined) return [];
  return (Array.isArray(input) ? input : [input]).map(String);
}
