// The public API of S3.
export type { Assets } from './bucket-deployment.ts';
export { type S3ApiDeps, serveS3, serviceHandler } from './s3-api.ts';
export { s3Resources } from './s3-resources.ts';
export { type DeployedFile, S3 } from './s3-service.ts';
