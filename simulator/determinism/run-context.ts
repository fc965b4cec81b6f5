// What all parts of a run share: the clock, the random number generator, the faults, the trace and the violations.
import type { Violation } from '../checker/records.ts';
import { RandomFaults } from './random-faults.ts';
import { SeededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';

/** The root of everything that derives from the seed. */
export class RunContext {
  readonly clock = new VirtualClock();
  readonly random: SeededRandom;
  readonly faults: RandomFaults;
  readonly trace: string[] = [];
  readonly violations: Violation[] = [];
  readonly #startedAt = this.clock.now();

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.faults = new RandomFaults(this.random.branch('faults'), (fault) => this.addTrace('fault', fault));
  }

  /** Adds a line to the trace: time, actor, event. */
  addTrace(actor: string, event: string): void {
    const seconds = (this.clock.now() - this.#startedAt) / 1_000;
    this.trace.push(`${seconds.toFixed(3).padStart(10)}  ${actor.padEnd(14)} ${event}`);
  }

  /** Records a violation of a rule; once, however often it is detected. */
  report(rule: string, description: string): void {
    if (this.violations.some((one) => one.rule === rule && one.description === description)) return;
    this.violations.push({ rule, description });
    this.addTrace('VIOLATION', `${rule}: ${description}`);
  }

  /** Reports a part of the engine that failed instead of rejecting a request. */
  reportEngineFailure(line: string): void {
    this.report('the engine never fails', line.split('\n')[0] ?? '');
  }
}
