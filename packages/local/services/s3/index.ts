// The public API of S3.
export type { Assets } from './bucket-deployment.ts';
export { s3Resources } from './s3-resources.ts';
export { S3 } from './s3-service.ts';
