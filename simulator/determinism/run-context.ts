// What every part of a run has in common: one time, one chance, the faults, the trace, and what was found.

import type { Finding } from '../checker/records.ts';
import { Faults } from './fault-rates.ts';
import { Chance } from './seeded-random.ts';
import { Timeline } from './virtual-clock.ts';

/** Everything that is drawn from the seed begins here. */
export class World {
  readonly timeline = new Timeline();
  readonly chance: Chance;
  readonly faults: Faults;
  readonly trace: string[] = [];
  readonly findings: Finding[] = [];
  readonly #begin = this.timeline.now();

  constructor(seed: number) {
    this.chance = new Chance(seed);
    this.faults = new Faults(this.chance.branch('faults'), (fault) => this.note('fault', fault));
  }

  /** Adds a line to the trace: when, who, what. */
  note(who: string, what: string): void {
    const seconds = (this.timeline.now() - this.#begin) / 1_000;
    this.trace.push(`${seconds.toFixed(3).padStart(10)}  ${who.padEnd(14)} ${what}`);
  }

  /** Takes down something that must not be; once, however often it is seen. */
  found(rule: string, says: string): void {
    if (this.findings.some((one) => one.rule === rule && one.says === says)) return;
    this.findings.push({ rule, says });
    this.note('FOUND', `${rule}: ${says}`);
  }

  /** A part of the engine failed in a way that is no refusal. */
  fault(line: string): void {
    this.found('no fault of the engine', line.split('\n')[0] ?? '');
  }
}
