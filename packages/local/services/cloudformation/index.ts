// The public API of the CloudFormation resource types.
export { cloudFormationResources } from './cloudformation-resources.ts';
