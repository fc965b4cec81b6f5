// What runs the code of a function in one execution environment: a worker thread, or a process of another language.
import type { EventLoopUtilization } from 'node:perf_hooks';
import type { FunctionCode } from './code-location.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { LambdaDeps } from './lambda-deps.ts';
import type { Failure, Invocation, WorkerMessage } from './worker-protocol.ts';

/** A thread or a process that has loaded a function's code, or is loading it. */
export interface FunctionRuntime {
  /** Begins an invocation; its end is a message. */
  invoke(invocation: Invocation): void;
  /** Has it send the next part of a streamed response. */
  takeNext(): void;
  /** Idle and active time since the start, as far as they can be observed. */
  utilization(): EventLoopUtilization;
  /** Ends the code at once, running invocations included; resolves when it has ended. */
  terminate(): Promise<void>;
}

/** What a runtime is started with. */
export type RuntimeDeps = {
  settings: FunctionSettings;
  code: FunctionCode;
  logStream: string;
  lambda: LambdaDeps;
  onMessage: (message: WorkerMessage) => void;
  /** The code has ended by itself, or could not be started. */
  onEnd: (failure: Failure) => void;
};

/** The failure of code that ended with an exit status, or by a signal. */
export function exitFailure(status: number | null, signal?: NodeJS.Signals | null): Failure {
  const reason = status === null ? `signal: ${SIGNALS[signal ?? ''] ?? signal}` : `exit status ${status}`;
  const errorMessage =
    status === 0 ? 'Error: Runtime exited without providing a reason' : `Error: Runtime exited with error: ${reason}`;
  return { errorType: 'Runtime.ExitError', errorMessage };
}

/** The words of Go's os/signal, in which Lambda reports signals. */
const SIGNALS: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};
