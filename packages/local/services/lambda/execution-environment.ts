// One execution environment: a worker thread that has loaded a function's code and runs one invocation at a time.
import { randomBytes } from 'node:crypto';
import type { EventLoopUtilization } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { compileCache } from '../../compile-cache.ts';
import type { FaultName } from '../../fault-injection/index.ts';
import { assumedRole } from '../iam/index.ts';
import { LOG_ACTIONS, logStreamArn } from '../logs/index.ts';
import { environmentVariables } from './environment-variables.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { LambdaDeps } from './lambda-deps.ts';
import { failureLine, type InvocationStatus, reportLines, startLines } from './lambda-log.ts';
import type { Failure, Invocation, WorkerMessage, WorkerSettings } from './worker-protocol.ts';

/**
 * One invocation of a function. `event` is JSON; `user` has requested it, with an HTTP request of a `path`; `fault` is the fault to
 * inject into the worker.
 */
export type InvocationRequest = InvocationOrigin & { requestId: string; event: string; fault?: FaultName };
/** Where an invocation comes from. */
export type InvocationOrigin = { trace?: string | undefined; user?: string | undefined; path?: string | undefined };
/** The result of an invocation: JSON, and whether it is a failure. */
export type InvocationResult = { payload: string; failed: boolean };

// Source: Lambda developer guide, "Understanding the Lambda execution environment lifecycle": the init phase is 10 s.
const INIT_MS_MAX = 10_000;
// Source: Lambda's error message for a response over 6 MB.
const RESPONSE_BYTES_MAX = 6_291_556;

// The failure of a process that exited.
const EXITED: Failure = { errorType: 'Runtime.ExitError', errorMessage: exitReason(1) };

type Ending = { failure: Failure; heapMb: number } | { payload: string; heapMb: number };

/** A worker thread with a function's code. `started` resolves when it is ready, or with the failure to start. */
export class ExecutionEnvironment {
  readonly started: Promise<Failure | undefined>;
  readonly #settings: FunctionSettings;
  readonly #deps: LambdaDeps;
  readonly #stream: string;
  readonly #mayLog: boolean;
  readonly #callerArn: string;
  readonly #worker: Worker;
  readonly #startedMs = performance.now();
  #initMs: number | undefined;
  #alive = true;
  #end: (ending: Ending) => void = () => {};

  constructor(settings: FunctionSettings, root: string, deps: LambdaDeps) {
    this.#settings = settings;
    this.#deps = deps;
    const day = new Date(deps.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    this.#stream = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
    this.#callerArn = assumedRole(settings.roleArn, settings.name).arn;
    this.#mayLog = mayLog(settings, this.#stream, deps);
    this.#worker = startWorker(settings, root, this.#stream, deps);
    this.started = this.#start();
  }

  /** Whether it can run another invocation. */
  get alive(): boolean {
    return this.#alive;
  }

  /** The idle and active time of the worker's event loop. */
  utilization(): EventLoopUtilization {
    return this.#worker.performance.eventLoopUtilization();
  }

  /** Whether a call of the function to the engine has not ended, in any environment of the function. */
  hasOpenCalls(): boolean {
    return this.#deps.iam.openCalls.has(this.#callerArn);
  }

  /** Runs one invocation to its end: the function's response, its error, or the timeout. */
  async run(call: InvocationRequest): Promise<InvocationResult> {
    const { timeoutMs } = this.#settings;
    for (const line of startLines(this.#settings, call.requestId)) this.#log(line);
    const beginMs = performance.now();
    const { requestId, event, trace, fault } = call;
    const invocation: Invocation = {
      requestId,
      event,
      ...(trace !== undefined && { trace }),
      remainingMs: timeoutMs,
      nowMs: this.#deps.clock.now(),
    };
    const timedOut = {
      errorType: 'Sandbox.Timedout',
      errorMessage: `Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
    };
    const pending = this.#wait(timeoutMs, timedOut);
    if (fault === 'crash') this.#die(EXITED);
    else this.#worker.postMessage(invocation);
    let ending = await pending;
    if (this.#alive && fault === 'hang') ending = await this.#wait(timeoutMs - (performance.now() - beginMs), timedOut);
    if (this.#alive && fault === 'crash-after') {
      this.#die(EXITED);
      ending = { failure: EXITED, heapMb: 0 };
    }
    return this.#finish(call, ending, performance.now() - beginMs);
  }

  /** Logs an invocation that failed before the function ran, and returns its result. */
  fail(call: InvocationRequest, failure: Failure): InvocationResult {
    for (const line of startLines(this.#settings, call.requestId)) this.#log(line);
    return this.#finish(call, { failure, heapMb: 0 }, 0);
  }

  /** Ends the worker at once. */
  async stop(): Promise<void> {
    this.#die({ errorType: 'Runtime.ExitError', errorMessage: 'Error: The engine stopped' });
    await this.#worker.terminate();
  }

  async #start(): Promise<Failure | undefined> {
    this.#worker.on('message', (message: WorkerMessage) => this.#receive(message));
    this.#worker.on('error', (error: NodeJS.ErrnoException) => this.#die(toFailure(error)));
    this.#worker.on('exit', (code) => this.#die({ errorType: 'Runtime.ExitError', errorMessage: exitReason(code) }));
    const ending = await this.#wait(INIT_MS_MAX, {
      errorType: 'Sandbox.Timedout',
      errorMessage: `Error: The code was not loaded after ${INIT_MS_MAX / 1000} seconds`,
    });
    this.#initMs = performance.now() - this.#startedMs;
    return 'failure' in ending ? ending.failure : undefined;
  }

  /** Resolves at the worker's response, its end, or the timeout, whichever is first. A timeout ends the worker. */
  #wait(longestMs: number, timedOut: Failure): Promise<Ending> {
    return new Promise((resolve) => {
      const cancel = this.#deps.clock.after(longestMs, () => this.#die(timedOut));
      this.#end = (ending) => {
        this.#end = () => {};
        cancel();
        resolve(ending);
      };
    });
  }

  #receive(message: WorkerMessage): void {
    if (message.kind === 'log') this.#log(message.line);
    else if (message.kind === 'ready') this.#end({ payload: '', heapMb: 0 });
    else if (message.kind === 'fatal') this.#die(message.failure);
    else this.#end(message);
  }

  #die(failure: Failure): void {
    if (!this.#alive) return;
    this.#alive = false;
    void this.#worker.terminate();
    this.#end({ failure, heapMb: 0 });
  }

  #finish({ requestId }: InvocationRequest, ending: Ending, durationMs: number): InvocationResult {
    const result = toResult(requestId, ending);
    // A worker that was ended could not log its failure itself.
    if ('failure' in ending && !this.#alive)
      this.#log(failureLine(this.#settings, requestId, ending.failure.errorMessage));
    for (const line of reportLines(this.#settings, requestId, {
      durationMs,
      heapMb: ending.heapMb,
      initMs: this.#initMs,
      status: this.#statusOf(ending),
    }))
      this.#log(line);
    this.#initMs = undefined;
    return result;
  }

  #statusOf(ending: Ending): InvocationStatus {
    if (!('failure' in ending)) return 'success';
    if (ending.failure.errorType === 'Sandbox.Timedout') return 'timeout';
    return this.#alive ? 'error' : 'failure';
  }

  #log(line: string): void {
    if (this.#mayLog) this.#deps.logs.put(this.#settings.logGroup, this.#stream, line);
  }
}

// A function whose role may not write its log runs without one: Lambda developer guide, "Sending Lambda function logs to
// CloudWatch Logs". The engine reports it once for each environment.
function mayLog({ name, roleArn, logGroup }: FunctionSettings, stream: string, { iam, say }: LambdaDeps): boolean {
  const missing = LOG_ACTIONS.find((action) => !iam.allows(roleArn, action, logStreamArn(logGroup, stream)));
  if (missing !== undefined)
    say?.(`The function ${name} writes no log: its role does not allow ${missing} on ${logGroup}.`);
  return missing === undefined;
}

// By default V8 collects three times 16 MB of young garbage before it cleans up, which adds up over many warm workers.
const YOUNG_MB = 8;

function startWorker(settings: FunctionSettings, root: string, logStream: string, deps: LambdaDeps): Worker {
  const { handler, runtime, name, arn, memoryMb, logGroup, logFormat, logLevel, roleArn } = settings;
  const workerData: WorkerSettings = {
    root,
    handler,
    runtime,
    json: logFormat === 'JSON',
    ...(deps.engineAddress && { engine: deps.engineAddress() }),
    logLevel,
    context: {
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: String(memoryMb),
      logGroupName: logGroup,
      logStreamName: logStream,
    },
  };
  return new Worker(new URL('./runtime/lambda.worker.ts', import.meta.url), {
    workerData,
    env: {
      ...environmentVariables(
        settings,
        root,
        logStream,
        deps.iam.accessKey(roleArn, settings.name),
        deps.environment(),
      ),
      // The worker deletes it before it loads the function.
      ...compileCache(),
    },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
    stdin: false,
  });
}

function toResult(requestId: string, ending: Ending): InvocationResult {
  if ('failure' in ending) return { failed: true, payload: JSON.stringify(withRequestId(requestId, ending.failure)) };
  if (Buffer.byteLength(ending.payload) <= RESPONSE_BYTES_MAX) return { failed: false, payload: ending.payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${RESPONSE_BYTES_MAX} bytes).`;
  return { failed: true, payload: JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage }) };
}

/** Lambda adds the request id to failures that the function could not report itself. */
function withRequestId(requestId: string, failure: Failure): Failure {
  if (!/^(?:Sandbox|Runtime)\.(?:Timedout|ExitError|OutOfMemory)$/.test(failure.errorType ?? '')) return failure;
  return { ...failure, errorMessage: `RequestId: ${requestId} ${failure.errorMessage}` };
}

function toFailure(error: NodeJS.ErrnoException): Failure {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { errorType: 'Runtime.OutOfMemory', errorMessage: 'Error: Runtime exited with error: signal: killed' };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function exitReason(code: number): string {
  if (code === 0) return 'Error: Runtime exited without providing a reason';
  return `Error: Runtime exited with error: exit status ${code}`;
}
