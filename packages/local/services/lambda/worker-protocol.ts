// The messages between the engine and the thread or process of a function.

import type { EngineAddress } from './runtime/aws-hosts.ts';

/** A failure of a function, as in the payload that Lambda returns. */
export type Failure = {
  errorType?: string;
  errorMessage: string;
  /** Of a Node.js function. */
  trace?: readonly string[];
  /** Of a Python function. */
  requestId?: string;
  stackTrace?: readonly string[];
};

/** What a worker is started with. */
export type WorkerSettings = {
  /** The folder with the function's code. */
  root: string;
  /** The folder of its layers. */
  opt: string | undefined;
  /** `index.handler` */
  handler: string;
  /** `nodejs24.x` */
  runtime: string;
  json: boolean;
  /** Where calls of AWS's host names go. */
  engine?: EngineAddress;
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

/** One invocation. `event` is JSON, `trace` is AWS's trace id, `nowMs` is the engine's time. */
export type Invocation = { requestId: string; event: string; trace?: string; remainingMs: number; nowMs: number };

/** What the engine sends to a worker besides invocations: it has taken a part of a streamed response. */
export type Taken = { kind: 'taken' };

/** A message of the worker. `done` and `failed` end an invocation; `fatal` ends the worker, too. */
export type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'log'; line: string }
  | { kind: 'done'; payload: string; heapMb: number }
  /** A part of a streamed response; the worker sends the next one after `taken`. */
  | { kind: 'chunk'; bytes: Uint8Array; contentType: string | undefined }
  /** The end of a streamed response. */
  | { kind: 'streamed'; heapMb: number }
  | { kind: 'failed'; failure: Failure; heapMb: number }
  | { kind: 'fatal'; failure: Failure };
