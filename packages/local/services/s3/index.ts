// The door of the S3 service.
export type { Assets } from './deployment.ts';
export { s3Kinds } from './kinds.ts';
export { S3 } from './s3.ts';
