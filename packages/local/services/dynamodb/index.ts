// The door of DynamoDB: the service, the resource types it makes, and what a pipe sees of a stream.

export type { Perform } from './dynamodb-endpoint.ts';
export { type Need, needsOf } from './dynamodb-permissions.ts';
export { dynamoDbKinds } from './dynamodb-resources.ts';
export { DynamoDb } from './dynamodb-service.ts';
export { FaultyStream } from './streams/faulty-stream.ts';
export type { StreamRecord, TableStream } from './streams/table-stream.ts';
