// Public interface of the Cognito user pools service.

export { cognitoApi } from './cognito-operations.ts';
export { cognitoResources } from './cognito-resources.ts';
export { Cognito } from './cognito-service.ts';
