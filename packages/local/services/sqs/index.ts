// The door of the SQS service.
export { sqsKinds } from './kinds.ts';
export { SQS_HOST, Sqs } from './sqs.ts';
