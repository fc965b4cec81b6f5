// Counts posted messages and their deliveries, and detects lost, duplicate and reordered ones.
import { LatencyHistogram } from './latency-histogram.ts';

/** Percentiles in milliseconds. */
export type Times = { p50: number; p99: number };

/** The result of a phase. */
export type Outcome = {
  acknowledged: number;
  refused: number;
  /** Messages that every subscriber has received. */
  seen: number;
  lost: number;
  doubled: number;
  disordered: number;
  /** From the start to the last acknowledgement, and to the last delivery. */
  ackedMs: number;
  seenMs: number;
  /** From the due time of a message to its acknowledgement, to each delivery, and to its last delivery. */
  ack: Times;
  each: Times;
  last: Times;
};

/** Every message ends with this mark and its number, so that it is found in any frame. */
const MARK = Buffer.from('number=');
const DIGITS = 9;
const FIRST_NUMBER = 100_000_000;

/** In a frame of AppSync the entry is JSON within JSON; its `seq` is its position. */
const SEQ = Buffer.from('\\"seq\\":');
const ZERO = 48;

/** A text of this many bytes that contains its number. */
export function encodeText(number: number, bytes: number): string {
  const mark = ` ${MARK}${number}`;
  return 'x'.repeat(Math.max(0, bytes - mark.length)) + mark;
}

/** The number of the message in a frame; undefined without a message. */
export function numberIn(bytes: Buffer, from: number, to: number): number | undefined {
  const mark = bytes.indexOf(MARK, from);
  return mark < 0 || mark + MARK.length + DIGITS > to ? undefined : digitsAt(bytes, mark + MARK.length);
}

type Message = { channel: Channel; at: number; missing: number; place: number | undefined };

/** The number of messages of a channel, the position of each subscriber, and the messages that a subscriber has skipped. */
type Channel = { places: number; reached: Uint32Array; skipped: Set<string> };

/** Counts successive phases; message numbers continue. */
export class Ledger {
  readonly #listeners: number;
  readonly #seenByAll: () => void;
  readonly #channels = new Map<string, Channel>();
  #open = new Map<number, Message>();
  #next = FIRST_NUMBER;
  #phase = newPhase(FIRST_NUMBER);

  /** `seenByAll` is called when every subscriber has a message. */
  constructor(listeners: number, seenByAll: () => void) {
    this.#listeners = listeners;
    this.#seenByAll = seenByAll;
  }

  begin(): void {
    this.#open = new Map();
    this.#phase = newPhase(this.#next);
  }

  /** Messages with pending deliveries. */
  get open(): number {
    return this.#open.size;
  }

  /** Adds a message with its due time, and returns its number. */
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

  /** Counts a frame that a subscriber received; ignores frames without a message. */
  receive(listener: number, bytes: Buffer, from: number, to: number): void {
    const number = numberIn(bytes, from, to);
    if (number === undefined) return;
    const phase = this.#phase;
    const message = this.#open.get(number);
    if (!message) {
      // All subscribers have it already. A message that an earlier phase counted as lost may arrive now.
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

  /** Whether the message is new to the subscriber. Without `seq` in the frame, the first delivery defines its position for all. */
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

  /** The result of the phase; undelivered messages count as lost. */
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
    ack: new LatencyHistogram(),
    each: new LatencyHistogram(),
    last: new LatencyHistogram(),
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

function times(latencies: LatencyHistogram): Times {
  return { p50: latencies.quantile(0.5) ?? Number.NaN, p99: latencies.quantile(0.99) ?? Number.NaN };
}
