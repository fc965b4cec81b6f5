// Deletes the bytes of files whose rows were removed: with their message, or because they were never posted.
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { fileIdOf } from '../db/file-rows.ts';
import type { FileObjects } from './file-store.ts';

/** Deletes the objects of a batch in order. What fails is delivered again, from the first failed record on. */
export async function deleteRemovedFiles(
  records: readonly DynamoDBRecord[],
  store: Pick<FileObjects, 'delete'>,
): Promise<DynamoDBBatchResponse> {
  for (const { eventName, dynamodb } of records) {
    const fileId = fileIdOf(dynamodb?.Keys?.['pk']?.S);
    if (eventName !== 'REMOVE' || fileId === undefined) continue;
    try {
      await store.delete(fileId);
    } catch (error) {
      console.error(error);
      return { batchItemFailures: [{ itemIdentifier: dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}
