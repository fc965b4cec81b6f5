// The errors of injected faults at a table, worded as DynamoDB does.
import { AwsError } from '../../errors.ts';
import type { Fault } from '../../fault-injection/index.ts';

type Input = Readonly<Record<string, unknown>>;

/** The site of an operation: only a write can meet a conflict. */
export function siteOf(operation: string): 'write' | 'operation' {
  return WRITES.has(operation) ? 'write' : 'operation';
}

const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']);

// Worded as AWS does: "Error handling with DynamoDB", and the API reference of the operation.
const MESSAGES: Readonly<Record<string, string>> = {
  ProvisionedThroughputExceededException:
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  ThrottlingException: 'Rate of requests exceeds the allowed throughput.',
  RequestLimitExceeded:
    'Throughput exceeds the current throughput limit for your account. Please contact AWS Support at https://aws.amazon.com/support request a limit increase',
};

/** The error of a fault in an operation. */
export function dynamoDbError({ fault, error }: Fault, operation: string, input: Input): AwsError {
  if (fault === 'conflict') return conflict(operation, input);
  const message = fault === 'error' ? MESSAGES[error] : undefined;
  if (message !== undefined) return new AwsError(error, message);
  return new AwsError('InternalServerError', 'The request could not be processed because of an internal error.', 500);
}

/** AWS: "Managing complex workflows with DynamoDB transactions", transaction conflict handling. */
function conflict(operation: string, { TransactItems }: Input): AwsError {
  if (operation !== 'TransactWriteItems')
    return new AwsError('TransactionConflictException', 'Transaction is ongoing for the item');
  const items = Array.isArray(TransactItems) ? TransactItems : [];
  const reasons = items.map((_, index) =>
    index === 0 ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' } : { Code: 'None' },
  );
  return new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );
}
