// One API destination: its endpoint, method and rate limit, and the faults that can be injected into its calls.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Fault, Hop } from '../../fault-injection/index.ts';
import type { OutboundResponse } from '../../http/outbound-requests.ts';
import { isRejection } from './connection-state.ts';
import type { Connection } from './eventbridge-connection.ts';
import { RateLimiter } from './rate-limiter.ts';

export type ApiDestinationSettings = { endpoint: string; method: string; perSecond: number };

// Source: EventBridge quotas: 300 invocations per second and API destination unless raised; EventBridge API, CreateApiDestination.
const DEFAULT_PER_SECOND = 300;
const METHODS = ['POST', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'];
const ENDPOINT_LENGTH_MAX = 2_048;

/** An API destination and the connection that it uses. */
export class ApiDestination {
  readonly name: string;
  readonly arn: string;
  readonly connection: Connection;
  readonly settings: ApiDestinationSettings;
  readonly rateLimiter: RateLimiter;

  constructor(
    at: { name: string; arn: string },
    connection: Connection,
    settings: ApiDestinationSettings,
    clock: Clock,
  ) {
    this.name = at.name;
    this.arn = at.arn;
    this.connection = connection;
    this.settings = settings;
    this.rateLimiter = new RateLimiter(clock, settings.perSecond);
  }
}

/** Parses an API destination's properties. */
export function parseApiDestination(properties: Readonly<Record<string, unknown>>): ApiDestinationSettings {
  const { InvocationEndpoint, HttpMethod, InvocationRateLimitPerSecond } = properties;
  const endpoint = String(InvocationEndpoint ?? '');
  const method = String(HttpMethod ?? '');
  const perSecond = Number(InvocationRateLimitPerSecond ?? DEFAULT_PER_SECOND);
  if (endpoint.length > ENDPOINT_LENGTH_MAX || !URL.canParse(withScheme(endpoint)))
    throw invalid(
      `InvocationEndpoint: ${JSON.stringify(endpoint)} is not a URL of at most ${ENDPOINT_LENGTH_MAX} characters.`,
    );
  if (!METHODS.includes(method)) throw invalid(`HttpMethod must be one of ${METHODS.join(', ')}.`);
  if (!Number.isInteger(perSecond) || perSecond < 1)
    throw invalid('InvocationRateLimitPerSecond must be a whole number of at least 1.');
  return { endpoint: withScheme(endpoint), method, perSecond };
}

/** AWS accepts an endpoint without a scheme; HTTPS is the only one that it supports. */
function withScheme(endpoint: string): string {
  return /^https?:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

type FaultOptions = {
  hop: Hop;
  timeoutMs: number;
  /** Authorizes the connection again that an injected rejection has deauthorized. */
  reauthorize: () => void;
};

/** The faults of a call to an API destination. An injected answer is handled like the target's own. */
export function destinationFaults({ hop, timeoutMs, reauthorize }: FaultOptions) {
  return {
    async hang(): Promise<OutboundResponse> {
      await hop.sleep(timeoutMs);
      throw new Error(`No answer within ${timeoutMs / 1_000} s.`);
    },
    async error({ status, retryAfterSeconds }: Fault): Promise<OutboundResponse> {
      if (isRejection(status)) hop.repairLater(reauthorize);
      const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
      return { status, headers, body: Buffer.from('Answered by an injected fault.') };
    },
  };
}
