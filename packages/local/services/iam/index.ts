// The door of the IAM service.
export { needsOfCognito, needsOfEvents, needsOfSqs, refuseAsSqs } from './actions.ts';
export { assumed, type Caller, callerOf, demand, type Need } from './caller.ts';
export type { Context } from './condition.ts';
export type { Decision } from './evaluate.ts';
export { type Front, guarded } from './front.ts';
export { type Credentials, Iam, type Role } from './iam.ts';
export { iamKinds } from './kinds.ts';
export { parsePolicyDocument, type Statement } from './policy.ts';
export { principalsOf } from './principals.ts';
