// The threads of one function: they grow with the calls, are kept warm, and end when nobody calls.
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { AwsError } from '../../errors.ts';
import { type Call, type Outcome, Sandbox } from './execution-environment.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { LambdaNeeds } from './lambda-deps.ts';

// Sixteen threads of a function with the AWS SDK take about half a gigabyte.
const THREADS_MAX = 16;
// More threads at work than there are processors make each of them slower, and a table's writers meet more often.
const AT_ONCE = availableParallelism();
// A call that takes so long waits for something, and lets another begin beside it: unless its thread or the engine's own was
// at work for most of the time. On a machine with much else to do, one more thread is one more that loads its code.
const LOOK_EACH_MS = 100;
const BUSY_FROM = 0.5;
// Whatever keeps it busy, others wait no longer for it.
const WAITS_AFTER_MS = 1_000;
// AWS does not say how long it keeps one warm; minutes is what people see.
const IDLE_MS = 10 * 60_000;

type Job = { call: Call; done: (outcome: Outcome) => void };
type Idle = { sandbox: Sandbox; keep: () => void };

/** One function's threads. A call that finds none free waits for one; calls beyond the function's limit are throttled. */
export class Pool {
  readonly #settings: FunctionSettings;
  readonly #root: string;
  readonly #needs: LambdaNeeds;
  readonly #all = new Set<Sandbox>();
  readonly #idle: Idle[] = [];
  readonly #waiting: Job[] = [];
  #starting = 0;
  /** Calls that have only just begun, so that each is thought to keep a processor busy. */
  #young = 0;
  #calls = 0;
  #closed = false;

  constructor(settings: FunctionSettings, root: string, needs: LambdaNeeds) {
    this.#settings = settings;
    this.#root = root;
    this.#needs = needs;
  }

  /** Runs one call on a free thread. */
  async run(call: Call): Promise<Outcome> {
    if (this.#closed) throw new AwsError('ServiceException', 'The engine is ending.', 503);
    if (this.#calls >= this.#settings.concurrency)
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        Type: 'User',
      });
    this.#calls += 1;
    try {
      return await new Promise<Outcome>((done) => {
        this.#waiting.push({ call, done });
        this.#next();
      });
    } finally {
      this.#calls -= 1;
    }
  }

  /** Ends every thread; calls that run or wait are answered with an error. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { keep } of this.#idle.splice(0)) keep();
    for (const { call, done } of this.#waiting.splice(0)) done(ended(call));
    await Promise.all([...this.#all].map((sandbox) => sandbox.end()));
  }

  #next(): void {
    while (this.#waiting.length > 0 && this.#young < AT_ONCE) {
      const idle = this.#idle.pop();
      if (!idle) break;
      idle.keep();
      // An error that nobody caught may have ended it while it was idle.
      if (idle.sandbox.alive) void this.#serve(idle.sandbox, this.#waiting.shift() as Job);
      else this.#all.delete(idle.sandbox);
    }
    const free = this.#all.size < THREADS_MAX && this.#starting + this.#young < AT_ONCE;
    if (this.#waiting.length > this.#starting && free) void this.#start();
  }

  async #start(): Promise<void> {
    const sandbox = new Sandbox(this.#settings, this.#root, this.#needs);
    this.#all.add(sandbox);
    this.#starting += 1;
    const failure = await sandbox.started;
    this.#starting -= 1;
    if (this.#closed) return;
    if (!failure) return this.#release(sandbox);
    this.#all.delete(sandbox);
    // Code that cannot be loaded fails the call that wanted it; the next call tries again, as on Lambda.
    const job = this.#waiting.shift();
    if (job) job.done(sandbox.report(job.call, failure));
    this.#next();
  }

  async #serve(sandbox: Sandbox, { call, done }: Job): Promise<void> {
    const grown = this.#begin(sandbox);
    const outcome = await sandbox.run(call);
    grown();
    done(outcome);
    if (this.#closed) return;
    this.#release(sandbox);
  }

  /** Counts a call as young until it ends, which the answer says, or waits for something. */
  #begin(sandbox: Sandbox): () => void {
    this.#young += 1;
    let young = true;
    let looks = 0;
    let engine = performance.eventLoopUtilization();
    let thread = sandbox.utilization();
    const grown = () => {
      if (young) this.#young -= 1;
      young = false;
    };
    // The machine's own time, also where a test moves the clock: it is about the processors.
    const timer = setTimeout(() => {
      const [engineNow, threadNow] = [performance.eventLoopUtilization(), sandbox.utilization()];
      const isBusy =
        performance.eventLoopUtilization(engineNow, engine).utilization >= BUSY_FROM ||
        performance.eventLoopUtilization(threadNow, thread).utilization >= BUSY_FROM;
      [engine, thread] = [engineNow, threadNow];
      looks += 1;
      if (isBusy && looks * LOOK_EACH_MS < WAITS_AFTER_MS) return void timer.refresh();
      grown();
      this.#next();
    }, LOOK_EACH_MS);
    return () => {
      clearTimeout(timer);
      grown();
    };
  }

  #release(sandbox: Sandbox): void {
    if (!sandbox.alive) this.#all.delete(sandbox);
    else {
      const keep = this.#needs.clock.after(IDLE_MS, () => this.#retire(sandbox));
      this.#idle.push({ sandbox, keep });
    }
    this.#next();
  }

  #retire(sandbox: Sandbox): void {
    const at = this.#idle.findIndex((idle) => idle.sandbox === sandbox);
    if (at < 0) return;
    this.#idle.splice(at, 1);
    this.#all.delete(sandbox);
    void sandbox.end();
  }
}

function ended({ requestId }: Call): Outcome {
  return {
    failed: true,
    payload: JSON.stringify({ errorMessage: `RequestId: ${requestId} Error: The engine ended.` }),
  };
}
