// The door of the CloudWatch Logs service.
export { logsKinds } from './kinds.ts';
export { groupOf, type Logged, Logs } from './logs.ts';
