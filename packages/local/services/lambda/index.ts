// The door of the Lambda service.
export { lambdaKinds } from './kinds.ts';
export { type Answer, Lambda } from './lambda.ts';
export type { LambdaNeeds } from './needs.ts';
export { type FunctionSettings, parseSettings } from './settings.ts';
