// What the page's state depends on beside the HTTP API: time and events.

export { type Clock, systemClock } from '@parley/client';

/** The state of a subscription. */
export type SubscriptionState = 'subscribing' | 'live' | 'disconnected' | 'refused';

/** The state of the connection. */
export type ConnectionState = 'idle' | 'connecting' | 'handshaking' | 'live' | 'waiting' | 'closed';

/** The time of the next connection attempt, and the reason of a failure. */
export type ConnectionDetail = { retryAt?: number; error?: unknown };

/** The events, as `EventsClient` of `@parley/client` provides them. */
export interface Events {
  subscribe(
    channel: string,
    onEvent: (event: unknown) => void,
    onState?: (state: SubscriptionState, error?: unknown) => void,
  ): () => void;
  publish(channel: string, events: readonly unknown[]): Promise<unknown>;
  watch(listener: (state: ConnectionState, detail: ConnectionDetail) => void): () => void;
  wake(): void;
  disconnect(): void;
  close(): void;
}
