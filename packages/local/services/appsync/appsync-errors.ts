// Errors of AppSync Events as frames and responses carry them.
import type { FrameError } from '@parley/wire';
import { AwsError } from '../../errors.ts';
import { awsError, UNDOCUMENTED } from './undocumented-behaviour.ts';

/** Writes an error as AppSync does: empty parts are left out. */
export function encodeError(error: AwsError): FrameError {
  return {
    ...(error.type !== '' && { errorType: error.type }),
    ...(error.message !== '' && { message: error.message }),
  };
}

/** Any thrown value as an AwsError: an internal error is reported to `warn`, and the client learns no details. */
export function toAwsError(thrown: unknown, warn: (line: string) => void): AwsError {
  if (thrown instanceof AwsError) return thrown;
  warn(`AppSync failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
  return awsError(UNDOCUMENTED.failedHandler);
}
