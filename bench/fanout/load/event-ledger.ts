// What was published and what of it has arrived: every delivery is counted, and none may be missing or come twice.
import { Latencies } from '../../shared/latency-histogram.ts';

/** The most events of one process of the load. */
export const EVENTS_MAX = 2 ** 20;

/** Every event carries its number in nine digits, so that it is read at a fixed place. */
const FIRST_NUMBER = 100_000_000;
const DIGITS = 9;
const COLON = 58;

/** What became of a phase of the bench. */
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

/** Counts the deliveries of one phase after another; event numbers go on. */
export class Ledger {
  readonly #tail: number;
  readonly #missing = new Int32Array(EVENTS_MAX);
  readonly #sentAt = new Float64Array(EVENTS_MAX);
  readonly #arrived: (event: number) => void;
  #latencies: Latencies | undefined;
  #published = 0;
  #first = 0;
  #delivered = 0;
  #expected = 0;
  #doubled = 0;
  #beganAt = 0;
  #lastAt = 0;
  /** Publishes that the server refused. */
  refused = 0;
  /** Events of this phase that somebody has still to hear. */
  open = 0;

  /** `tail` is how many characters follow an event's number in its frame; `arrived` hears when everybody has it. */
  constructor(tail: number, arrived: (event: number) => void) {
    this.#tail = tail;
    this.#arrived = arrived;
  }

  /** Begins a phase. Times are taken only when they are asked for: they cost as much as the counting. */
  begin(timed: boolean): void {
    this.#latencies = timed ? new Latencies() : undefined;
    this.#first = this.#published;
    this.#delivered = this.#expected = this.#doubled = this.refused = this.open = 0;
    this.#beganAt = this.#lastAt = performance.now();
  }

  /** Whether no more can be published. */
  get full(): boolean {
    return this.#published >= EVENTS_MAX;
  }

  /** Enters one event; `at` is when it was due, so that a late start counts too. */
  publish(listeners: number, at: number): number {
    const event = this.#published++;
    this.#missing[event] = listeners;
    this.#sentAt[event] = at;
    this.#expected += listeners;
    this.open++;
    return event;
  }

  /** Enters what a listener heard; what is no event is passed over. */
  hear(bytes: Buffer, from: number, to: number): void {
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

  /** What became of the phase. */
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

/** An event of this many bytes or a few more, as a chat would send it; its number comes last. */
export function encodeEvent(event: number, bytes: number): string {
  const frame = '{"username":"ann","message":"","number":}'.length + DIGITS;
  return `{"username":"ann","message":"${'x'.repeat(Math.max(0, bytes - frame))}","number":${FIRST_NUMBER + event}}`;
}
