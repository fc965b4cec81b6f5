// The door of the SQS service.
export { sqsKinds } from './sqs-resources.ts';
export { SQS_HOST, Sqs } from './sqs-service.ts';
