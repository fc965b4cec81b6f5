// One hop as its service sees it: whether something is to go wrong there, and what it notes of the messages that pass.
import type { Clock } from '../clock.ts';
import { AwsError } from '../errors.ts';
import type { HopName, Site } from './fault-catalog.ts';
import { KINDS } from './fault-catalog.ts';
import { chanceOf } from './fault-probability.ts';
import { type Fault, faultOf, type Rule } from './fault-rules.ts';
import type { TraceEvent, Traces } from './traces.ts';

/** Something that happens at a hop. `subject` is what a rule's `only` looks at. */
export type Happening = { site: Site; subject: string; trace?: string | undefined };

/** How a service does what happens, and says what it has of its own to say. */
export type Doing<T> = {
  call: () => Promise<T>;
  /** The refusal that `error` and `error-after` throw; without it `error` is the service's own. */
  refuse?: (fault: Fault) => Error;
  /** A fault that is the service's own: `crash`, `hang`. */
  other?: (fault: Fault) => Promise<T>;
};

/** A rule at work: how often it was asked, and how often it struck. */
export type Working = { rule: Rule; fault: Fault; site: Site; seen: number; struck: number; until: number };

/** A write is an operation too. */
function isAt(wanted: Site, site: Site): boolean {
  return wanted === site || (wanted === 'operation' && site === 'write');
}

/** The connection between two hops was cut. Who cannot cut it gives this answer. */
export class ConnectionLost extends AwsError {
  constructor() {
    super('ServiceUnavailable', 'The connection was lost.', 503);
  }
}

// So much may wait, or stay broken, at one hop; what comes on top goes on at once, and the memory stays bounded.
const WAITING_MAX = 10_000;

/** A hop. A service looks at `active` first: without a rule that is all that a fault costs. */
export class Hop {
  readonly name: HopName;
  /** Whether there is a rule for this hop. */
  active = false;
  rules: readonly Working[] = [];
  readonly #clock: Clock;
  readonly #traces: Traces | undefined;
  readonly #struck: () => void;
  readonly #rests = new Set<() => void>();
  readonly #mends = new Set<() => void>();
  #seed = 0;
  /** Lets the one go who waits to be passed. */
  #pass: (() => void) | undefined;

  constructor(name: HopName, clock: Clock, traces?: Traces, struck = () => {}) {
    this.name = name;
    this.#clock = clock;
    this.#traces = traces;
    this.#struck = struck;
  }

  /** Puts rules to work, and ends those before them: what waits goes on, and what they left broken is mended. */
  set(rules: readonly Rule[], seed: number): void {
    this.#seed = seed;
    const now = this.#clock.now();
    this.rules = rules.map((rule) => ({
      rule,
      fault: faultOf(rule),
      site: KINDS[this.name].faults[rule.fault]?.site as Site,
      seen: 0,
      struck: 0,
      until: rule.forMs === undefined ? Number.POSITIVE_INFINITY : now + rule.forMs,
    }));
    this.active = rules.length > 0;
    for (const wake of [...this.#rests]) wake();
    const mends = [...this.#mends];
    this.#mends.clear();
    for (const mend of mends) mend();
  }

  /** Decides about one happening: the first rule that strikes. Every rule counts it, so that none changes another. */
  strike({ site, subject, trace }: Happening): Fault | undefined {
    let striking: Working | undefined;
    for (const [index, working] of this.rules.entries()) {
      const { rule } = working;
      if (!isAt(working.site, site) || (rule.only !== undefined && !subject.includes(rule.only))) continue;
      working.seen += 1;
      if (!striking && this.#strikes(working, index)) striking = working;
    }
    if (!striking) return undefined;
    striking.struck += 1;
    this.#struck();
    const { fault } = striking.rule;
    this.note(trace, KINDS[this.name].faults[fault]?.means ?? '', undefined, { fault });
    return striking.fault;
  }

  /** Does what happens, as the rules let it. */
  async around<T>(happening: Happening, doing: Doing<T>): Promise<T> {
    const fault = this.strike(happening);
    try {
      return await (fault ? this.#do(fault, doing) : doing.call());
    } finally {
      this.#pass?.();
    }
  }

  async #do<T>(fault: Fault, { call, refuse, other }: Doing<T>): Promise<T> {
    switch (fault.fault) {
      case 'drop':
        throw new ConnectionLost();
      case 'lose-answer':
        await call();
        throw new ConnectionLost();
      case 'delay':
        await this.rest(fault.delayMs);
        return call();
      case 'reorder':
        await this.#passed(fault.delayMs);
        return call();
      case 'duplicate':
        // Whatever came of the first: the second is on its way already.
        await call().catch(() => {});
        return call();
      case 'error-after':
        await call();
        throw refuse?.(fault);
      default:
        if (fault.fault === 'error' && refuse) throw refuse(fault);
        return other ? other(fault) : call();
    }
  }

  /** Waits, until the rules change at the latest. */
  rest(waitMs: number): Promise<void> {
    if (this.#rests.size >= WAITING_MAX) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#rests.delete(wake);
        resolve();
      };
      const cancel = this.#clock.after(waitMs, wake);
      this.#rests.add(wake);
    });
  }

  /** Something stays broken until the rules change: `mend` puts it right then. */
  until(mend: () => void): void {
    if (this.#mends.size < WAITING_MAX) this.#mends.add(mend);
    else mend();
  }

  /** Notes what happened to a message, if it is one that is followed. */
  note(trace: string | undefined, what: string, detail?: string, more?: Pick<TraceEvent, 'fault' | 'same'>): void {
    if (trace === undefined) return;
    this.#traces?.note({ trace, hop: this.name, what, ...(detail !== undefined && { detail }), ...more });
  }

  #strikes({ rule, seen, struck, until }: Working, index: number): boolean {
    if (struck >= (rule.times ?? Number.POSITIVE_INFINITY) || this.#clock.now() >= until) return false;
    if (rule.first !== undefined) return seen <= rule.first;
    if (rule.every !== undefined) return seen % rule.every === 0;
    return rule.chance === undefined || chanceOf(this.#seed, this.name, index, seen) < rule.chance;
  }

  /** Waits until something else has happened here. One waits at a time: the next one is who passes. */
  async #passed(longestMs: number): Promise<void> {
    if (this.#pass) return;
    const rest = this.rest(longestMs);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#pass = resolve;
    await Promise.race([rest, promise]);
    this.#pass = undefined;
  }
}
