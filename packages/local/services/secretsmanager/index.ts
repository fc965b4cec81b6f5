// Public interface of the Secrets Manager service.
export { SecretStore } from './secret-store.ts';
export { secretsManagerApi } from './secrets-manager-operations.ts';
export { secretsManagerResources } from './secrets-manager-resources.ts';
