// An error of the function, in the shape that Lambda gives it.
import type { Failure } from '../worker-protocol.ts';

/** An error that the runtime itself raises: `Runtime.HandlerNotFound`. */
export class RuntimeFailure extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Source: aws-lambda-nodejs-runtime-interface-client, Errors.js: toRapidResponse. */
export function failureOf(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  const errorType = thrown instanceof RuntimeFailure ? thrown.type : thrown.name;
  return { errorType, errorMessage: thrown.message, trace: thrown.stack?.split('\n') ?? [] };
}
