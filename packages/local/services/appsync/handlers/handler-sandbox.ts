// Where handlers run: a thread beside the engine's, so that code that never ends stalls nobody, and is ended.
import { Worker } from 'node:worker_threads';
import { type Clock, systemClock } from '../../../clock.ts';
import type { Hook, LogLine, Order, Outcome, Report, Run, Shape } from './sandbox-protocol.ts';

/**
 * How long one run may take before its thread is ended. The machine in it counts its steps and stops a loop in a tenth of
 * a second; this is for what it cannot count, such as one call on a text of many megabytes.
 */
export const RUN_MAX_MS = 5000;

type Waiting = { order: Order; done: (report: Report) => void };

/** Runs any number of pieces of code. A thread that had to be ended is replaced, and what waited for it runs again. */
export class Sandbox {
  readonly #clock: Clock;
  readonly #loads: (Order & { kind: 'load' })[] = [];
  #waiting: Waiting[] = [];
  #worker: Worker | undefined;
  #stopTimer: (() => void) | undefined;

  /** The clock is the machine's own in all but tests: code takes its time from nowhere else. */
  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Evaluates a module; gives its id and what it exports, or the reason why it cannot be evaluated. */
  async load(code: string): Promise<{ id: number; shapes: Partial<Record<Hook, Shape>> } | { refused: string }> {
    const order = { kind: 'load', id: this.#loads.length, code } as const;
    this.#loads.push(order);
    const report = await this.#order(order);
    return report.kind === 'loaded' ? { id: order.id, shapes: report.shapes } : { refused: messageOf(report) };
  }

  /** Runs a hook or a phase of loaded code; never throws. */
  async run(id: number, run: Run): Promise<{ outcome: Outcome; log: readonly LogLine[] }> {
    const report = await this.#order({ kind: 'run', id, ...run });
    return report.kind === 'ran' ? report : { outcome: { kind: 'broken', message: messageOf(report) }, log: [] };
  }

  /** Ends the thread; what still waits is answered as broken. */
  async close(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { done } of waiting) done({ kind: 'refused', message: 'the engine is stopping' });
    await this.#end();
  }

  #order(order: Order): Promise<Report> {
    return new Promise((done) => {
      this.#waiting.push({ order, done });
      this.#worker ??= this.#start();
      this.#worker.ref();
      this.#worker.postMessage(order);
      if (this.#waiting.length === 1) this.#arm();
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./handler-sandbox.worker.ts', import.meta.url), {
      env: {},
      argv: [],
      execArgv: [],
    });
    worker.on('message', (report: Report) => {
      if (worker === this.#worker) this.#answered(report);
    });
    worker.on('error', (error) => {
      if (worker === this.#worker) this.#broke(error.message);
    });
    return worker;
  }

  #answered(report: Report): void {
    const first = this.#waiting.shift();
    this.#arm();
    first?.done(report);
  }

  /** The order at the head is to blame; those behind it have done nothing yet, and run again in a new thread. */
  #broke(message: string): void {
    const [blamed, ...others] = this.#waiting;
    void this.#end();
    this.#waiting = [];
    const unloaded = new Set(others.map(({ order }) => order).filter(({ kind }) => kind === 'load'));
    const again = this.#loads.filter((load) => !unloaded.has(load) && load !== blamed?.order);
    for (const order of again) void this.#order(order);
    for (const { order, done } of others) void this.#order(order).then(done);
    blamed?.done({ kind: 'refused', message });
  }

  #arm(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    if (this.#waiting.length === 0) this.#worker?.unref();
    else this.#stopTimer = this.#clock.after(RUN_MAX_MS, () => this.#broke(`ran longer than ${RUN_MAX_MS} ms`));
  }

  async #end(): Promise<void> {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

function messageOf(report: Report): string {
  return report.kind === 'refused' ? report.message : 'the answer is of another kind';
}
