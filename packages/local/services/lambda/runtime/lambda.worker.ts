// Entry point of a function's worker thread: loads the handler, then runs one invocation at a time.
import { finished } from 'node:stream/promises';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import type { Invocation, Taken, WorkerMessage, WorkerSettings } from '../worker-protocol.ts';
import { connectAwsHostsTo } from './aws-hosts.ts';
import { captureOutput } from './function-console.ts';
import { RuntimeError, toFailure } from './function-error.ts';
import { type Handler, loadHandler } from './handler-loader.ts';
import { defineStreamingGlobal, isStreaming, ResponseStream, type StreamingHandler } from './response-stream.ts';
import { followEngineTime } from './worker-clock.ts';

// Compiled code is cached for the engine's own sources and the function's: the function does not see the variable.
delete process.env['NODE_COMPILE_CACHE'];

const settings = workerData as WorkerSettings;
const send = (message: WorkerMessage) => parentPort?.postMessage(message);
const output = captureOutput(settings, (line) => send({ kind: 'log', line }));

// An uncaught error ends the worker, as it ends Lambda's process.
process.on('uncaughtException', (error) => die('Uncaught Exception', toFailure(error)));
process.on('unhandledRejection', (reason) =>
  die('Unhandled Promise Rejection', {
    ...toFailure(reason),
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason),
  }),
);

defineStreamingGlobal();
if (settings.engine) connectAwsHostsTo(settings.engine);

try {
  const handler = await loadHandler(settings, settings.handler, settings.runtime);
  parentPort?.on('message', (message: Invocation | Taken) =>
    'kind' in message ? onTaken() : void run(handler, message),
  );
  send({ kind: 'ready' });
} catch (error) {
  die('Uncaught Exception', toFailure(error));
}

async function run(
  handler: Handler | StreamingHandler,
  { requestId, event, trace, remainingMs, nowMs }: Invocation,
): Promise<void> {
  followEngineTime(nowMs);
  output.begin(requestId);
  // The AWS SDK passes it on as a header (recursion detection). Source: Lambda developer guide, "Defined runtime
  // environment variables".
  if (trace === undefined) delete process.env['_X_AMZN_TRACE_ID'];
  else process.env['_X_AMZN_TRACE_ID'] = `Root=${trace}`;
  try {
    const [input, context] = [JSON.parse(event), createContext(settings, requestId, remainingMs)];
    if (isStreaming(handler)) return await stream(handler, input, context);
    const response = await handler(input, context);
    send({ kind: 'done', payload: encodeResponse(response), heapMb: heapMb() });
  } catch (error) {
    const failure = toFailure(error);
    output.error('Invoke Error', failure);
    send({ kind: 'failed', failure, heapMb: heapMb() });
  }
}

let onTaken = () => {};

/** Runs a streaming handler: the invocation ends when it has returned and has ended its stream. */
async function stream(handler: StreamingHandler, event: unknown, context: unknown): Promise<void> {
  const response = new ResponseStream(handler, (bytes, contentType) => {
    const taken = new Promise<void>((resolve) => {
      onTaken = resolve;
    });
    send({ kind: 'chunk', bytes, contentType });
    return taken;
  });
  await Promise.all([finished(response), handler(event, response, context)]);
  send({ kind: 'streamed', heapMb: heapMb() });
}

function encodeResponse(response: unknown): string {
  try {
    return JSON.stringify(response === undefined ? null : response) ?? 'null';
  } catch {
    throw new RuntimeError('Error', 'Unable to stringify response body');
  }
}

function heapMb(): number {
  return Math.ceil(getHeapStatistics().used_heap_size / (1024 * 1024));
}

function die(title: string, failure: ReturnType<typeof toFailure>): void {
  output.error(title, failure);
  send({ kind: 'fatal', failure });
  parentPort?.close();
}

/** The context object, the second argument of a handler. Source: Lambda developer guide, "Using the Lambda context object to retrieve Node.js function information". */
function createContext(
  { context }: WorkerSettings,
  awsRequestId: string,
  remainingMs: number,
): Record<string, unknown> {
  const deadline = performance.now() + remainingMs;
  return {
    ...context,
    awsRequestId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
}
