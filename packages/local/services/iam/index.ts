// The door of the IAM service.
export { type Credentials, Iam, type Role } from './iam.ts';
export { iamKinds } from './kinds.ts';
export { parsePolicyDocument, type Statement } from './policy.ts';
