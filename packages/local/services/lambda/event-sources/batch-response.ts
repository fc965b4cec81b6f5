// What a function's response says about a batch of stream records: all succeeded, all failed, or those from one record on.
import type { StreamRecord } from '../../pipes/index.ts';
import type { InvokeResponse } from '../lambda-service.ts';

/**
 * The index of the first record that failed; the number of records if all succeeded. Without `reportsFailures` only an error of the
 * function fails a batch. Source: Lambda developer guide, "Configuring partial batch response with DynamoDB and Lambda": the lowest
 * sequence number is the checkpoint, and a report that Lambda cannot use fails the whole batch.
 */
export function firstFailure(
  { payload, error }: InvokeResponse,
  records: readonly StreamRecord[],
  reportsFailures: boolean,
): number {
  if (error) return 0;
  if (!reportsFailures || payload === null || payload === undefined) return records.length;
  const { batchItemFailures } = Object(payload) as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return records.length;
  if (!Array.isArray(batchItemFailures)) return 0;
  const indexes = batchItemFailures.map((failure: { itemIdentifier?: unknown } | null) =>
    records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === failure?.itemIdentifier),
  );
  return Math.max(0, Math.min(records.length, ...indexes));
}
