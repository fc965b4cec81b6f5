// What the page's state needs of the world: the HTTP API, the events, time.
import type { Channel, Entry, NewEntry, Page, Sync, SyncQuery } from '@parley/chat';

export { type Clock, systemClock } from '@parley/client';

/** The HTTP API of the chat. */
export interface Api {
  createChannel(name: string): Promise<Channel>;
  sync(query: SyncQuery): Promise<Sync>;
  read(channel: string, seq: number): Promise<void>;
  page(channel: string, query: { before?: number; after?: number; limit: number }): Promise<Page>;
  post(channel: string, entry: NewEntry): Promise<Entry>;
}

/** How a subscription is doing. */
export type Hearing = 'asking' | 'live' | 'away' | 'refused';

/** How the connection is doing. */
export type Connection = 'idle' | 'dialling' | 'greeting' | 'live' | 'waiting' | 'closed';

/** What is known beside the connection's state: when the next try is, and what went wrong. */
export type ConnectionDetail = { retryAt?: number; error?: unknown };

/** The events, as `EventsClient` of `@parley/client` brings them. */
export interface Events {
  subscribe(
    channel: string,
    heard: (event: unknown) => void,
    watch?: (state: Hearing, error?: unknown) => void,
  ): () => void;
  publish(channel: string, events: readonly unknown[]): Promise<unknown>;
  watch(listener: (state: Connection, detail: ConnectionDetail) => void): () => void;
  wake(): void;
  close(): void;
}
