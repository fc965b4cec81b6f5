// The door of the IAM service.

export { principalsOf } from './access-key-owners.ts';
export { needsOfCognito, needsOfEvents, needsOfSqs, refuseAsSqs } from './actions.ts';
export { assumed, type Caller, callerOf, demand, type Need } from './caller.ts';
export { type Front, guarded } from './front.ts';
export { iamKinds } from './iam-resources.ts';
export { type Credentials, Iam, type Role } from './iam-service.ts';
export type { Context } from './policy-condition.ts';
export { parsePolicyDocument, type Statement } from './policy-document.ts';
export type { Decision } from './policy-evaluation.ts';
