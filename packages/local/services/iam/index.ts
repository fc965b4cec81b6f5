// The public API of IAM.
export { accessKeyOwners } from './access-key-owners.ts';
export { assumedRole, authenticate, authorizer, type Caller, requirePermissions } from './caller.ts';
export { iamResources } from './iam-resources.ts';
export { type Credentials, Iam, type Role } from './iam-service.ts';
export type { Context } from './policy-condition.ts';
export { parsePolicyDocument, type Statement } from './policy-document.ts';
export { type Decision, evaluate } from './policy-evaluation.ts';
export { matchesPattern } from './wildcard.ts';
