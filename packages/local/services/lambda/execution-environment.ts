// One execution environment: a thread that has loaded a function's code and runs one event after the other.
import { randomBytes } from 'node:crypto';
import type { EventLoopUtilization } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { FaultName } from '../../fault-injection/index.ts';
import { LOG_ACTIONS, logStreamArn } from '../logs/index.ts';
import { environmentOf } from './environment-variables.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { LambdaNeeds } from './lambda-deps.ts';
import { reportLines, startLine } from './lambda-log.ts';
import type { Boot, Failure, Invocation, Said } from './worker-protocol.ts';

/** One call of a function. `event` is JSON; `fault` is what goes wrong with the thread, if something shall. */
export type Call = { requestId: string; event: string; trace?: string; fault?: FaultName };
/** What came of a call: JSON, and whether it is a failure. */
export type Outcome = { payload: string; failed: boolean };

// Source: Lambda developer guide, "Understanding the Lambda execution environment lifecycle": the init phase is 10 s.
const INIT_MS_MAX = 10_000;
// Source: the message that Lambda gives for an answer over 6 MB.
const ANSWER_BYTES_MAX = 6_291_556;

// As of a process that ended itself.
const EXITED: Failure = { errorType: 'Runtime.ExitError', errorMessage: exitReason(1) };

type Ending = { failure: Failure; heapMb: number } | { payload: string; heapMb: number };

/** A thread with a function's code. `started` resolves when it is ready, or with the reason why it is not. */
export class Sandbox {
  readonly started: Promise<Failure | undefined>;
  readonly #settings: FunctionSettings;
  readonly #needs: LambdaNeeds;
  readonly #stream: string;
  readonly #mayLog: boolean;
  readonly #worker: Worker;
  readonly #bornMs = performance.now();
  #initMs: number | undefined;
  #alive = true;
  #end: (ending: Ending) => void = () => {};

  constructor(settings: FunctionSettings, root: string, needs: LambdaNeeds) {
    this.#settings = settings;
    this.#needs = needs;
    const day = new Date(needs.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    this.#stream = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
    this.#mayLog = mayLog(settings, this.#stream, needs);
    this.#worker = startWorker(settings, root, this.#stream, needs);
    this.started = this.#start();
  }

  /** Whether it can take another event. */
  get alive(): boolean {
    return this.#alive;
  }

  /** How long the thread has waited and worked so far. */
  utilization(): EventLoopUtilization {
    return this.#worker.performance.eventLoopUtilization();
  }

  /** Runs one event to its end: the function's answer, its error, or the time that ran out. */
  async run(call: Call): Promise<Outcome> {
    const { timeoutMs } = this.#settings;
    this.#log(startLine(this.#settings, call.requestId));
    const begunMs = performance.now();
    const { fault, ...asked } = call;
    const invocation: Invocation = { ...asked, remainingMs: timeoutMs, nowMs: this.#needs.clock.now() };
    const late = {
      errorType: 'Sandbox.Timedout',
      errorMessage: `Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
    };
    const ending = this.#wait(timeoutMs, late);
    if (fault === 'crash') this.#die(EXITED);
    else this.#worker.postMessage(invocation);
    let came = await ending;
    if (this.#alive && fault === 'hang') came = await this.#wait(timeoutMs - (performance.now() - begunMs), late);
    if (this.#alive && fault === 'crash-after') {
      this.#die(EXITED);
      came = { failure: EXITED, heapMb: 0 };
    }
    return this.#close(call, came, performance.now() - begunMs);
  }

  /** Says in the log that a call failed before the function was asked, and makes the answer of it. */
  report(call: Call, failure: Failure): Outcome {
    this.#log(startLine(this.#settings, call.requestId));
    return this.#close(call, { failure, heapMb: 0 }, 0);
  }

  /** Ends the thread at once. */
  async end(): Promise<void> {
    this.#die({ errorType: 'Runtime.ExitError', errorMessage: 'Error: The engine ended' });
    await this.#worker.terminate();
  }

  async #start(): Promise<Failure | undefined> {
    this.#worker.on('message', (said: Said) => this.#hear(said));
    this.#worker.on('error', (error: NodeJS.ErrnoException) => this.#die(crash(error)));
    this.#worker.on('exit', (code) => this.#die({ errorType: 'Runtime.ExitError', errorMessage: exitReason(code) }));
    const came = await this.#wait(INIT_MS_MAX, {
      errorType: 'Sandbox.Timedout',
      errorMessage: `Error: The code was not loaded after ${INIT_MS_MAX / 1000} seconds`,
    });
    this.#initMs = performance.now() - this.#bornMs;
    return 'failure' in came ? came.failure : undefined;
  }

  /** Resolves at the first of: the thread's answer, its death, the time. Time and death end the thread. */
  #wait(longestMs: number, late: Failure): Promise<Ending> {
    return new Promise((resolve) => {
      const cancel = this.#needs.clock.after(longestMs, () => this.#die(late));
      this.#end = (ending) => {
        this.#end = () => {};
        cancel();
        resolve(ending);
      };
    });
  }

  #hear(said: Said): void {
    if (said.kind === 'log') this.#log(said.line);
    else if (said.kind === 'ready') this.#end({ payload: '', heapMb: 0 });
    else if (said.kind === 'fatal') this.#die(said.failure);
    else this.#end(said);
  }

  #die(failure: Failure): void {
    if (!this.#alive) return;
    this.#alive = false;
    void this.#worker.terminate();
    this.#end({ failure, heapMb: 0 });
  }

  #close({ requestId }: Call, ending: Ending, tookMs: number): Outcome {
    const outcome = outcomeOf(requestId, ending);
    // Whoever was killed could not log it himself.
    if ('failure' in ending && !this.#alive) this.#log(`${requestId} ${ending.failure.errorMessage}`);
    for (const line of reportLines(this.#settings, requestId, { tookMs, heapMb: ending.heapMb, initMs: this.#initMs }))
      this.#log(line);
    this.#initMs = undefined;
    return outcome;
  }

  #log(line: string): void {
    if (this.#mayLog) this.#needs.logs.put(this.#settings.logGroup, this.#stream, line);
  }
}

// A function whose role may not write its log runs without one: Lambda developer guide, "Sending Lambda function logs to
// CloudWatch Logs". Here somebody is told, once for each thread.
function mayLog({ name, roleArn, logGroup }: FunctionSettings, stream: string, { iam, say }: LambdaNeeds): boolean {
  const missing = LOG_ACTIONS.find((action) => !iam.may(roleArn, action, logStreamArn(logGroup, stream)));
  if (missing !== undefined) say?.(`The function ${name} writes no log: its role may not ${missing} on ${logGroup}.`);
  return missing === undefined;
}

// V8 lets a thread have three times 16 MB of garbage before it looks; with many warm threads that adds up.
const YOUNG_MB = 8;

function startWorker(settings: FunctionSettings, root: string, logStream: string, needs: LambdaNeeds): Worker {
  const { handler, runtime, name, arn, memoryMb, logGroup, logFormat, logLevel, roleArn } = settings;
  const boot: Boot = {
    root,
    handler,
    runtime,
    json: logFormat === 'JSON',
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
    workerData: boot,
    env: environmentOf(settings, root, logStream, needs.iam.accessKey(roleArn, settings.name), needs.environment()),
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
    stdin: false,
  });
}

function outcomeOf(requestId: string, ending: Ending): Outcome {
  if ('failure' in ending) return { failed: true, payload: JSON.stringify(named(requestId, ending.failure)) };
  if (Buffer.byteLength(ending.payload) <= ANSWER_BYTES_MAX) return { failed: false, payload: ending.payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${ANSWER_BYTES_MAX} bytes).`;
  return { failed: true, payload: JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage }) };
}

/** Where the function could not speak for itself, Lambda names the call. */
function named(requestId: string, failure: Failure): Failure {
  if (!/^(?:Sandbox|Runtime)\.(?:Timedout|ExitError|OutOfMemory)$/.test(failure.errorType ?? '')) return failure;
  return { ...failure, errorMessage: `RequestId: ${requestId} ${failure.errorMessage}` };
}

function crash(error: NodeJS.ErrnoException): Failure {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { errorType: 'Runtime.OutOfMemory', errorMessage: 'Error: Runtime exited with error: signal: killed' };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function exitReason(code: number): string {
  if (code === 0) return 'Error: Runtime exited without providing a reason';
  return `Error: Runtime exited with error: exit status ${code}`;
}
