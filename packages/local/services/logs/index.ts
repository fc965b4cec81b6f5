// The door of the CloudWatch Logs service.
export { logsResources } from './logs-resources.ts';
export { groupOf, LOG_ACTIONS, type Logged, Logs, logStreamArn } from './logs-service.ts';
