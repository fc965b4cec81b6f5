// The client: the class that an application uses.

import type { PublishResult } from '@parley/wire';
import { Connection, type ConnectionDetail } from './connection.ts';
import type { ConnectionState } from './connection-state.ts';
import { encodeEvents } from './encode-events.ts';
import { ClientError } from './errors.ts';
import { publishOverHttp } from './http-publish.ts';
import { callListener } from './listeners.ts';
import { type EventsClientOptions, parseOptions, type Settings } from './options.ts';
import { watchPageLifecycle } from './page-lifecycle.ts';
import { PendingPublishes } from './pending-publishes.ts';
import { Subscription, type SubscriptionState } from './subscription.ts';

/**
 * A client of an Event API of AWS AppSync. It connects for the first subscription or publish, and stays connected until
 * `disconnect()` or `close()`.
 *
 * @example
 * const client = new EventsClient({
 *   http: 'https://example.appsync-api.eu-west-1.amazonaws.com/event',
 *   realtime: 'wss://example.appsync-realtime-api.eu-west-1.amazonaws.com/event/realtime',
 *   authorization: () => ({ 'x-api-key': 'da2-example' }),
 * });
 */
export class EventsClient {
  readonly #settings: Settings;
  readonly #connection: Connection;
  readonly #publishes: PendingPublishes;
  readonly #subscriptions = new Set<Subscription>();
  readonly #watchers = new Set<(state: ConnectionState, detail: ConnectionDetail) => void>();
  readonly #stopWatchingPage: () => void;

  constructor(options: EventsClientOptions) {
    this.#settings = parseOptions(options);
    this.#publishes = new PendingPublishes(this.#settings);
    this.#connection = new Connection(this.#settings, {
      isNeeded: () => this.#subscriptions.size > 0 || this.#publishes.hasUnsent,
      onStateChange: (state, detail) => this.#notifyWatchers(state, detail),
      onLive: (socket, mayHaveMissed) => {
        for (const subscription of this.#subscriptions) subscription.subscribe(socket, mayHaveMissed);
        this.#publishes.flush(socket);
      },
    });
    this.#stopWatchingPage = watchPageLifecycle({
      onShow: () => this.wake(),
      onOnline: () => {
        this.wake();
        this.#connection.suspect();
      },
    });
  }

  /**
   * Subscribes to a channel until you call the function that it returns. Survives lost connections; events missed while
   * disconnected are not replayed. A channel that ends in `/*` matches all channels below it. `onStateChange` receives each
   * state of the subscription, and the error `lost` for an event that could not be delivered.
   *
   * @example
   * const stop = client.subscribe('/demo/lobby', (event) => console.log(event));
   */
  subscribe(
    channel: string,
    onEvent: (event: unknown) => void,
    onStateChange?: (state: SubscriptionState, error?: ClientError) => void,
  ): () => void {
    this.#throwIfClosed();
    const subscription = new Subscription(channel, this.#settings, { onEvent, onStateChange });
    this.#subscriptions.add(subscription);
    this.#connection.connect();
    // Later, so that `onStateChange` can use the function that this call returns.
    queueMicrotask(() => subscription.start(this.#connection.socket));
    return () => {
      subscription.stop();
      this.#subscriptions.delete(subscription);
    };
  }

  /**
   * Publishes 1 to 5 events over the WebSocket; returns the accepted and the refused events, by index. Throws if none
   * was accepted or if the outcome is unknown. It never sends twice: whether to publish again is your decision.
   *
   * @example
   * const { failed } = await client.publish('/demo/lobby', [{ text: 'hello' }]);
   */
  async publish(channel: string, events: readonly unknown[]): Promise<PublishResult> {
    const texts = encodeEvents(events);
    this.#throwIfClosed();
    const result = this.#publishes.add(channel, texts);
    this.#connection.connect();
    if (this.#connection.socket) this.#publishes.flush(this.#connection.socket);
    return result;
  }

  /**
   * Publishes 1 to 5 events over HTTP (`POST /event`), which needs no connection.
   *
   * @example
   * const { successful } = await client.post('/demo/lobby', [{ text: 'hello' }]);
   */
  async post(channel: string, events: readonly unknown[]): Promise<PublishResult> {
    const texts = encodeEvents(events);
    this.#throwIfClosed();
    return publishOverHttp(this.#settings, channel, texts);
  }

  /**
   * The state of the connection.
   *
   * @example
   * if (client.state === 'live') console.log('connected');
   */
  get state(): ConnectionState {
    return this.#connection.state;
  }

  /**
   * Watches the state of the connection; the listener is called at once with the current state. `retryAt` is the time of
   * the next attempt, `error` the reason why there is no connection; `unauthorized` means that new credentials are needed.
   * Returns a function that stops it.
   *
   * @example
   * const stop = client.watch((state, { retryAt, error }) => console.log(state, retryAt, error?.code));
   */
  watch(listener: (state: ConnectionState, detail: ConnectionDetail) => void): () => void {
    // A new function, so that the same listener can be registered twice.
    const watcher = (state: ConnectionState, detail: ConnectionDetail): void => listener(state, detail);
    this.#watchers.add(watcher);
    callListener(watcher, this.#connection.state, this.#connection.detail);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Connects now instead of waiting for the timer, and subscribes again to refused channels: call it when the network is
   * back or the user has signed in again. In a page, `online`, `pageshow` and `visibilitychange` call it.
   *
   * @example
   * client.wake();
   */
  wake(): void {
    this.#connection.wake();
    const { socket } = this.#connection;
    if (socket) for (const subscription of this.#subscriptions) subscription.retry(socket);
  }

  /**
   * Closes the connection until `wake()`, a new subscription or a publish needs it again: a page that is hidden for long
   * costs nothing. Subscriptions become `disconnected`.
   *
   * @example
   * client.disconnect();
   */
  disconnect(): void {
    this.#connection.disconnect(new ClientError('lost', 'The client is disconnected.'));
  }

  /**
   * Closes the client for good: subscriptions become `disconnected`, publishes without a response fail with `closed`.
   *
   * @example
   * client.close();
   */
  close(): void {
    this.#stopWatchingPage();
    this.#connection.close();
    this.#subscriptions.clear();
    this.#watchers.clear();
  }

  #notifyWatchers(state: ConnectionState, detail: ConnectionDetail): void {
    // A watcher may change the state; then all watchers have already received the newer one.
    for (const watcher of this.#watchers) if (state === this.state) callListener(watcher, state, detail);
    // Waiting cures neither, so unsent publishes fail now.
    if (state === 'closed' || detail.error?.code === 'unauthorized') this.#publishes.fail(detail.error as ClientError);
  }

  #throwIfClosed(): void {
    if (this.state === 'closed') throw this.#connection.detail.error;
  }
}
