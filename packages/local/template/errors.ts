// The error for a template that CloudFormation would reject, too.
import { EngineError } from '../errors.ts';

/** An error in the template itself. */
export function broken(reason: string): EngineError {
  return new EngineError('template-broken', `The template cannot be run: ${reason}.`);
}
