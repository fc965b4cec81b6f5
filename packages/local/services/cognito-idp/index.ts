// The door of the Cognito user pools service.

export { cognitoApi } from './cognito-operations.ts';
export { cognitoKinds } from './cognito-resources.ts';
export { Cognito } from './cognito-service.ts';
