// Errors of a function, in the shape of Lambda's error payload.
import type { Failure } from '../worker-protocol.ts';

/** An error of the runtime itself: `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Source: aws-lambda-nodejs-runtime-interface-client, Errors.js: toRapidResponse. */
export function toFailure(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  const errorType = thrown instanceof RuntimeError ? thrown.type : thrown.name;
  return { errorType, errorMessage: thrown.message, trace: thrown.stack?.split('\n') ?? [] };
}
