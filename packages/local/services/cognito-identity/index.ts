// Public interface of the Cognito identity pools service.
export { identityPoolsApi } from './identity-operations.ts';
export { identityPoolResources } from './identity-pool-resources.ts';
export { IdentityPools } from './identity-pools.ts';
