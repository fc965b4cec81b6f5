// The door of the Lambda service.

export { type FunctionSettings, parseSettings } from './function-settings.ts';
export type { LambdaNeeds } from './lambda-deps.ts';
export { lambdaResources } from './lambda-resources.ts';
export { type Answer, Lambda } from './lambda-service.ts';
