// A scripted AppSync: sockets that deliver exactly the frames that a test gives them.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { ConnectionDetail, ConnectionState, EventsClientOptions, SubscriptionState } from '../index.ts';
import { type ClientError, EventsClient } from '../index.ts';
import { ManualClock } from './manual-clock.ts';

/** The client's WebSocket, with the server's end in the hands of the test. */
export class ScriptedSocket {
  readonly url: string;
  readonly protocols: string[];
  /** The frames that the client sent, as text. */
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

  /** Opens the socket and delivers a first frame: by default the acknowledgement; none if it is empty. */
  open(firstFrame: string | undefined = '{"type":"connection_ack","connectionTimeoutMs":300000}'): void {
    this.#emit('open', {});
    if (firstFrame) this.receive(firstFrame);
  }

  /** Delivers a message to the client. */
  receive(data: unknown): void {
    this.#emit('message', { data });
  }

  /** Breaks the connection. */
  drop(): void {
    this.#emit('error', {});
    this.#emit('close', {});
  }

  /** The ids of the frames of one type that the client sent, in order. */
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

/** A client whose clock, randomness and server are controlled by the test. */
export class TestHarness {
  readonly clock = new ManualClock();
  readonly sockets: ScriptedSocket[] = [];
  readonly options: EventsClientOptions;
  readonly client: EventsClient;
  /** Every state of the connection, with the code of its error: `waiting lost`. */
  readonly states: string[] = [];
  detail: ConnectionDetail = {};
  /** How often the client requested the credentials. */
  authorizations = 0;
  random = 0.5;

  constructor(t: TestContext, options: Partial<EventsClientOptions> = {}) {
    const harness = this;
    this.options = {
      http: 'https://api.example/event',
      realtime: 'wss://realtime.example/event/realtime',
      authorization: () => ({ 'x-api-key': `da2-${++this.authorizations}` }),
      clock: this.clock,
      random: () => this.random,
      WebSocket: class extends ScriptedSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols);
          harness.sockets.push(this);
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

  /** The newest socket. */
  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1);
    assert.ok(socket, 'the client has not opened a socket');
    return socket;
  }

  /** Subscribes and records the events, states and errors of the subscription. */
  subscribe(channel: string): { events: unknown[]; states: string[]; errors: ClientError[]; stop: () => void } {
    const events: unknown[] = [];
    const states: string[] = [];
    const errors: ClientError[] = [];
    const onStateChange = (state: SubscriptionState, error?: ClientError): void => {
      states.push(error ? `${state} ${error.code}` : state);
      if (error) errors.push(error);
    };
    return {
      events,
      states,
      errors,
      stop: this.client.subscribe(channel, (event) => events.push(event), onStateChange),
    };
  }

  /** Advances the clock without a message from AppSync. */
  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settled();
  }

  /** Advances the clock with a keep-alive each minute on every open socket. */
  async advanceWithKeepAlives(ms: number): Promise<void> {
    for (let rest = ms; rest > 0; rest -= 60_000) {
      for (const socket of this.sockets) if (!socket.closed) socket.receive('{"type":"ka"}');
      await this.advance(Math.min(rest, 60_000));
    }
  }
}

/** A client with one live subscription: to `/demo/lobby`, with id 1. */
export async function liveHarness(t: TestContext, options: Partial<EventsClientOptions> = {}) {
  const harness = new TestHarness(t, options);
  const lobby = harness.subscribe('/demo/lobby');
  await settled();
  harness.socket.open();
  await settled();
  harness.socket.receive('{"id":"1","type":"subscribe_success"}');
  return { harness, lobby };
}

/** Waits until all pending promise callbacks have run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
