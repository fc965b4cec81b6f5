// The door of the Cognito user pools service.
export { Cognito } from './cognito.ts';
export { cognitoKinds } from './kinds.ts';
export { UNSIGNED } from './operations.ts';
