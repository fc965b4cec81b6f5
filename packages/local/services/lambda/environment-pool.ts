// The execution environments of one function: added as invocations arrive, kept warm, and stopped when idle.
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { AwsError } from '../../errors.ts';
import { saysExhausted } from '../../machine-limits.ts';
import { ExecutionEnvironment, type InvocationRequest, type InvocationResult } from './execution-environment.ts';
import type { FairShare } from './fair-share.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { LambdaDeps } from './lambda-deps.ts';

// Sixteen workers of a function with the AWS SDK take about half a gigabyte.
const ENVIRONMENTS_MAX = 16;
// More busy workers than processors make each of them slower, and writers of one table conflict more often.
const BUSY_MAX = availableParallelism();
// An invocation that takes longer than this is waiting for something, so another one may start beside it, unless its worker or
// the engine's own thread was busy for most of that time: on a loaded machine a further worker only adds the cost of loading code.
const CHECK_INTERVAL_MS = 100;
const BUSY_UTILIZATION = 0.5;
// After this time other invocations no longer wait, even if the worker is still busy.
const BUSY_AT_MOST_MS = 1_000;
// AWS does not document how long it keeps an environment warm; users observe minutes.
const IDLE_MS = 10 * 60_000;

type Job = { request: InvocationRequest; done: (result: InvocationResult) => void; reject: (error: unknown) => void };
type Idle = { environment: ExecutionEnvironment; cancelStop: () => void };

/** The environments of one function. An invocation waits for a free one; invocations beyond the concurrency are throttled. */
export class EnvironmentPool {
  readonly #settings: FunctionSettings;
  readonly #root: string;
  readonly #deps: LambdaDeps;
  readonly #share: FairShare;
  readonly #beginWaiting = () => this.#next();
  readonly #stopListening: () => void;
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #idle: Idle[] = [];
  readonly #waiting: Job[] = [];
  #starting = 0;
  /** Invocations that have just begun, each of which is assumed to keep a processor busy. */
  #busy = 0;
  #invocations = 0;
  #closed = false;
  #retired = false;

  constructor(settings: FunctionSettings, root: string, deps: LambdaDeps, share: FairShare) {
    this.#settings = settings;
    this.#root = root;
    this.#deps = deps;
    this.#share = share;
    this.#stopListening = share.onEnd(this.#beginWaiting);
  }

  /** Runs one invocation in a free environment. */
  async run(request: InvocationRequest): Promise<InvocationResult> {
    if (this.#closed) throw new AwsError('ServiceException', 'The engine is stopping.', 503);
    if (this.#invocations >= this.#settings.concurrency)
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        Type: 'User',
      });
    this.#invocations += 1;
    try {
      return await new Promise<InvocationResult>((done, reject) => {
        this.#waiting.push({ request, done, reject });
        this.#next();
      });
    } finally {
      this.#invocations -= 1;
    }
  }

  /** Stops every environment; running and waiting invocations fail. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    for (const { cancelStop } of this.#idle.splice(0)) cancelStop();
    for (const { request, done } of this.#waiting.splice(0)) done(stopped(request));
    await Promise.all([...this.#all].map((environment) => environment.stop()));
  }

  /** Stops each environment when it has finished its invocation: their function has new code. */
  retire(): void {
    this.#retired = true;
    for (const { environment } of this.#idle.slice()) this.#stopIdle(environment);
  }

  #next(): void {
    const nextJob = () => this.#share.next(this.#waiting.map(({ request }) => request));
    while (nextJob() >= 0 && this.#busy < BUSY_MAX) {
      const idle = this.#idle.pop();
      if (!idle) break;
      idle.cancelStop();
      // An uncaught error may have ended it while it was idle.
      if (idle.environment.alive) void this.#serve(idle.environment, this.#waiting.splice(nextJob(), 1)[0] as Job);
      else this.#all.delete(idle.environment);
    }
    const free = this.#all.size < ENVIRONMENTS_MAX && this.#starting + this.#busy < BUSY_MAX;
    if (this.#waiting.length > this.#starting && free && nextJob() >= 0) void this.#start();
  }

  async #start(): Promise<void> {
    let environment: ExecutionEnvironment;
    try {
      environment = new ExecutionEnvironment(this.#settings, this.#root, this.#deps);
    } catch (error) {
      return this.#waiting.shift()?.reject(error);
    }
    this.#all.add(environment);
    this.#starting += 1;
    const failure = await environment.started;
    this.#starting -= 1;
    if (this.#closed) return;
    if (!failure) return this.#release(environment);
    this.#all.delete(environment);
    // Code that cannot be loaded fails one waiting invocation; the next one tries again, as on Lambda.
    const job = this.#waiting.shift();
    if (saysExhausted(failure.errorMessage)) job?.reject(exhausted());
    else job?.done(environment.fail(job.request, failure));
    this.#next();
  }

  async #serve(environment: ExecutionEnvironment, { request, done }: Job): Promise<void> {
    const endBusy = this.#begin(environment, request.user);
    const result = await environment.run(request);
    endBusy();
    done(result);
    if (this.#closed) return;
    this.#release(environment);
    this.#share.notify(this.#beginWaiting);
  }

  /** Counts an invocation as busy until the returned function is called, or until the invocation waits for something. */
  #begin(environment: ExecutionEnvironment, user: string | undefined): () => void {
    this.#busy += 1;
    const endShare = this.#share.begin(user);
    let busy = true;
    let checks = 0;
    let engine = performance.eventLoopUtilization();
    let thread = environment.utilization();
    const endBusy = () => {
      if (!busy) return;
      busy = false;
      this.#busy -= 1;
      endShare();
    };
    // Real time, even where a test moves the clock, because this is about the processors.
    const timer = setTimeout(() => {
      const [engineNow, threadNow] = [performance.eventLoopUtilization(), environment.utilization()];
      const isBusy =
        performance.eventLoopUtilization(engineNow, engine).utilization >= BUSY_UTILIZATION ||
        performance.eventLoopUtilization(threadNow, thread).utilization >= BUSY_UTILIZATION;
      [engine, thread] = [engineNow, threadNow];
      checks += 1;
      if (isBusy && checks * CHECK_INTERVAL_MS < BUSY_AT_MOST_MS) return void timer.refresh();
      endBusy();
      this.#next();
      this.#share.notify(this.#beginWaiting);
    }, CHECK_INTERVAL_MS);
    return () => {
      clearTimeout(timer);
      endBusy();
    };
  }

  #release(environment: ExecutionEnvironment): void {
    if (!environment.alive) this.#all.delete(environment);
    else if (this.#retired && this.#waiting.length === 0) {
      this.#all.delete(environment);
      void environment.stop();
    } else {
      const cancelStop = this.#deps.clock.after(IDLE_MS, () => this.#stopIdle(environment));
      this.#idle.push({ environment, cancelStop });
    }
    this.#next();
  }

  #stopIdle(environment: ExecutionEnvironment): void {
    const at = this.#idle.findIndex((idle) => idle.environment === environment);
    if (at < 0) return;
    for (const { cancelStop } of this.#idle.splice(at, 1)) cancelStop();
    this.#all.delete(environment);
    void environment.stop();
  }
}

function exhausted(): AwsError {
  return new AwsError('ServiceException', 'The machine is out of file descriptors or memory.', 503, {
    Type: 'Service',
  });
}

function stopped({ requestId }: InvocationRequest): InvocationResult {
  return {
    failed: true,
    payload: JSON.stringify({ errorMessage: `RequestId: ${requestId} Error: The engine stopped.` }),
  };
}
