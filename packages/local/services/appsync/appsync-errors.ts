// How a refusal is written on the wire.
import type { FrameError } from '@parley/wire';
import { AwsError } from '../../errors.ts';
import { CHOICES, refusal } from './undocumented-behaviour.ts';

/** Writes an error as AppSync does: a part that is empty is not there. */
export function encodeError(error: AwsError): FrameError {
  return {
    ...(error.type !== '' && { errorType: error.type }),
    ...(error.message !== '' && { message: error.message }),
  };
}

/** Whatever was thrown, as a refusal: what is not AWS's kind is a fault of the engine, and is told to nobody but `say`. */
export function asRefusal(thrown: unknown, say: (line: string) => void): AwsError {
  if (thrown instanceof AwsError) return thrown;
  say(`AppSync failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
  return refusal(CHOICES.brokenHandler);
}
