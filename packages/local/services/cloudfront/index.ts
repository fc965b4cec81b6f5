// The door of the CloudFront service.
export { CloudFront, cloudFrontResources } from './cloudfront-resources.ts';
