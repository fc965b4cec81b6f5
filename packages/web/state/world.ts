// What the page's state needs of the world: the HTTP API, the events, time.
import type { Entry, NewMessage, Page } from '@parley/chat';

/** A channel as `GET /channels` lists it; `head` is the seq of its newest entry. */
export type ChannelHead = { name: string; head: number };

/** The HTTP API of the chat. */
export interface Api {
  channels(): Promise<ChannelHead[]>;
  createChannel(name: string): Promise<ChannelHead>;
  page(channel: string, query: { before?: number; after?: number; limit: number }): Promise<Page>;
  post(channel: string, message: NewMessage): Promise<Entry>;
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

/** Time. `after` runs the callback once and returns how to call it off. */
export type Clock = {
  now(): number;
  after(waitMs: number, callback: () => void): () => void;
};

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(waitMs, callback) {
    const timer = setTimeout(callback, waitMs);
    return () => clearTimeout(timer);
  },
};
