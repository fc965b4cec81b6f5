// The public API of CloudFront.
export { CloudFront, cloudFrontResources } from './cloudfront-resources.ts';
