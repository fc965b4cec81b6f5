// The load process: opens subscribers and publishers, publishes, and counts deliveries.

import { SocketClient } from '../../shared/socket-client.ts';
import { serveRequests } from '../../shared/worker-process.ts';
import type { Place } from '../servers/benchmark-server.ts';
import { type ClientProtocol, PROTOCOLS, type ProtocolName } from './client-protocols.ts';
import { encodeEvent, Ledger, type Outcome } from './event-ledger.ts';

/** The requests to the load process. Subscribers are distributed evenly over the channels. */
export type LoadRequest =
  | { ask: 'connect'; place: Place; dialect: ProtocolName; listeners: number; channels: number }
  | { ask: 'speakers'; count: number }
  /** Publishes so that `window` events are always in flight. */
  | { ask: 'saturate'; window: number; ms: number; bytes: number }
  /** Publishes at a fixed rate, regardless of deliveries. */
  | { ask: 'pace'; perSecond: number; ms: number; bytes: number }
  /** Makes some subscribers stop reading permanently. */
  | { ask: 'stall'; count: number }
  | { ask: 'stalled' };

/** The number of connections that are opened concurrently. */
const OPENING = 64;
/** The maximum wait for deliveries after the last publish. */
const DRAIN_MS = 15_000;

type Speaker = { peer: SocketClient; readyAt: number };

class Load {
  readonly #place: Place;
  readonly #dialect: ClientProtocol;
  readonly #channels: number;
  readonly #ledger: Ledger;
  readonly #free: Speaker[] = [];
  readonly #speakerOf = new Map<number, Speaker>();
  #listeners: SocketClient[] = [];
  #perChannel = 0;
  #stalled: SocketClient[] = [];
  #bytes = 0;
  #next = 0;
  #more: () => void = () => {};

  constructor(place: Place, dialect: ClientProtocol, channels: number) {
    this.#place = place;
    this.#dialect = dialect;
    this.#channels = channels;
    this.#ledger = new Ledger(dialect.tail, (event) => this.#arrived(event));
  }

  async listen(count: number): Promise<{ ms: number }> {
    const began = performance.now();
    this.#perChannel = count / this.#channels;
    this.#listeners = await opened(count, (at) => SocketClient.open(this.#place, this.#dialect, this.#channel(at)));
    for (const peer of this.#listeners) peer.listen((bytes, from, to) => this.#ledger.receive(bytes, from, to));
    return { ms: performance.now() - began };
  }

  async speakers(count: number): Promise<object> {
    await opened(count, async () => {
      const speaker = this.#dialect.http ? await this.#httpSpeaker() : await this.#speaker();
      this.#free.push(speaker);
    });
    return {};
  }

  async saturate(window: number, ms: number, bytes: number): Promise<Outcome> {
    const until = performance.now() + ms;
    this.#begin(bytes, false);
    this.#more = () => {
      while (this.#ledger.open < window && performance.now() < until && this.#publish(performance.now()));
    };
    return this.#run(until);
  }

  async pace(perSecond: number, ms: number, bytes: number): Promise<Outcome> {
    const began = performance.now();
    let sent = 0;
    this.#begin(bytes, true);
    this.#more = () => {
      for (;;) {
        const due = began + (sent * 1000) / perSecond;
        if (due > performance.now() || due > began + ms || !this.#publish(due)) return;
        sent++;
      }
    };
    return this.#run(began + ms);
  }

  stall(count: number): object {
    this.#stalled = this.#listeners.slice(0, count);
    for (const { socket } of this.#stalled) socket.pause();
    this.#perChannel -= count;
    return {};
  }

  /** The number of stalled subscribers that the server disconnected: their writes fail. */
  async stalled(): Promise<{ cut: number }> {
    for (const { socket } of this.#stalled) socket.resume();
    await new Promise((resolve) => setTimeout(resolve, STALL_SEEN_MS));
    return { cut: this.#stalled.filter(({ closed }) => closed).length };
  }

  #begin(bytes: number, timed: boolean): void {
    this.#bytes = bytes;
    this.#speakerOf.clear();
    this.#ledger.begin(timed);
  }

  async #run(until: number): Promise<Outcome> {
    this.#more();
    while (performance.now() < until || (this.#ledger.open > 0 && performance.now() < until + DRAIN_MS)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      this.#more();
    }
    this.#more = () => {};
    return this.#ledger.outcome;
  }

  /** Publishes the next event; returns false when no connection is available. */
  #publish(at: number): boolean {
    const speaker = this.#free[0];
    if (this.#ledger.full || !speaker || speaker.readyAt > performance.now()) return false;
    this.#free.shift();
    const channel = this.#channel(this.#next++);
    const event = this.#ledger.publish(this.#perChannel, at);
    this.#speakerOf.set(event, speaker);
    speaker.peer.socket.write(this.#dialect.publish(channel, encodeEvent(event, this.#bytes), this.#place));
    return true;
  }

  #arrived(event: number): void {
    const speaker = this.#speakerOf.get(event);
    this.#speakerOf.delete(event);
    if (speaker && !this.#dialect.http) this.#release(speaker);
    this.#more();
  }

  #release(speaker: Speaker): void {
    speaker.readyAt = performance.now() + this.#dialect.restMs;
    this.#free.push(speaker);
  }

  async #speaker(): Promise<Speaker> {
    const peer = await SocketClient.open(this.#place, this.#dialect);
    peer.listen((bytes, from, to) => {
      if (bytes.toString('latin1', from, to).includes(this.#dialect.refusal)) this.#ledger.refused++;
    });
    return { peer, readyAt: 0 };
  }

  async #httpSpeaker(): Promise<Speaker> {
    const peer = await SocketClient.openHttp(this.#place, (status) => {
      if (status !== '200') this.#ledger.refused++;
      this.#release(speaker);
      this.#more();
    });
    const speaker = { peer, readyAt: 0 };
    return speaker;
  }

  #channel(at: number): string {
    return `/default/room-${at % this.#channels}`;
  }
}

const STALL_SEEN_MS = 500;

/** Opens `count` connections, some of them concurrently. */
async function opened<One>(count: number, open: (at: number) => Promise<One>): Promise<One[]> {
  const made: One[] = [];
  let next = 0;
  const work = async () => {
    while (next < count) {
      const at = next++;
      made[at] = await open(at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(OPENING, count) }, work));
  return made;
}

let load: Load;

serveRequests<LoadRequest>(async (order) => {
  switch (order.ask) {
    case 'connect':
      load = new Load(order.place, PROTOCOLS[order.dialect], order.channels);
      return load.listen(order.listeners);
    case 'speakers':
      return load.speakers(order.count);
    case 'saturate':
      return load.saturate(order.window, order.ms, order.bytes);
    case 'pace':
      return load.pace(order.perSecond, order.ms, order.bytes);
    case 'stall':
      return load.stall(order.count);
    case 'stalled':
      return load.stalled();
  }
});
