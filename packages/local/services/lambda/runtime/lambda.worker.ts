// The runtime inside a function's thread: loads the handler, then runs one event after the other.
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import type { Boot, Invocation, Said } from '../worker-protocol.ts';
import { captureOutput } from './function-console.ts';
import { contextOf } from './function-context.ts';
import { failureOf, RuntimeFailure } from './function-error.ts';
import { type Handler, loadHandler } from './handler-loader.ts';
import { keepTime } from './worker-clock.ts';

const boot = workerData as Boot;
const say = (said: Said) => parentPort?.postMessage(said);
const output = captureOutput(boot, (line) => say({ kind: 'log', line }));

// An error that nobody caught ends the thread, as it ends Lambda's process.
process.on('uncaughtException', (error) => die('Uncaught Exception', failureOf(error)));
process.on('unhandledRejection', (reason) =>
  die('Unhandled Promise Rejection', {
    ...failureOf(reason),
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason),
  }),
);

try {
  const handler = await loadHandler(boot.root, boot.handler, boot.runtime);
  parentPort?.on('message', (invocation: Invocation) => void run(handler, invocation));
  say({ kind: 'ready' });
} catch (error) {
  die('Uncaught Exception', failureOf(error));
}

async function run(handler: Handler, { requestId, event, trace, remainingMs, nowMs }: Invocation): Promise<void> {
  keepTime(nowMs);
  output.begin(requestId);
  // The AWS SDK passes it on as a header (its recursion detection). Source: Lambda developer guide, "Defined runtime
  // environment variables".
  if (trace === undefined) delete process.env['_X_AMZN_TRACE_ID'];
  else process.env['_X_AMZN_TRACE_ID'] = `Root=${trace}`;
  try {
    const answer = await handler(JSON.parse(event), contextOf(boot, requestId, remainingMs));
    say({ kind: 'done', payload: encodeAnswer(answer), heapMb: heapMb() });
  } catch (error) {
    const failure = failureOf(error);
    output.error('Invoke Error', failure);
    say({ kind: 'failed', failure, heapMb: heapMb() });
  }
}

function encodeAnswer(answer: unknown): string {
  try {
    return JSON.stringify(answer === undefined ? null : answer) ?? 'null';
  } catch {
    throw new RuntimeFailure('Error', 'Unable to stringify response body');
  }
}

function heapMb(): number {
  return Math.ceil(getHeapStatistics().used_heap_size / (1024 * 1024));
}

function die(what: string, failure: ReturnType<typeof failureOf>): void {
  output.error(what, failure);
  say({ kind: 'fatal', failure });
  parentPort?.close();
}
