// The runtime of Node.js functions: a worker thread.
import { Worker } from 'node:worker_threads';
import { compileCache } from '../../compile-cache.ts';
import { environmentVariables } from './environment-variables.ts';
import { exitFailure, type FunctionRuntime, type RuntimeDeps } from './function-runtime.ts';
import type { Failure, Taken, WorkerMessage, WorkerSettings } from './worker-protocol.ts';

// By default V8 collects three times 16 MB of young garbage before it cleans up, which adds up over many warm workers.
const YOUNG_MB = 8;

/** Starts a worker thread that loads the code of a function. */
export function startNodeRuntime({ onMessage, onEnd, ...deps }: RuntimeDeps): FunctionRuntime {
  const worker = startWorker(deps);
  worker.on('message', (message: WorkerMessage) => onMessage(message));
  worker.on('error', (error: NodeJS.ErrnoException) => onEnd(toFailure(error)));
  worker.on('exit', (code) => onEnd(exitFailure(code)));
  return {
    invoke: (invocation) => worker.postMessage(invocation),
    takeNext: () => worker.postMessage({ kind: 'taken' } satisfies Taken),
    utilization: () => worker.performance.eventLoopUtilization(),
    async terminate() {
      await worker.terminate();
    },
  };
}

function startWorker({ settings, code, logStream, lambda }: Omit<RuntimeDeps, 'onMessage' | 'onEnd'>): Worker {
  const { handler, runtime, name, arn, memoryMb, logGroup, logFormat, logLevel } = settings;
  const workerData: WorkerSettings = {
    ...code,
    handler,
    runtime,
    json: logFormat === 'JSON',
    ...(lambda.engineAddress && { engine: lambda.engineAddress() }),
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
    // The worker deletes the variable of the cache before it loads the function.
    env: { ...environmentVariables(settings, code.root, logStream, lambda), ...compileCache() },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
    stdin: false,
  });
}

function toFailure(error: NodeJS.ErrnoException): Failure {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { errorType: 'Runtime.OutOfMemory', errorMessage: 'Error: Runtime exited with error: signal: killed' };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}
