// Public interface of the SQS service.
export { Queue } from './queue.ts';
export { QueuePoller, type QueueRecord, withParsedBody } from './queue-poller.ts';
export { sqsApi } from './sqs-operations.ts';
export { sqsResources } from './sqs-resources.ts';
export { SQS_HOST, Sqs } from './sqs-service.ts';
