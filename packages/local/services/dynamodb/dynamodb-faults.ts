// What goes wrong at a table on demand, in DynamoDB's own words.
import { AwsError } from '../../errors.ts';
import type { Fault, Hop } from '../../fault-injection/index.ts';

type Input = Readonly<Record<string, unknown>>;
type Asked = { operation: string; input: Input; trace: string | undefined };

/** Does an operation as the rules of the hop let it. */
export async function aroundOperation<T>(hop: Hop, { operation, input, trace }: Asked, call: () => Promise<T>) {
  const site = WRITES.has(operation) ? 'write' : 'operation';
  return hop.around<T>(
    { site, subject: operation, trace },
    {
      call,
      refuse: refusal,
      other: () => Promise.reject(conflict(operation, input)),
    },
  );
}

const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']);

// The words of each are those of AWS: "Error handling with DynamoDB", and the API reference of the operation.
const WORDS: Readonly<Record<string, string>> = {
  ProvisionedThroughputExceededException:
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  ThrottlingException: 'Rate of requests exceeds the allowed throughput.',
  RequestLimitExceeded:
    'Throughput exceeds the current throughput limit for your account. Please contact AWS Support at https://aws.amazon.com/support request a limit increase',
};

function refusal({ fault, error }: Fault): AwsError {
  const words = fault === 'error' ? WORDS[error] : undefined;
  if (words !== undefined) return new AwsError(error, words);
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
