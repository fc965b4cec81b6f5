// The load process of the soak test: senders post at a fixed rate, subscribers stay, come and go, or reconnect.
import { MessageSender } from '../../harness/message-sender.ts';
import { HttpConnection } from '../shared/http-connection.ts';
import type { ParleyAddress } from '../shared/parley-client.ts';
import { serveRequests } from '../shared/worker-process.ts';
import { SoakListener } from './soak-listener.ts';
import { SoakTally } from './soak-tally.ts';

/** The requests to the load process: start, progress, and stop. */
export type LoadRequest =
  | { ask: 'begin'; place: ParleyAddress; channels: readonly string[]; perSecond: number }
  | { ask: 'progress' }
  | { ask: 'end' };

/** Progress. `said` are the acknowledged messages; `late` is the delay of the senders. */
export type Progress = {
  said: number;
  refused: number;
  lateMs: number;
  connects: number;
  disconnects: number;
  returns: number;
  listening: number;
} & Pick<SoakTally, 'deliveries' | 'lost' | 'doubled' | 'disordered' | 'caughtUp'>;

/** Connections that post; when none is free, messages wait. */
const SPEAKERS = 100;
/** Subscribers that stay, and those that disconnect for some seconds and reconnect. */
const STAYERS = 20;
const WANDERERS = 20;
/** Subscribers that connect once: ten per second connect and ten disconnect; this many are connected at a time. */
const VISITORS = 50;
const VISIT_EVERY_MS = 100;
const AWAY_MS = 4_000;
const THERE_MS = 5_000;
/** The number of channels of one subscriber. */
const EACH = 3;
/** The maximum wait for the last messages at the end. */
const DRAIN_MS = 60_000;

class Soak {
  readonly #place: ParleyAddress;
  readonly #channels: readonly string[];
  readonly #tally = new SoakTally();
  readonly #stored = new Map<string, Set<number>>();
  readonly #listening = new Set<SoakListener>();
  readonly #tasks: Promise<void>[] = [];
  #visitors: SoakListener[] = [];
  #people = 0;
  #ended = false;
  #said = 0;
  #refused = 0;
  #lateMs = 0;
  #connects = 0;
  #disconnects = 0;
  #returns = 0;
  #failure: unknown;

  constructor(place: ParleyAddress, channels: readonly string[]) {
    this.#place = place;
    this.#channels = channels;
    for (const channel of channels) this.#stored.set(channel, new Set());
  }

  async begin(perSecond: number): Promise<void> {
    for (let count = 0; count < STAYERS; count++) await this.#connect(this.#newListener());
    this.#task(this.#speak(perSecond));
    this.#task(this.#visit());
    for (let count = 0; count < WANDERERS; count++) this.#task(this.#wander());
  }

  get progress(): Progress {
    if (this.#failure) throw this.#failure;
    const { deliveries, lost, doubled, disordered, caughtUp } = this.#tally;
    return {
      said: this.#said,
      refused: this.#refused,
      lateMs: this.#lateMs,
      connects: this.#connects,
      disconnects: this.#disconnects,
      returns: this.#returns,
      listening: this.#listening.size,
      deliveries,
      lost,
      doubled,
      disordered,
      caughtUp,
    };
  }

  /** Waits for the pending deliveries, and counts the missing ones as lost. */
  async end(): Promise<Progress> {
    this.#ended = true;
    await Promise.all(this.#tasks);
    const until = performance.now() + DRAIN_MS;
    while (this.#owed() > 0 && performance.now() < until) await pause(20);
    this.#tally.lost += this.#owed();
    // Seqs are contiguous: without rejected messages the last one is their number.
    for (const seqs of this.#stored.values())
      if (this.#refused === 0) this.#tally.lost += Math.abs(Math.max(0, ...[...seqs].slice(-1000)) - seqs.size);
    return this.progress;
  }

  #owed(): number {
    let owed = 0;
    for (const listener of this.#listening)
      for (const [channel, seq] of listener.reached) owed += Math.max(0, (this.#stored.get(channel)?.size ?? 0) - seq);
    return owed;
  }

  async #speak(perSecond: number): Promise<void> {
    const lines = Array.from({ length: SPEAKERS }, () => new HttpConnection(this.#place.port, this.#token()));
    // The listeners of the same page receive every channel.
    const seen = new Map<string, number>();
    const free = lines.map((line) => new MessageSender(line.api(this.#place.api), seen));
    const busy = new Set<Promise<void>>();
    const began = performance.now();
    for (let turn = 0; !this.#ended; turn++) {
      const due = began + (turn * 1000) / perSecond;
      while (due > performance.now()) await pause(1);
      while (free.length === 0) await Promise.race(busy);
      this.#lateMs = performance.now() - due;
      const sender = free.pop() as MessageSender;
      const saying = this.#say(sender, this.#channels[turn % this.#channels.length] as string).finally(() => {
        free.push(sender);
        busy.delete(saying);
      });
      busy.add(saying);
    }
    await Promise.all(busy);
    for (const line of lines) line.close();
  }

  async #say(sender: MessageSender, channel: string): Promise<void> {
    const { status, body } = await sender.post(channel, { message: `said at ${Date.now()}` });
    if (status !== 201 && status !== 200) {
      this.#refused++;
      return;
    }
    const { seq } = body as { seq: number };
    const stored = this.#stored.get(channel) as Set<number>;
    if (stored.has(seq)) this.#tally.doubled++;
    stored.add(seq);
    this.#said++;
  }

  async #visit(): Promise<void> {
    while (!this.#ended) {
      const listener = this.#newListener();
      const leaves = this.#visitors.length >= VISITORS ? this.#visitors.shift() : undefined;
      if (leaves) this.#goes(leaves);
      // Not awaited: subscribers connect at a fixed rate, however long a connect takes.
      const coming = this.#connect(listener).then(() => void this.#visitors.push(listener));
      this.#task(coming);
      await pause(VISIT_EVERY_MS);
    }
  }

  async #wander(): Promise<void> {
    const listener = this.#newListener();
    await this.#connect(listener);
    while (!this.#ended) {
      await pause(Math.random() * THERE_MS);
      this.#goes(listener);
      await pause(Math.random() * AWAY_MS);
      await this.#connect(listener);
      this.#returns++;
    }
  }

  async #connect(listener: SoakListener): Promise<void> {
    this.#connects++;
    await listener.connect();
    this.#listening.add(listener);
  }

  #goes(listener: SoakListener): void {
    this.#disconnects++;
    this.#listening.delete(listener);
    listener.goes();
  }

  #newListener(): SoakListener {
    const first = this.#people % this.#channels.length;
    const channels = [...this.#channels, ...this.#channels].slice(first, first + Math.min(EACH, this.#channels.length));
    return new SoakListener(this.#place, this.#token(), channels, this.#tally);
  }

  #token(): string {
    const { tokens } = this.#place;
    return tokens[this.#people++ % tokens.length] as string;
  }

  #task(task: Promise<void>): void {
    this.#tasks.push(
      task.catch((error) => {
        this.#failure ??= error;
        this.#ended = true;
      }),
    );
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

let soak: Soak | undefined;

serveRequests<LoadRequest>(async (order) => {
  if (order.ask === 'begin') {
    soak = new Soak(order.place, order.channels);
    await soak.begin(order.perSecond);
    return {};
  }
  if (!soak) throw new Error('The soak has not begun.');
  return order.ask === 'end' ? soak.end() : soak.progress;
});
