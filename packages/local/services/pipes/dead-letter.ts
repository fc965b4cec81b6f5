// What a pipe leaves in its dead-letter queue: not the record, but where to find it in the stream.

import type { GaveUp } from './retry-policy.ts';
import { bornAt, type StreamRecord } from './stream-record.ts';

// The laptop's stream is one shard; the form of its name is DynamoDB's.
const SHARD = 'shardId-00000000000000000000-00000001';

/** The pointer, as field reports show it; it must be resolved before the stream trims the record. */
export function deadLetter(record: StreamRecord, condition: GaveUp, pipeArn: string, now: number): string {
  const { SequenceNumber } = record.dynamodb;
  const arrival = new Date(bornAt(record)).toISOString();
  return JSON.stringify({
    context: { partnerResourceArn: pipeArn, condition },
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId: SHARD,
      startSequenceNumber: SequenceNumber,
      endSequenceNumber: SequenceNumber,
      approximateArrivalOfFirstRecord: arrival,
      approximateArrivalOfLastRecord: arrival,
      batchSize: 1,
      streamArn: record.eventSourceARN,
    },
  });
}
