// The door of the CloudWatch Logs service.
export { logsKinds } from './kinds.ts';
export { groupOf, LOG_ACTIONS, type Logged, Logs, logStreamArn } from './logs.ts';
