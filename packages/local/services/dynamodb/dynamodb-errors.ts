// Errors of DynamoDB, worded as AWS does.
import { AwsError } from '../../errors.ts';
import type { Item } from './tables/item.ts';

/** The error for input that DynamoDB rejects. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** The error for a table, index or stream that does not exist. */
export function notFoundError(message = 'Requested resource not found'): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}

/** The error for an operation that the engine does not emulate. */
export function notEmulated(operation: string): AwsError {
  return new AwsError('UnknownOperationException', `${operation} is not emulated.`);
}

/** The error for a condition that is false; `item` is the existing item, if the request asks for it. */
export function conditionFailedError(item?: Item): AwsError {
  return new AwsError('ConditionalCheckFailedException', 'The conditional request failed', 400, item && { Item: item });
}

/** Converts what dynalite's validations return or throw to an AwsError; other errors are returned unchanged. */
export function awsErrorOf(error: unknown): unknown {
  const { body, message } = error as { body?: { __type?: string }; message: string };
  const type = body?.__type?.split('#').at(-1);
  return type === undefined ? error : new AwsError(type, message);
}

/** Throws the error that a validation of dynalite returned, if any. */
export function throwIfInvalid(error: Error | null | undefined): void {
  if (error) throw awsErrorOf(error);
}
