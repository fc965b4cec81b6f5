// The execution environments of one function: added as invocations arrive, kept warm, and stopped when idle.
import { availableParallelism } from 'node:os';
import { AwsError } from '../../errors.ts';
import { saysExhausted } from '../../machine-limits.ts';
import { type Activity, BusyWatch, CHECK_INTERVAL_MS } from './busy-watch.ts';
import type { FunctionCode } from './code-location.ts';
import { ExecutionEnvironment, type InvocationRequest, type InvocationResult } from './execution-environment.ts';
import type { FairShare } from './fair-share.ts';
import type { FunctionSettings } from './function-settings.ts';
import { InvocationOrder, type WaitingInvocation } from './invocation-order.ts';
import type { LambdaDeps } from './lambda-deps.ts';
import { missingSdkHint } from './python/python-interpreter.ts';
import type { Failure } from './worker-protocol.ts';

// Sixteen workers of a function with the AWS SDK take about half a gigabyte.
const ENVIRONMENTS_MAX = 16;
// Workers that compute side by side.
const COMPUTING_MAX = availableParallelism();
// AWS does not document how long it keeps an environment warm; users observe minutes.
const IDLE_MS = 10 * 60_000;

type Job = WaitingInvocation & {
  request: InvocationRequest;
  done: (result: InvocationResult) => void;
  reject: (error: unknown) => void;
};
type Idle = { environment: ExecutionEnvironment; cancelStop: () => void };

/** The environments of one function. An invocation waits for a free one; invocations beyond the concurrency are throttled. */
export class EnvironmentPool {
  readonly #settings: FunctionSettings;
  readonly #code: FunctionCode;
  readonly #deps: LambdaDeps;
  readonly #share: FairShare;
  readonly #beginWaiting = () => this.#next();
  readonly #stopListening: () => void;
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #idle: Idle[] = [];
  readonly #waiting: Job[] = [];
  #reported: string | undefined;
  #starting = 0;
  readonly #order = new InvocationOrder<ExecutionEnvironment>();
  /** Invocations that compute for long. */
  #computing = 0;
  #invocations = 0;
  #closed = false;
  #retired = false;

  constructor(settings: FunctionSettings, code: FunctionCode, deps: LambdaDeps, share: FairShare) {
    this.#settings = settings;
    this.#code = code;
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
        this.#waiting.push({ request, path: request.path, sinceMs: performance.now(), done, reject });
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
    for (let next = this.#beginning(); next; next = this.#beginning()) {
      const { environment, job } = next;
      if (environment === 'new') return void this.#start();
      const [idle] = this.#idle.splice(
        this.#idle.findIndex((one) => one.environment === environment),
        1,
      );
      idle?.cancelStop();
      // An uncaught error may have ended it while it was idle.
      if (environment.alive)
        void this.#serve(environment, this.#waiting.splice(this.#waiting.indexOf(job), 1)[0] as Job);
      else this.#all.delete(environment);
    }
  }

  /** The invocation that begins next, by its user's turn, and its environment. Those that need no other environment go first. */
  #beginning(): { environment: ExecutionEnvironment | 'new'; job: Job } | undefined {
    const mayStart = this.#starting === 0 && this.#all.size < ENVIRONMENTS_MAX;
    if (this.#computing >= COMPUTING_MAX || !this.#order.hasRoom || (this.#idle.length === 0 && !mayStart)) return;
    const idle = this.#idle.map(({ environment }) => environment);
    const state = { idle, waiting: this.#waiting.length, nowMs: performance.now() };
    const possible = this.#waiting.flatMap((job) => {
      const beginning = this.#order.beginningOf(job, state);
      const isPossible = beginning && (beginning.environment !== 'new' || mayStart);
      return isPossible ? [{ ...beginning, job }] : [];
    });
    for (const isOwn of [true, false]) {
      const candidates = possible.filter((one) => one.isOwn === isOwn);
      const chosen = candidates[this.#share.next(candidates.map(({ job }) => job.request))];
      if (chosen) return chosen;
    }
    return undefined;
  }

  async #start(): Promise<void> {
    let environment: ExecutionEnvironment;
    try {
      environment = new ExecutionEnvironment(this.#settings, this.#code, this.#deps);
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
    else {
      job?.done(environment.fail(job.request, failure));
      this.#reportOnce(failure);
    }
    this.#next();
  }

  /** Reports why the code cannot be loaded to the operator, who otherwise sees an internal server error only. */
  #reportOnce({ errorType, errorMessage }: Failure): void {
    const reason = `${errorType}: ${errorMessage.split('\n')[0]}`;
    if (reason === this.#reported) return;
    this.#reported = reason;
    this.#deps.say?.(`The function ${this.#settings.name} cannot be loaded: ${reason}${missingSdkHint(errorMessage)}`);
  }

  async #serve(environment: ExecutionEnvironment, { request, done }: Job): Promise<void> {
    const endBusy = this.#begin(environment, request);
    const result = await environment.run(request);
    endBusy();
    done(result);
    if (this.#closed) return;
    this.#release(environment);
    this.#share.notify(this.#beginWaiting);
  }

  /** Counts an invocation as working until the returned function is called, or until it waits for something. */
  #begin(environment: ExecutionEnvironment, { user, path }: InvocationRequest): () => void {
    const endShare = this.#share.begin(user);
    const watch = new BusyWatch(environment);
    let activity: Activity = 'working';
    this.#order.begin(environment, path);
    const become = (next: Activity) => {
      if (activity === 'working') this.#order.end(environment);
      if (activity === 'computing') this.#computing -= 1;
      if (next === 'computing') this.#computing += 1;
      else endShare();
      activity = next;
    };
    const check = () => {
      if (hasEnded) return;
      const next = watch.check();
      if (next !== 'waiting') timer.refresh();
      if (next === 'working' || next === activity) return;
      become(next);
      this.#next();
      this.#share.notify(this.#beginWaiting);
    };
    let hasEnded = false;
    // After the requests that have arrived by then were read: a call of the function may be among them.
    const timer = setTimeout(() => setImmediate(check), CHECK_INTERVAL_MS);
    return () => {
      hasEnded = true;
      clearTimeout(timer);
      if (activity !== 'waiting') become('waiting');
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
