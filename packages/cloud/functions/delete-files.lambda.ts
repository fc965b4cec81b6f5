// Deletes the bytes of files whose rows were removed: with their message, or because they were never posted. It reads the stream of the chat table.
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { fileIdOf } from '../db/file-rows.ts';
import { FILES_BUCKET, required } from '../environment.ts';
import { FileStore } from '../files/file-store.ts';

const store = new FileStore(required(FILES_BUCKET));

/** Deletes the objects of a batch in order. What fails is delivered again, from the first failed record on. */
export async function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  for (const { eventName, dynamodb } of Records) {
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
