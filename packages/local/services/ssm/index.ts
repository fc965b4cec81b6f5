// Public interface of the Systems Manager service.
export { ParameterStore } from './parameter-store.ts';
export { ssmApi } from './ssm-operations.ts';
export { ssmResources } from './ssm-resources.ts';
