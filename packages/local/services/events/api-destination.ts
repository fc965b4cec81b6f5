// One API destination: where it sends, how, and how often in a second.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Connection } from './eventbridge-connection.ts';
import { Pace } from './rate-limiter.ts';

export type DestinationSettings = { endpoint: string; method: string; perSecond: number };

// Source: EventBridge quotas: 300 invocations per second and API destination unless raised; EventBridge API, CreateApiDestination.
const DEFAULT_PER_SECOND = 300;
const METHODS = ['POST', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'];
const LONGEST_ENDPOINT = 2_048;

/** An API destination and the connection that it uses. */
export class Destination {
  readonly name: string;
  readonly arn: string;
  readonly connection: Connection;
  readonly settings: DestinationSettings;
  readonly pace: Pace;

  constructor(at: { name: string; arn: string }, connection: Connection, settings: DestinationSettings, clock: Clock) {
    this.name = at.name;
    this.arn = at.arn;
    this.connection = connection;
    this.settings = settings;
    this.pace = new Pace(clock, settings.perSecond);
  }
}

/** Reads an API destination's properties. */
export function parseDestination(properties: Readonly<Record<string, unknown>>): DestinationSettings {
  const { InvocationEndpoint, HttpMethod, InvocationRateLimitPerSecond } = properties;
  const endpoint = String(InvocationEndpoint ?? '');
  const method = String(HttpMethod ?? '');
  const perSecond = Number(InvocationRateLimitPerSecond ?? DEFAULT_PER_SECOND);
  if (endpoint.length > LONGEST_ENDPOINT || !URL.canParse(withScheme(endpoint)))
    throw invalid(
      `InvocationEndpoint: ${JSON.stringify(endpoint)} is not an address of at most ${LONGEST_ENDPOINT} characters.`,
    );
  if (!METHODS.includes(method)) throw invalid(`HttpMethod: one of ${METHODS.join(', ')} is needed.`);
  if (!Number.isInteger(perSecond) || perSecond < 1)
    throw invalid('InvocationRateLimitPerSecond: a whole number from 1 on is needed.');
  return { endpoint: withScheme(endpoint), method, perSecond };
}

/** AWS accepts an endpoint without a scheme, as in the article's stack; HTTPS is the only one there is. */
function withScheme(endpoint: string): string {
  return /^https?:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
