// Observes whether an invocation works, or waits for something that needs no processor of this machine.
import { type EventLoopUtilization, performance } from 'node:perf_hooks';

/** The time from one check to the next. */
export const CHECK_INTERVAL_MS = 10;

/** A thread that is active for this share of the time between two checks is busy. */
const BUSY_UTILIZATION = 0.5;

/** A check that comes this late shows a loaded machine, where a thread seems idle because it does not get a processor. */
const LATE_MS = 2 * CHECK_INTERVAL_MS;

/** Successive checks with a busy worker that show a long computation. */
const COMPUTING_CHECKS = 5;

/** After this time an invocation counts as waiting, even if its worker is still busy. */
const BUSY_AT_MOST_MS = 1_000;

/** `working` on something short, perhaps by calls to the engine; `computing` for long; `waiting` for something else. */
export type Activity = 'working' | 'computing' | 'waiting';

/** What shows whether an invocation works. */
export type Observed = { utilization(): EventLoopUtilization; hasOpenCalls(): boolean };

/** Watches one invocation from its beginning: its worker, its calls to the engine, and the engine's own thread. */
export class BusyWatch {
  readonly #environment: Observed;
  readonly #beginMs = performance.now();
  #checkMs = this.#beginMs;
  #busyChecks = 0;
  #engine = performance.eventLoopUtilization();
  #worker: EventLoopUtilization;

  constructor(environment: Observed) {
    this.#environment = environment;
    this.#worker = environment.utilization();
  }

  /** The activity since the last check. Real time, even where a test moves the clock, because this is about the processors. */
  check(): Activity {
    const now = performance.now();
    const isLate = now - this.#checkMs > LATE_MS;
    const [engine, worker] = [performance.eventLoopUtilization(), this.#environment.utilization()];
    const isEngineBusy = performance.eventLoopUtilization(engine, this.#engine).utilization >= BUSY_UTILIZATION;
    const isWorkerBusy = performance.eventLoopUtilization(worker, this.#worker).utilization >= BUSY_UTILIZATION;
    [this.#checkMs, this.#engine, this.#worker] = [now, engine, worker];
    this.#busyChecks = isWorkerBusy ? this.#busyChecks + 1 : 0;
    if (now - this.#beginMs >= BUSY_AT_MOST_MS) return 'waiting';
    if (this.#busyChecks >= COMPUTING_CHECKS) return 'computing';
    return isWorkerBusy || isEngineBusy || isLate || this.#environment.hasOpenCalls() ? 'working' : 'waiting';
  }
}
