// The public API of the CloudFormation resource types.
export { cloudFormationResources, customResource } from './cloudformation-resources.ts';
export { CustomResources } from './custom-resources.ts';
