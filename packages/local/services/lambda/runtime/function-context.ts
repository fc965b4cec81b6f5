// The second argument of a handler.
import type { Boot } from '../worker-protocol.ts';

/** Source: Lambda developer guide, "Using the Lambda context object to retrieve Node.js function information". */
export function contextOf({ context }: Boot, awsRequestId: string, remainingMs: number): Record<string, unknown> {
  const ends = performance.now() + remainingMs;
  return {
    ...context,
    awsRequestId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(ends - performance.now())),
  };
}
