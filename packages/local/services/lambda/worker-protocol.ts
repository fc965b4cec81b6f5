// What the engine and a function's thread say to each other.

/** How a function failed, as Lambda puts it into the payload. */
export type Failure = { errorType?: string; errorMessage: string; trace?: readonly string[] };

/** What a thread is told when it is started. */
export type Boot = {
  /** The folder with the function's code. */
  root: string;
  /** `index.handler` */
  handler: string;
  /** `nodejs24.x` */
  runtime: string;
  json: boolean;
  logLevel: string;
  context: {
    functionName: string;
    functionVersion: string;
    invokedFunctionArn: string;
    memoryLimitInMB: string;
    logGroupName: string;
    logStreamName: string;
  };
};

/** One event for the thread. `event` is JSON, `trace` AWS's trace id, `nowMs` the engine's time. */
export type Invocation = { requestId: string; event: string; trace?: string; remainingMs: number; nowMs: number };

/** What a thread says. `done` and `failed` end an invocation, `fatal` ends the thread too. */
export type Said =
  | { kind: 'ready' }
  | { kind: 'log'; line: string }
  | { kind: 'done'; payload: string; heapMb: number }
  | { kind: 'failed'; failure: Failure; heapMb: number }
  | { kind: 'fatal'; failure: Failure };
