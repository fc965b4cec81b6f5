// One hop of the message path: decides which fault hits an operation, and records the traces of messages.
import type { Clock } from '../clock.ts';
import { FAULT_CATALOG, type HopName, type Site } from './fault-catalog.ts';
import { type Fault, type Rule, toFault } from './fault-rules.ts';
import type { TraceEvent, Traces } from './traces.ts';

/** An operation at a hop. A rule's `only` is searched for in `subject`. */
export type HopOperation = { site: Site; subject: string; trace?: string | undefined };

/** The arguments of `record`, after the trace. */
export type TraceStep = readonly [
  step: string,
  detail?: string | undefined,
  more?: Pick<TraceEvent, 'fault' | 'requestHash'>,
];

/** A rule in force: how many operations it matched, and into how many of them it injected its fault. */
export type ActiveRule = { rule: Rule; fault: Fault; site: Site; matched: number; injected: number; expiresAt: number };

// The number of operations that wait at one hop, and of things that stay broken there. Beyond it operations go on at once, so
// that memory stays bounded.
const WAITING_MAX = 10_000;

/** A hop. A service reads `active` first: without a rule that is all that fault injection costs. */
export class Hop {
  readonly name: HopName;
  /** Whether there is a rule for this hop. */
  active = false;
  rules: readonly ActiveRule[] = [];
  readonly #clock: Clock;
  readonly #traces: Traces | undefined;
  readonly #onInjected: () => void;
  readonly #sleepers = new Set<() => void>();
  readonly #repairs = new Set<() => void>();
  #seed = 0;
  #endReorder: (() => void) | undefined;

  constructor(name: HopName, clock: Clock, traces?: Traces, onInjected = () => {}) {
    this.name = name;
    this.#clock = clock;
    this.#traces = traces;
    this.#onInjected = onInjected;
  }

  /** Replaces the rules: operations that wait go on, and what the previous rules left broken is repaired. */
  set(rules: readonly Rule[], seed: number): void {
    this.#seed = seed;
    const now = this.#clock.monotonic();
    this.rules = rules.map((rule) => ({
      rule,
      fault: toFault(rule),
      site: FAULT_CATALOG[this.name].faults[rule.fault]?.site as Site,
      matched: 0,
      injected: 0,
      expiresAt: rule.forMs === undefined ? Number.POSITIVE_INFINITY : now + rule.forMs,
    }));
    this.active = rules.length > 0;
    for (const wake of [...this.#sleepers]) wake();
    const repairs = [...this.#repairs];
    this.#repairs.clear();
    for (const repair of repairs) repair();
  }

  /**
   * The fault to inject into an operation: that of the first rule that applies. Every rule counts every operation that it
   * matches, so that no rule changes the decisions of another.
   */
  nextFault({ site, subject, trace }: HopOperation): Fault | undefined {
    let applied: ActiveRule | undefined;
    for (const [index, active] of this.rules.entries()) {
      const { rule } = active;
      if (!includesSite(active.site, site) || (rule.only !== undefined && !subject.includes(rule.only))) continue;
      active.matched += 1;
      if (!applied && this.#applies(active, index)) applied = active;
    }
    if (!applied) return undefined;
    applied.injected += 1;
    this.#onInjected();
    const { fault } = applied.rule;
    this.record(trace, FAULT_CATALOG[this.name].faults[fault]?.effect ?? '', undefined, { fault });
    return applied.fault;
  }

  /** Waits, at most until the rules change. */
  sleep(waitMs: number): Promise<void> {
    if (this.#sleepers.size >= WAITING_MAX) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#sleepers.delete(wake);
        resolve();
      };
      const cancel = this.#clock.after(waitMs, wake);
      this.#sleepers.add(wake);
    });
  }

  /** Keeps something broken until the rules change; `repair` restores it then. */
  repairLater(repair: () => void): void {
    if (this.#repairs.size < WAITING_MAX) this.#repairs.add(repair);
    else repair();
  }

  /** Waits until another operation of this hop has ended. Only one operation waits at a time: the next one passes it. */
  async waitForNext(longestMs: number): Promise<void> {
    if (this.#endReorder) return;
    const timeout = this.sleep(longestMs);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#endReorder = resolve;
    await Promise.race([timeout, promise]);
    this.#endReorder = undefined;
  }

  /** Ends the wait of `waitForNext`: an operation has ended. */
  letReorderedPass(): void {
    this.#endReorder?.();
  }

  /** Records a step of a message, if the message is traced. */
  record(trace: string | undefined, ...[step, detail, more]: TraceStep): void {
    if (trace === undefined) return;
    this.#traces?.record({ trace, hop: this.name, step, ...(detail !== undefined && { detail }), ...more });
  }

  #applies({ rule, matched, injected, expiresAt }: ActiveRule, index: number): boolean {
    if (injected >= (rule.times ?? Number.POSITIVE_INFINITY) || this.#clock.monotonic() >= expiresAt) return false;
    if (rule.first !== undefined) return matched <= rule.first;
    if (rule.every !== undefined) return matched % rule.every === 0;
    return rule.chance === undefined || repeatableRandom(this.#seed, this.name, index, matched) < rule.chance;
  }
}

/** A write is an operation too. */
function includesSite(wanted: Site, site: Site): boolean {
  return wanted === site || (wanted === 'operation' && site === 'write');
}

/**
 * A number from 0 to 1 (exclusive) for the n-th operation that a rule matches at a hop. It is computed from these four values
 * alone, so neither the other hops nor the time change a decision.
 */
function repeatableRandom(seed: number, hop: string, rule: number, ordinal: number): number {
  const text = `${seed}/${hop}/${rule}/${ordinal}`;
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  // FNV-1a alone gives similar values for similar texts; MurmurHash3's final step spreads each bit over all of them.
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0) / 2 ** 32;
}
