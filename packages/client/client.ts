// The client: what a page or a program talks to.

import type { PublishResult } from '@parley/wire';
import { Connection, type ConnectionDetail } from './connection.ts';
import type { ClientError } from './errors.ts';
import { encodeEvents } from './encode-events.ts';
import { type EventsClientOptions, parseOptions, type Settings } from './options.ts';
import { watchPage } from './page-lifecycle.ts';
import { post } from './http-publish.ts';
import { Publications } from './pending-publishes.ts';
import { call } from './listeners.ts';
import type { ConnectionState } from './connection-state.ts';
import { Subscription, type SubscriptionState } from './subscription.ts';

/**
 * Talks to an Event API of AWS AppSync. It connects when the first subscription or publish needs it, and stays connected
 * until `close()`.
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
  readonly #publications: Publications;
  readonly #subscriptions = new Set<Subscription>();
  readonly #watchers = new Set<(state: ConnectionState, detail: ConnectionDetail) => void>();
  readonly #leavePage: () => void;

  constructor(options: EventsClientOptions) {
    this.#settings = parseOptions(options);
    this.#publications = new Publications(this.#settings);
    this.#connection = new Connection(this.#settings, {
      isNeeded: () => this.#subscriptions.size > 0 || this.#publications.isWaiting,
      changed: (state, detail) => this.#changed(state, detail),
      greeted: (line) => {
        for (const subscription of this.#subscriptions) subscription.ask(line);
        this.#publications.flush(line);
      },
    });
    this.#leavePage = watchPage({
      shown: () => this.wake(),
      online: () => {
        this.wake();
        this.#connection.suspect();
      },
    });
  }

  /**
   * Listens to a channel until you stop it. Survives lost connections; events missed while away are not replayed. A
   * channel that ends in `/*` stands for all channels below. `watch` hears each state of the subscription, and with
   * `lost` of an event that could not be delivered.
   *
   * @example
   * const stop = client.subscribe('/demo/lobby', (event) => console.log(event));
   */
  subscribe(
    channel: string,
    heard: (event: unknown) => void,
    watch?: (state: SubscriptionState, error?: ClientError) => void,
  ): () => void {
    this.#refuseWhenClosed();
    const subscription = new Subscription(channel, this.#settings, { heard, watch });
    this.#subscriptions.add(subscription);
    this.#connection.need();
    // Later, so that `watch` may use what this call returns.
    queueMicrotask(() => subscription.begin(this.#connection.line));
    return () => {
      subscription.stop();
      this.#subscriptions.delete(subscription);
    };
  }

  /**
   * Publishes 1 to 5 events over the WebSocket; returns what was taken and what was refused, by index. Rejects when
   * nothing was taken, or when that is not known: it never sends twice, so you decide.
   *
   * @example
   * const { failed } = await client.publish('/demo/lobby', [{ text: 'hello' }]);
   */
  async publish(channel: string, events: readonly unknown[]): Promise<PublishResult> {
    const texts = encodeEvents(events);
    this.#refuseWhenClosed();
    const result = this.#publications.add(channel, texts);
    this.#connection.need();
    if (this.#connection.line) this.#publications.flush(this.#connection.line);
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
    this.#refuseWhenClosed();
    return post(this.#settings, channel, texts);
  }

  /**
   * Where the connection stands.
   *
   * @example
   * if (client.state === 'live') console.log('connected');
   */
  get state(): ConnectionState {
    return this.#connection.state;
  }

  /**
   * Watches the connection; calls at once with the current state. `retryAt` is the time of the next attempt, `error` why
   * there is no connection; `unauthorized` means that new credentials are needed. Returns how to stop.
   *
   * @example
   * const stop = client.watch((state, { retryAt, error }) => console.log(state, retryAt, error?.code));
   */
  watch(listener: (state: ConnectionState, detail: ConnectionDetail) => void): () => void {
    // Of its own, so that two watches with one function are two.
    const watcher = (state: ConnectionState, detail: ConnectionDetail): void => listener(state, detail);
    this.#watchers.add(watcher);
    call(watcher, this.#connection.state, this.#connection.detail);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Tries now instead of waiting for the timer, and asks again for refused channels: the network came back, the person
   * signed in again. A page's `online`, `pageshow` and `visibilitychange` do it by themselves.
   *
   * @example
   * client.wake();
   */
  wake(): void {
    this.#connection.wake();
    const { line } = this.#connection;
    if (line) for (const subscription of this.#subscriptions) subscription.retry(line);
  }

  /**
   * Ends everything, for good: subscriptions are `away`, publishes without an answer reject with `closed`.
   *
   * @example
   * client.close();
   */
  close(): void {
    this.#leavePage();
    this.#connection.close();
    this.#subscriptions.clear();
    this.#watchers.clear();
  }

  #changed(state: ConnectionState, detail: ConnectionDetail): void {
    // One who is told may change the state; then all have been told the newer one.
    for (const watcher of this.#watchers) if (state === this.state) call(watcher, state, detail);
    // Waiting cures neither, so who waits to publish hears of it now.
    if (state === 'closed' || detail.error?.code === 'unauthorized')
      this.#publications.fail(detail.error as ClientError);
  }

  #refuseWhenClosed(): void {
    if (this.state === 'closed') throw this.#connection.detail.error;
  }
}
