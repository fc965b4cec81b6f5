// The options of the client, their defaults, and the credentials that they provide.

import { type Clock, systemClock } from './clock.ts';
import { ClientError, clientErrorOf } from './errors.ts';

/** The endpoints of an Event API and the caller's credentials. Everything else has a default. */
export type EventsClientOptions = {
  /** The HTTP endpoint as AppSync's console displays it: `https://….appsync-api.….amazonaws.com/event`. */
  http: string;
  /** The realtime endpoint: `wss://….appsync-realtime-api.….amazonaws.com/event/realtime`. */
  realtime: string;
  /**
   * Returns the credentials. Called at each connect, subscribe and publish, so that a renewed token is used at once.
   * `renew` is true if AppSync refused the last ones, even if they seem valid on a device whose clock is wrong.
   */
  authorization: (renew: boolean) => Authorization | Promise<Authorization>;
  /** @default the global `WebSocket` */
  WebSocket?: SocketClass;
  /** @default the global `fetch` */
  fetch?: Fetch;
  /** @default the system's time and timers */
  clock?: Clock;
  /** Draws from 0 up to 1, for jitter. @default Math.random */
  random?: () => number;
};

/**
 * The caller's credentials: an API key, or a token of a user pool, an OpenID provider or a Lambda authorizer. `expiresAt`,
 * in milliseconds since 1970, is the time until which they are valid: a connection with new credentials takes over before.
 */
export type Authorization = ({ 'x-api-key': string } | { Authorization: string }) & { expiresAt?: number };

/** The part of a WebSocket that the client uses. */
export type Socket = {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: { data?: unknown }) => void): void;
};

/** Constructs a {@link Socket}: the global `WebSocket`, or a replacement in a test. */
export type SocketClass = new (url: string, protocols: string[]) => Socket;

/** The part of `fetch` that the client uses. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body: string; signal: AbortSignal },
) => Promise<{ status: number; text(): Promise<string> }>;

/** The options with their defaults and derived values. */
export type Settings = Required<EventsClientOptions> & {
  /** The HTTP host, by which AppSync identifies the API on either endpoint. */
  readonly host: string;
  /** Creates ids that are unique in the client, and so on each of its connections, as AppSync requires. */
  readonly newId: () => string;
};

/** Fills in the defaults; throws if an endpoint is not a URL, so that it does not fail at each attempt to connect. */
export function parseOptions(options: EventsClientOptions): Settings {
  let lastId = 0;
  parseUrl(options.realtime);
  return {
    WebSocket: globalThis.WebSocket,
    fetch: globalThis.fetch,
    clock: systemClock,
    random: Math.random,
    ...options,
    host: parseUrl(options.http).host,
    newId: () => `${++lastId}`,
  };
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new ClientError('refused', `"${text}" is not a URL.`, { cause });
  }
}

/** An {@link Authorization} split into the fields that are sent and the expiry, which is not. */
export type Credentials = { fields: Record<string, string>; expiresAt: number | undefined };

/**
 * Calls `authorization` and adds the host that AppSync requires. A `ClientError` thrown by it is passed on; any other error
 * becomes `lost`, since a token that cannot be fetched now (no network) may be available in a moment.
 */
export async function fetchCredentials({ authorization, host }: Settings, renew = false): Promise<Credentials> {
  try {
    const { expiresAt, ...fields } = await authorization(renew);
    return { fields: { host, ...fields }, expiresAt };
  } catch (cause) {
    throw clientErrorOf(cause, 'The credentials could not be fetched.');
  }
}
