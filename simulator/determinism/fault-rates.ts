// What goes wrong in a run, and how often: drawn from the seed, so that each seed is bad in a way of its own.
import type { Chance } from './seeded-random.ts';

/** Every fault, with the highest probability that a seed may give it at each occasion. */
const HIGHEST = {
  /** Between a browser and the HTTP API. */
  'request lost': 0.2,
  'request hangs': 0.05,
  'answer lost': 0.2,
  'answer hangs': 0.05,
  'gateway answers 503': 0.15,
  'gateway answers 429': 0.1,
  'token refused': 0.03,
  /** In a function. */
  'function dies before it begins': 0.08,
  'function dies before a call': 0.05,
  'function dies after a call': 0.08,
  'function starts anew': 0.2,
  /** Between a function and its tables. */
  'table not reached': 0.05,
  'table throttles': 0.05,
  'table answer lost': 0.05,
  'transaction conflict': 0.15,
  /** In the stream and the pipe. */
  'record twice': 0.1,
  'publish lost': 0.15,
  'publish answer lost': 0.15,
  'publish answers 500': 0.2,
  'publish answers 429': 0.1,
  'publish answers 401': 0.02,
  'publish hangs': 0.05,
  'publish fails in a 200': 0.1,
  /** Between AppSync and a browser. */
  'event dropped': 0.15,
  'event doubled': 0.15,
  'event overtaken': 0.15,
  'socket cut': 0.01,
  'socket silent': 0.005,
  'dial fails': 0.2,
  'connection refused': 0.05,
  /** Slowness anywhere: seconds instead of milliseconds. */
  slow: 0.08,
} as const;

export type Fault = keyof typeof HIGHEST;

/** The faults of one run. */
export class Faults {
  readonly #rates: ReadonlyMap<Fault, number>;
  readonly #chance: Chance;
  readonly #struck: (fault: Fault) => void;
  healed = false;

  constructor(chance: Chance, struck: (fault: Fault) => void) {
    this.#chance = chance;
    this.#struck = struck;
    // A seed with every fault at once finds little, as nothing goes on long enough: so each has some, a few have none.
    const share = chance.pick([0, 0.2, 0.5, 0.5, 0.8]);
    this.#rates = new Map(
      Object.entries(HIGHEST).flatMap(([fault, highest]) =>
        chance.happens(share) ? [[fault as Fault, chance.draw() * highest]] : [],
      ),
    );
  }

  /** Whether the fault happens here and now. */
  strikes(fault: Fault): boolean {
    const rate = this.#rates.get(fault);
    if (this.healed || rate === undefined || !this.#chance.happens(rate)) return false;
    this.#struck(fault);
    return true;
  }

  /** How long one hop takes, in milliseconds. */
  hopMs(usually: number): number {
    if (this.healed) return usually;
    if (this.strikes('slow')) return this.#chance.whole(1_000, 9_000);
    return usually * (0.5 + this.#chance.draw());
  }
}
