// The door of the CloudFront service.
export { CloudFront, cloudFrontKinds } from './kinds.ts';
