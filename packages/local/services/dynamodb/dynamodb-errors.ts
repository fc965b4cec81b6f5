// DynamoDB's refusals, in its own words.
import { AwsError } from '../../errors.ts';
import type { Item } from './tables/item.ts';

/** Input that DynamoDB does not take. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** A table, index or stream that is not there. */
export function notFound(message = 'Requested resource not found'): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}

/** An operation that AWS has and the engine has not. */
export function notEmulated(operation: string): AwsError {
  return new AwsError('UnknownOperationException', `${operation} is not emulated.`);
}

/** A condition that does not hold; `item` is what stands there, when the caller asked for it. */
export function conditionFailed(item?: Item): AwsError {
  return new AwsError('ConditionalCheckFailedException', 'The conditional request failed', 400, item && { Item: item });
}

/** Turns what dynalite's validations return or throw into a refusal; anything else passes as it is. */
export function refusalOf(error: unknown): unknown {
  const { body, message } = error as { body?: { __type?: string }; message: string };
  const type = body?.__type?.split('#').at(-1);
  return type === undefined ? error : new AwsError(type, message);
}

/** Throws what a validation of dynalite returned, if it returned something. */
export function mustBeValid(error: Error | null | undefined): void {
  if (error) throw refusalOf(error);
}
