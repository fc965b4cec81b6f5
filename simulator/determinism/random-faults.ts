// The faults of a run and their probabilities: drawn from the seed, so that each seed has its own combination.
import type { SeededRandom } from './seeded-random.ts';

/** Every fault, with the highest probability that a seed may give it at each occasion. */
const MAX_PROBABILITIES = {
  /** Between a browser and the HTTP API. */
  'request lost': 0.2,
  'request hangs': 0.05,
  'response lost': 0.2,
  'response hangs': 0.05,
  'gateway returns 503': 0.15,
  'gateway returns 429': 0.1,
  'token rejected': 0.03,
  /** In a function. */
  'function crashes at start': 0.08,
  'function crashes before a call': 0.05,
  'function crashes after a call': 0.08,
  'function cold start': 0.2,
  /** Between a function and its tables. */
  'table unreachable': 0.05,
  'table throttles': 0.05,
  'table response lost': 0.05,
  'transaction conflict': 0.15,
  /** In the stream and the pipe. */
  'record duplicated': 0.1,
  'publish lost': 0.15,
  'publish response lost': 0.15,
  'publish returns 500': 0.2,
  'publish returns 429': 0.1,
  'publish returns 401': 0.02,
  'publish hangs': 0.05,
  'publish fails inside a 200': 0.1,
  /** Between AppSync and a browser. */
  'event dropped': 0.15,
  'event duplicated': 0.15,
  'event reordered': 0.15,
  'socket closed': 0.01,
  'socket silent': 0.005,
  'connect fails': 0.2,
  'connection refused': 0.05,
  /** Slowness anywhere: seconds instead of milliseconds. */
  slow: 0.08,
} as const;

/** Those of buckets: their probabilities have a branch of their own, so that seeds without files and searches are as they were. */
const MAX_BUCKET_PROBABILITIES = {
  /** Between a browser and the bucket. */
  'upload lost': 0.1,
  'upload response lost': 0.1,
  /** Between a function and a bucket. */
  'bucket fails': 0.1,
  'bucket response lost': 0.1,
  'function crashes before a bucket call': 0.05,
  'function crashes after a bucket call': 0.05,
} as const;

export type Fault = keyof typeof MAX_PROBABILITIES | keyof typeof MAX_BUCKET_PROBABILITIES;

/** The faults of one run. */
export class RandomFaults {
  readonly #probabilities: ReadonlyMap<Fault, number>;
  readonly #random: SeededRandom;
  readonly #onFault: (fault: Fault) => void;
  stopped = false;

  constructor(random: SeededRandom, onFault: (fault: Fault) => void) {
    this.#random = random;
    this.#onFault = onFault;
    // A seed with every fault finds little, because every action is soon interrupted: each seed has some faults, a few have none.
    const share = random.pick([0, 0.2, 0.5, 0.5, 0.8]);
    const drawn = (probabilities: Readonly<Record<string, number>>, from: SeededRandom) =>
      Object.entries(probabilities).flatMap(([fault, max]): [Fault, number][] =>
        from.chance(share) ? [[fault as Fault, from.draw() * max]] : [],
      );
    const ofBuckets = drawn(MAX_BUCKET_PROBABILITIES, random.branch('buckets'));
    this.#probabilities = new Map([...drawn(MAX_PROBABILITIES, random), ...ofBuckets]);
  }

  /** Whether the fault occurs at this occasion. */
  occurs(fault: Fault): boolean {
    const probability = this.#probabilities.get(fault);
    if (this.stopped || probability === undefined || !this.#random.chance(probability)) return false;
    this.#onFault(fault);
    return true;
  }

  /** The duration of one hop, in milliseconds. */
  delayMs(typicalMs: number): number {
    if (this.stopped) return typicalMs;
    if (this.occurs('slow')) return this.#random.integer(1_000, 9_000);
    return typicalMs * (0.5 + this.#random.draw());
  }
}
