// Errors of DynamoDB, with AWS's names, and which of them another attempt may overcome.

/** An error response. Its `name` is AWS's: `AccessDeniedException`. */
export class DynamoDbError extends Error {
  override readonly name: string;
  readonly status: number;

  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** The condition of a write failed; `Item` is the existing item, if the write asks for it. */
export class ConditionalCheckFailedException extends DynamoDbError {
  readonly Item: Record<string, unknown> | undefined;

  constructor(message: string, status: number, item: Record<string, unknown> | undefined) {
    super('ConditionalCheckFailedException', message, status);
    this.Item = item;
  }
}

/** Why a transaction was cancelled, for one of its writes; `Code` is `None` for those that are not the reason. */
export type CancellationReason = { Code?: string; Message?: string; Item?: Record<string, unknown> };

/** A transaction was cancelled: nothing was written. */
export class TransactionCanceledException extends DynamoDbError {
  readonly CancellationReasons: readonly CancellationReason[];

  constructor(message: string, status: number, reasons: readonly CancellationReason[]) {
    super('TransactionCanceledException', message, status);
    this.CancellationReasons = reasons;
  }
}

/** Makes the error of a response from its parsed body; a proxy's error page has none. */
export function errorOfResponse(status: number, body: Record<string, unknown> | undefined): DynamoDbError {
  const { __type, message, Message, Item, CancellationReasons } = body ?? {};
  // `com.amazonaws.dynamodb.v20120810#ThrottlingException`. Source: DynamoDB developer guide, "Error handling".
  const name = typeof __type === 'string' ? __type.slice(__type.indexOf('#') + 1) : 'UnknownError';
  const text = String(message ?? Message ?? `DynamoDB responded with status ${status}.`);
  if (name === 'ConditionalCheckFailedException')
    return new ConditionalCheckFailedException(text, status, Item as Record<string, unknown> | undefined);
  if (name === 'TransactionCanceledException')
    return new TransactionCanceledException(text, status, (CancellationReasons ?? []) as CancellationReason[]);
  return new DynamoDbError(name, text, status);
}

/** Whether there were too many requests. */
export function isThrottled(error: unknown): boolean {
  return error instanceof DynamoDbError && (error.status === 429 || THROTTLED.has(error.name));
}

/** Whether another attempt may succeed: after throttling, a failure of the server, or no response at all. */
export function isTransient(error: unknown): boolean {
  return !(error instanceof DynamoDbError) || error.status >= 500 || isThrottled(error);
}

/** DynamoDB's errors for too many requests. Source: DynamoDB developer guide, "Error handling". */
const THROTTLED: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);
