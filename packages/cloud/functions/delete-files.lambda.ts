// The function that deletes the bytes of removed files. It reads the stream of the chat table.
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { FILES_BUCKET, required } from '../environment.ts';
import { FileStore } from '../files/file-store.ts';
import { deleteRemovedFiles } from '../files/removed-files.ts';

const store = new FileStore(required(FILES_BUCKET));

export async function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  return deleteRemovedFiles(Records, store);
}
