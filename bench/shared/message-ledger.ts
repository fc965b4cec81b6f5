// What was said and what of it everybody has seen: each delivery is counted, and none may be missing, come twice or late.
import { Latencies } from './latency-histogram.ts';

/** Milliseconds: half of them were at most `p50`, 99 of 100 at most `p99`. */
export type Times = { p50: number; p99: number };

/** What became of a phase. */
export type Outcome = {
  acknowledged: number;
  refused: number;
  /** Messages that every listener has. */
  seen: number;
  lost: number;
  doubled: number;
  disordered: number;
  /** From the beginning to the last acknowledgement, and to the last delivery. */
  ackedMs: number;
  seenMs: number;
  /** From when a message was due to its acknowledgement, to each delivery, and to the last of its deliveries. */
  ack: Times;
  each: Times;
  last: Times;
};

/** Every message ends so, and with its number, so that it is found in any frame. */
const MARK = Buffer.from('number=');
const DIGITS = 9;
const FIRST_NUMBER = 100_000_000;

/** In a frame of AppSync the entry is JSON within JSON; its `seq` is its place. */
const SEQ = Buffer.from('\\"seq\\":');
const ZERO = 48;

/** A text of this many bytes that says its number. */
export function encodeText(number: number, bytes: number): string {
  const mark = ` ${MARK}${number}`;
  return 'x'.repeat(Math.max(0, bytes - mark.length)) + mark;
}

/** The number of the message in a frame; undefined when there is none. */
export function numberIn(bytes: Buffer, from: number, to: number): number | undefined {
  const mark = bytes.indexOf(MARK, from);
  return mark < 0 || mark + MARK.length + DIGITS > to ? undefined : digitsAt(bytes, mark + MARK.length);
}

type Message = { channel: Channel; at: number; missing: number; place: number | undefined };

/** How many messages a channel has, and to which place each listener has come; what one skipped may still come. */
type Channel = { places: number; reached: Uint32Array; skipped: Set<string> };

/** Counts one phase after another; the numbers of messages go on. */
export class Ledger {
  readonly #listeners: number;
  readonly #seenByAll: () => void;
  readonly #channels = new Map<string, Channel>();
  #open = new Map<number, Message>();
  #next = FIRST_NUMBER;
  #phase = newPhase(FIRST_NUMBER);

  /** `seenByAll` hears whenever every listener has a message. */
  constructor(listeners: number, seenByAll: () => void) {
    this.#listeners = listeners;
    this.#seenByAll = seenByAll;
  }

  begin(): void {
    this.#open = new Map();
    this.#phase = newPhase(this.#next);
  }

  /** Messages that somebody has still to see. */
  get open(): number {
    return this.#open.size;
  }

  /** Enters a message that is due at `at`, and gives it its number. */
  say(name: string, at: number): number {
    let channel = this.#channels.get(name);
    if (!channel) {
      channel = { places: 0, reached: new Uint32Array(this.#listeners), skipped: new Set() };
      this.#channels.set(name, channel);
    }
    const number = this.#next++;
    this.#open.set(number, { channel, at, missing: this.#listeners, place: undefined });
    return number;
  }

  acknowledged(at: number): void {
    const phase = this.#phase;
    phase.acknowledged++;
    phase.ackedAt = performance.now();
    phase.ack.add(phase.ackedAt - at);
  }

  refused(number: number): void {
    this.#phase.refused++;
    this.#open.delete(number);
  }

  /** Enters a frame that a listener got; what holds no message is passed over. */
  hear(listener: number, bytes: Buffer, from: number, to: number): void {
    const number = numberIn(bytes, from, to);
    if (number === undefined) return;
    const phase = this.#phase;
    const message = this.#open.get(number);
    if (!message) {
      // Everybody has it already. What an earlier phase counted as lost may come now.
      if (number >= phase.first) phase.doubled++;
      return;
    }
    if (!this.#follows(listener, message, bytes, from, to)) return;
    phase.seenAt = performance.now();
    phase.each.add(phase.seenAt - message.at);
    message.missing--;
    if (message.missing > 0) return;
    phase.last.add(phase.seenAt - message.at);
    phase.seen++;
    this.#open.delete(number);
    this.#seenByAll();
  }

  /** Whether it is news to the listener. A wire without `seq`: whoever hears a message first fixes its place for all. */
  #follows(listener: number, message: Message, bytes: Buffer, from: number, to: number): boolean {
    const { channel } = message;
    if (message.place === undefined) {
      const seq = bytes.indexOf(SEQ, from);
      channel.places++;
      message.place = seq < 0 || seq > to ? channel.places : digitsAt(bytes, seq + SEQ.length);
    }
    const { place } = message;
    const reached = channel.reached[listener] as number;
    if (place <= reached) {
      if (!channel.skipped.delete(`${listener} ${place}`)) {
        this.#phase.doubled++;
        return false;
      }
      this.#phase.disordered++;
      return true;
    }
    for (let skipped = reached + 1; skipped < place; skipped++) channel.skipped.add(`${listener} ${skipped}`);
    channel.reached[listener] = place;
    return true;
  }

  /** What became of the phase; what is still open is lost. */
  get outcome(): Outcome {
    const { beganAt, ackedAt, seenAt, ack, each, last, acknowledged, refused, seen, doubled, disordered } = this.#phase;
    const lost = [...this.#open.values()].reduce((sum, { missing }) => sum + missing, 0);
    return {
      acknowledged,
      refused,
      seen,
      lost,
      doubled,
      disordered,
      ackedMs: ackedAt - beganAt,
      seenMs: seenAt - beganAt,
      ack: times(ack),
      each: times(each),
      last: times(last),
    };
  }
}

function newPhase(first: number) {
  const beganAt = performance.now();
  return {
    first,
    beganAt,
    ackedAt: beganAt,
    seenAt: beganAt,
    acknowledged: 0,
    refused: 0,
    seen: 0,
    doubled: 0,
    disordered: 0,
    ack: new Latencies(),
    each: new Latencies(),
    last: new Latencies(),
  };
}

function digitsAt(bytes: Buffer, from: number): number {
  let number = 0;
  for (let at = from; ; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return number;
    number = number * 10 + digit;
  }
}

function times(latencies: Latencies): Times {
  return { p50: latencies.quantile(0.5) ?? Number.NaN, p99: latencies.quantile(0.99) ?? Number.NaN };
}
