// The public API of DynamoDB: the service, its JSON API, its resource types, and a stream as a pipe reads it.
export { dynamoDbApi } from './dynamodb-api.ts';
export { permissionsOf } from './dynamodb-operations.ts';
export { dynamoDbResources } from './dynamodb-resources.ts';
export { DynamoDb } from './dynamodb-service.ts';
export { FaultyStream } from './streams/faulty-stream.ts';
export type { StreamRecord, TableStream } from './streams/table-stream.ts';
