// Faults on demand: the rules of one engine, put to work at its hops.
import { randomInt } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { HOPS, type HopName } from './fault-catalog.ts';
import { parseRules, parseSeed, type Rule, SEED_MAX } from './fault-rules.ts';
import { Hop } from './hop.ts';
import { Traces } from './traces.ts';

/** How it goes with a rule: how often it could have struck, and how often it did. */
export type RuleState = Rule & { readonly seen: number; readonly struck: number };

/** The hops of an engine, each as narrow as its service needs it. */
export type Hops = Readonly<Record<HopName, Hop>>;

/** What goes wrong in an engine, on demand. */
export class Faults {
  readonly traces = new Traces();
  readonly hops: Hops;
  readonly #listeners = new Set<() => void>();
  #rules: readonly Rule[] = [];
  #seed = 0;

  constructor(clock: Clock) {
    const changed = () => this.#changed();
    this.hops = Object.fromEntries(HOPS.map((name) => [name, new Hop(name, clock, this.traces, changed)])) as Record<
      HopName,
      Hop
    >;
  }

  /**
   * Puts rules to work in place of those before; every count begins anew. The same rules with the same seed decide the same.
   * Answers the seed, which is drawn when none is given.
   *
   * @example
   * engine.faults.set([{ hop: 'http', fault: 'lose-answer', first: 1 }], 42);
   */
  set(rules: readonly Rule[], seed: number = randomInt(SEED_MAX)): number {
    const parsed = parseRules(rules);
    this.#seed = parseSeed(seed);
    this.#rules = parsed;
    for (const name of HOPS)
      this.hops[name].set(
        parsed.filter(({ hop }) => hop === name),
        this.#seed,
      );
    this.#changed();
    return this.#seed;
  }

  /** Heals everything: what waits goes on, and what was left broken is put right. */
  clear(): void {
    this.set([], this.#seed);
  }

  /** Hears that the rules changed, or that one struck; returns how to stop. */
  heard(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The rules at work, and how it goes with each. */
  get state(): { seed: number; rules: readonly RuleState[] } {
    const working = HOPS.flatMap((name) => this.hops[name].rules);
    const rules = this.#rules.map((rule) => {
      const { seen = 0, struck = 0 } = working.find((one) => one.rule === rule) ?? {};
      return { ...rule, seen, struck };
    });
    return { seed: this.#seed, rules };
  }
}
