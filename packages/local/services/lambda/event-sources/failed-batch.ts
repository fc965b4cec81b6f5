// The message to the on-failure destination about a batch that Lambda has given up: its position in the stream, not the records.
import { encodeBatchInfo, type GiveUpCondition, type StreamRecord } from '../../pipes/index.ts';

/** A batch that is given up. `invoked` is how often the function was invoked with it. */
export type FailedBatch = {
  records: readonly StreamRecord[];
  condition: GiveUpCondition;
  functionArn: string;
  requestId: string;
  invoked: number;
  now: number;
};

/** Source: Lambda developer guide, "Retain discarded records for a DynamoDB event source in Lambda". */
export function encodeFailedBatch({ records, condition, functionArn, requestId, invoked, now }: FailedBatch): string {
  return JSON.stringify({
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: invoked },
    ...(invoked > 0 && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    }),
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: encodeBatchInfo(records),
  });
}
