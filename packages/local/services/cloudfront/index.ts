// The door of the CloudFront service.
export { CloudFront, cloudFrontKinds } from './cloudfront-resources.ts';
