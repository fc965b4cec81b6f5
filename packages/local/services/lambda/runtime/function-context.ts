// The context object, the second argument of a handler.
import type { WorkerSettings } from '../worker-protocol.ts';

/** Source: Lambda developer guide, "Using the Lambda context object to retrieve Node.js function information". */
export function createContext(
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
