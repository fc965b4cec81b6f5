// What the client is told when it is made.

import { type Clock, systemClock } from './clock.ts';
import { ClientError } from './errors.ts';

/** Where an Event API is, and who is asking. The rest has defaults. */
export type EventsClientOptions = {
  /** The HTTP endpoint as AppSync's console shows it: `https://….appsync-api.….amazonaws.com/event`. */
  http: string;
  /** The realtime endpoint: `wss://….appsync-realtime-api.….amazonaws.com/event/realtime`. */
  realtime: string;
  /**
   * The credentials, asked for anew at each connect, subscribe and publish, so that a renewed token is used at once. `refused`
   * says that AppSync did not take the last ones, however good they look on a device whose clock is wrong: renew them.
   */
  authorization: (refused: boolean) => Authorization | Promise<Authorization>;
  /** @default the global `WebSocket` */
  WebSocket?: SocketClass;
  /** @default the global `fetch` */
  fetch?: Fetch;
  /** @default the machine's time and timers */
  clock?: Clock;
  /** Draws from 0 up to 1, for jitter. @default Math.random */
  random?: () => number;
};

/**
 * Who is asking: an API key, or a token of a user pool, an OpenID provider or a Lambda authorizer. `expiresAt`, in
 * milliseconds since 1970, says until when: a connection with new credentials takes over before.
 */
export type Authorization = ({ 'x-api-key': string } | { Authorization: string }) & { expiresAt?: number };

/** The part of a WebSocket that the client uses. */
export type Socket = {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: { data?: unknown }) => void): void;
};

/** What makes a {@link Socket}: the global `WebSocket`, or one made for a test. */
export type SocketClass = new (url: string, protocols: string[]) => Socket;

/** The part of `fetch` that the client uses. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body: string; signal: AbortSignal },
) => Promise<{ status: number; text(): Promise<string> }>;

/** The options with their defaults, and what follows from them. */
export type Settings = Required<EventsClientOptions> & {
  /** The HTTP host, by which AppSync knows the API on either endpoint. */
  readonly host: string;
  /** Ids that are unique in the client, and so on each of its connections, as AppSync wants them. */
  readonly newId: () => string;
};

/** Fills in the defaults; an address that is none is refused here, not at each attempt to connect. */
export function parseOptions(options: EventsClientOptions): Settings {
  let lastId = 0;
  addressOf(options.realtime);
  return {
    WebSocket: globalThis.WebSocket,
    fetch: globalThis.fetch,
    clock: systemClock,
    random: Math.random,
    ...options,
    host: addressOf(options.http).host,
    newId: () => `${++lastId}`,
  };
}

function addressOf(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new ClientError('refused', `"${text}" is not an address.`, {
      cause,
    });
  }
}

/** What is sent of an {@link Authorization}, and what is not. */
export type Credentials = { fields: Record<string, string>; expiresAt: number | undefined };

/**
 * Asks for the credentials, with the host that AppSync wants beside them. A `ClientError` of the asked is passed on; anything else counts as `lost`, since a token that
 * cannot be fetched now (no network) may be there in a moment.
 */
export async function credentials({ authorization, host }: Settings, refused = false): Promise<Credentials> {
  try {
    const { expiresAt, ...fields } = await authorization(refused);
    return { fields: { host, ...fields }, expiresAt };
  } catch (cause) {
    if (cause instanceof ClientError) throw cause;
    throw new ClientError('lost', 'The credentials could not be fetched.', { cause });
  }
}
