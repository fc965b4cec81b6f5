// Fault injection for one engine: the rules in force and the hops that apply them.
import { randomInt } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { HOPS, type HopName } from './fault-catalog.ts';
import { parseRules, parseSeed, type Rule, SEED_MAX } from './fault-rules.ts';
import { Hop } from './hop.ts';
import { Traces } from './traces.ts';

/** A rule with its counts: how many operations it matched, and into how many of them it injected its fault. */
export type RuleState = Rule & { readonly matched: number; readonly injected: number };

/** The hops of an engine; each service is given its own. */
export type Hops = Readonly<Record<HopName, Hop>>;

/** Injects faults into the services of one engine, and keeps the traces of its messages. */
export class FaultInjection {
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
   * Replaces all rules and resets every count. The same rules with the same seed make the same decisions. Returns the seed,
   * which is random when none is given.
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

  /** Removes all rules: operations that wait go on, and what was left broken is repaired. */
  clear(): void {
    this.set([], this.#seed);
  }

  /** Calls the listener when the rules change or a fault is injected; returns a function that unsubscribes it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The rules in force with their counts. */
  get state(): { seed: number; rules: readonly RuleState[] } {
    const active = HOPS.flatMap((name) => this.hops[name].rules);
    const rules = this.#rules.map((rule) => {
      const { matched = 0, injected = 0 } = active.find((one) => one.rule === rule) ?? {};
      return { ...rule, matched, injected };
    });
    return { seed: this.#seed, rules };
  }
}
