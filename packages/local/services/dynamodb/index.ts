// The door of DynamoDB: the service, the resource types it makes, and what a pipe sees of a stream.
export { DynamoDb } from './dynamodb.ts';
export { FaultyStream } from './faulty-stream.ts';
export type { Perform } from './http.ts';
export { dynamoDbKinds } from './kinds.ts';
export { type Need, needsOf } from './permission.ts';
export type { StreamRecord, TableStream } from './stream.ts';
