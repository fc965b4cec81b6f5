// Counts published events and their deliveries, and detects lost and duplicate ones.
import { LatencyHistogram } from '../../shared/latency-histogram.ts';

/** The maximum number of events of one load process. */
export const EVENTS_MAX = 2 ** 20;

/** Every event has a number of nine digits, so that it is at a fixed position. */
const FIRST_NUMBER = 100_000_000;
const DIGITS = 9;
const COLON = 58;

/** The result of a phase. */
export type Outcome = {
  published: number;
  delivered: number;
  lost: number;
  doubled: number;
  refused: number;
  wallMs: number;
  p50Ms?: number;
  p99Ms?: number;
};

/** Counts the deliveries of successive phases; event numbers continue. */
export class Ledger {
  readonly #tail: number;
  readonly #missing = new Int32Array(EVENTS_MAX);
  readonly #sentAt = new Float64Array(EVENTS_MAX);
  readonly #arrived: (event: number) => void;
  #latencies: LatencyHistogram | undefined;
  #published = 0;
  #first = 0;
  #delivered = 0;
  #expected = 0;
  #doubled = 0;
  #beganAt = 0;
  #lastAt = 0;
  /** Publishes that the server rejected. */
  refused = 0;
  /** Events of this phase with pending deliveries. */
  open = 0;

  /** `tail` is the number of characters after an event's number in its frame; `arrived` is called when all subscribers have it. */
  constructor(tail: number, arrived: (event: number) => void) {
    this.#tail = tail;
    this.#arrived = arrived;
  }

  /** Begins a phase. LatencyHistogram are optional, because they cost as much as the counting. */
  begin(timed: boolean): void {
    this.#latencies = timed ? new LatencyHistogram() : undefined;
    this.#first = this.#published;
    this.#delivered = this.#expected = this.#doubled = this.refused = this.open = 0;
    this.#beganAt = this.#lastAt = performance.now();
  }

  /** Whether the maximum number of events is reached. */
  get full(): boolean {
    return this.#published >= EVENTS_MAX;
  }

  /** Adds an event; `at` is its due time, so that a late publish counts as latency. */
  publish(listeners: number, at: number): number {
    const event = this.#published++;
    this.#missing[event] = listeners;
    this.#sentAt[event] = at;
    this.#expected += listeners;
    this.open++;
    return event;
  }

  /** Counts a frame that a subscriber received; ignores frames without an event. */
  receive(bytes: Buffer, from: number, to: number): void {
    const start = to - this.#tail - DIGITS;
    if (start <= from || bytes[start - 1] !== COLON) return;
    let number = 0;
    for (let at = start; at < start + DIGITS; at++) number = number * 10 + (bytes[at] as number) - 48;
    const event = number - FIRST_NUMBER;
    if (!(event >= this.#first && event < this.#published)) return;
    this.#delivered++;
    if (this.#latencies) {
      this.#lastAt = performance.now();
      this.#latencies.add(this.#lastAt - (this.#sentAt[event] as number));
    }
    const missing = (this.#missing[event] as number) - 1;
    this.#missing[event] = missing;
    if (missing > 0) return;
    if (missing < 0) this.#doubled++;
    else {
      this.open--;
      this.#lastAt = performance.now();
      this.#arrived(event);
    }
  }

  /** The result of the phase. */
  get outcome(): Outcome {
    const [p50Ms, p99Ms] = [0.5, 0.99].map((share) => this.#latencies?.quantile(share));
    return {
      published: this.#published - this.#first,
      delivered: this.#delivered,
      lost: this.#expected - this.#delivered + this.#doubled,
      doubled: this.#doubled,
      refused: this.refused,
      wallMs: this.#lastAt - this.#beganAt,
      ...(p50Ms !== undefined && p99Ms !== undefined && { p50Ms, p99Ms }),
    };
  }
}

/** An event of about this many bytes, as a chat would send it; its number is last. */
export function encodeEvent(event: number, bytes: number): string {
  const frame = '{"username":"ann","message":"","number":}'.length + DIGITS;
  return `{"username":"ann","message":"${'x'.repeat(Math.max(0, bytes - frame))}","number":${FIRST_NUMBER + event}}`;
}
