// The public API of CloudWatch Logs.
export { logsResources } from './logs-resources.ts';
export { groupOf, LOG_ACTIONS, type Logged, Logs, logStreamArn } from './logs-service.ts';
