// A scripted AppSync: sockets that say exactly what a test tells them to.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { ConnectionDetail, ConnectionState, EventsClientOptions, SubscriptionState } from '../index.ts';
import { type ClientError, EventsClient } from '../index.ts';
import { ManualClock } from './manual-clock.ts';

/** One end of a socket, the server's. */
export class PeerSocket {
  readonly url: string;
  readonly protocols: string[];
  /** The frames that the client sent, as they were sent. */
  sent: string[] = [];
  closed = false;
  readonly #listeners = new Map<string, ((event: { data?: unknown }) => void)[]>();

  constructor(url: string, protocols: string[]) {
    this.url = url;
    this.protocols = protocols;
  }

  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  send(text: string): void {
    assert.equal(this.closed, false, 'the client sends on a socket that it closed');
    this.sent.push(text);
  }

  close(): void {
    this.closed = true;
  }

  /** Accepts the socket, and acknowledges the connection unless told not to. */
  opens(acknowledgement: string | undefined = '{"type":"connection_ack","connectionTimeoutMs":300000}'): void {
    this.#emit('open', {});
    if (acknowledgement) this.says(acknowledgement);
  }

  says(data: unknown): void {
    this.#emit('message', { data });
  }

  drops(): void {
    this.#emit('error', {});
    this.#emit('close', {});
  }

  /** The ids of the operations of one type, in the order they came. */
  ids(type: string): string[] {
    return this.sent
      .map((text) => JSON.parse(text))
      .filter((frame) => frame.type === type)
      .map((frame) => frame.id);
  }

  #emit(type: string, event: { data?: unknown }): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
}

/** A client whose time, chance and server are in the test's hands. */
export class Story {
  readonly clock = new ManualClock();
  readonly sockets: PeerSocket[] = [];
  readonly options: EventsClientOptions;
  readonly client: EventsClient;
  /** Every state of the connection, with its error's code: `waiting lost`. */
  readonly states: string[] = [];
  detail: ConnectionDetail = {};
  /** How often the credentials were asked for. */
  asked = 0;
  random = 0.5;

  constructor(t: TestContext, options: Partial<EventsClientOptions> = {}) {
    const story = this;
    this.options = {
      http: 'https://api.example/event',
      realtime: 'wss://realtime.example/event/realtime',
      authorization: () => ({ 'x-api-key': `da2-${++this.asked}` }),
      clock: this.clock,
      random: () => this.random,
      WebSocket: class extends PeerSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols);
          story.sockets.push(this);
        }
      },
      ...options,
    };
    this.client = new EventsClient(this.options);
    this.client.watch((state: ConnectionState, detail) => {
      this.states.push(detail.error ? `${state} ${detail.error.code}` : state);
      this.detail = detail;
    });
    t.after(() => this.client.close());
  }

  get socket(): PeerSocket {
    const socket = this.sockets.at(-1);
    assert.ok(socket, 'the client has not dialled');
    return socket;
  }

  /** A subscription and what it hears. */
  listens(channel: string): { heard: unknown[]; states: string[]; errors: ClientError[]; stop: () => void } {
    const heard: unknown[] = [];
    const states: string[] = [];
    const errors: ClientError[] = [];
    const watch = (state: SubscriptionState, error?: ClientError): void => {
      states.push(error ? `${state} ${error.code}` : state);
      if (error) errors.push(error);
    };
    return { heard, states, errors, stop: this.client.subscribe(channel, (event) => heard.push(event), watch) };
  }

  /** Lets a time pass in which AppSync says nothing. */
  async silence(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settled();
  }

  /** Lets a time pass with a keep-alive in every minute, on every open socket. */
  async quiet(ms: number): Promise<void> {
    for (let rest = ms; rest > 0; rest -= 60_000) {
      for (const socket of this.sockets) if (!socket.closed) socket.says('{"type":"ka"}');
      await this.silence(Math.min(rest, 60_000));
    }
  }
}

/** A client with one live subscription: to `/demo/lobby`, with id 1. */
export async function liveStory(t: TestContext, options: Partial<EventsClientOptions> = {}) {
  const story = new Story(t, options);
  const lobby = story.listens('/demo/lobby');
  await settled();
  story.socket.opens();
  await settled();
  story.socket.says('{"id":"1","type":"subscribe_success"}');
  return { story, lobby };
}

/** Waits for everything that is under way to have happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
