// Public interface of the SQS service.
export { sqsApi } from './sqs-operations.ts';
export { sqsResources } from './sqs-resources.ts';
export { SQS_HOST, Sqs } from './sqs-service.ts';
