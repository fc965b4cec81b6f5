// One execution environment: it has loaded a function's code and runs one invocation at a time.
import { randomBytes } from 'node:crypto';
import type { EventLoopUtilization } from 'node:perf_hooks';
import type { FaultName } from '../../fault-injection/index.ts';
import { assumedRole } from '../iam/index.ts';
import { LOG_ACTIONS, logStreamArn } from '../logs/index.ts';
import type { FunctionCode } from './code-location.ts';
import { exitFailure, type FunctionRuntime } from './function-runtime.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { LambdaDeps } from './lambda-deps.ts';
import { failureLine, type InvocationStatus, reportLines, startLines } from './lambda-log.ts';
import { startNodeRuntime } from './node-runtime.ts';
import { startPythonRuntime } from './python/python-runtime.ts';
import type { ResponseSink } from './response-sink.ts';
import { StreamedResponse } from './streamed-response.ts';
import type { Failure, Invocation, WorkerMessage } from './worker-protocol.ts';

/**
 * One invocation of a function. `event` is JSON; `user` has requested it, with an HTTP request of a `path`; `fault` is the fault to
 * inject into the worker.
 * `sink` receives the parts of a streamed response; without one they are the payload.
 */
export type InvocationRequest = InvocationOrigin & {
  requestId: string;
  event: string;
  fault?: FaultName;
  sink?: ResponseSink;
};
/** Where an invocation comes from. */
export type InvocationOrigin = { trace?: string | undefined; user?: string | undefined; path?: string | undefined };
/** The result of an invocation: JSON, and whether it is a failure. */
export type InvocationResult = { payload: string; failed: boolean };

// Source: Lambda developer guide, "Understanding the Lambda execution environment lifecycle": the init phase is 10 s.
const INIT_MS_MAX = 10_000;
// Source: Lambda's error message for a response over 6 MB.
const RESPONSE_BYTES_MAX = 6_291_556;

// The failure of a process that exited.
const EXITED: Failure = exitFailure(1);

type Ending = { failure: Failure; heapMb: number } | { payload: string; heapMb: number };

/** A thread or process with a function's code. `started` resolves when it is ready, or with the failure to start. */
export class ExecutionEnvironment {
  readonly started: Promise<Failure | undefined>;
  readonly #settings: FunctionSettings;
  readonly #deps: LambdaDeps;
  readonly #stream: string;
  readonly #mayLog: boolean;
  readonly #callerArn: string;
  readonly #runtime: FunctionRuntime;
  readonly #startedMs = performance.now();
  #initMs: number | undefined;
  #alive = true;
  #end: (ending: Ending) => void = () => {};
  #response: StreamedResponse | undefined;

  constructor(settings: FunctionSettings, code: FunctionCode, deps: LambdaDeps) {
    this.#settings = settings;
    this.#deps = deps;
    const day = new Date(deps.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    this.#stream = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
    this.#callerArn = assumedRole(settings.roleArn, settings.name).arn;
    this.#mayLog = mayLog(settings, this.#stream, deps);
    const start = settings.interpreter === undefined ? startNodeRuntime : startPythonRuntime;
    this.#runtime = start({
      settings,
      code,
      logStream: this.#stream,
      lambda: deps,
      onMessage: (message) => this.#receive(message),
      onEnd: (failure) => this.#die(failure),
    });
    this.started = this.#start();
  }

  /** Whether it can run another invocation. */
  get alive(): boolean {
    return this.#alive;
  }

  /** The idle and active time of its code. */
  utilization(): EventLoopUtilization {
    return this.#runtime.utilization();
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
    this.#response = new StreamedResponse(call.sink, () => this.#runtime.takeNext());
    const pending = this.#wait(timeoutMs, timedOut);
    if (fault === 'crash') this.#die(EXITED);
    else this.#runtime.invoke(invocation);
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

  /** Ends its code at once. */
  async stop(): Promise<void> {
    this.#die({ errorType: 'Runtime.ExitError', errorMessage: 'Error: The engine stopped' });
    await this.#runtime.terminate();
  }

  async #start(): Promise<Failure | undefined> {
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
    else if (message.kind === 'chunk') this.#response?.take(message, (failure) => this.#die(failure));
    else if (message.kind === 'streamed')
      this.#end({ payload: this.#response?.payload() ?? '', heapMb: message.heapMb });
    else this.#end(message);
  }

  #die(failure: Failure): void {
    if (!this.#alive) return;
    this.#alive = false;
    void this.#runtime.terminate();
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
