// What all functions log: JSON, and only warnings and errors.
import { ApplicationLogLevel, LoggingFormat, SystemLogLevel } from 'aws-cdk-lib/aws-lambda';

/**
 * Lambda's START, END and REPORT of a successful invocation are omitted, because CloudWatch bills each line; the access log has
 * each request with its status and duration, and Lambda's metrics have the rest.
 */
export const FUNCTION_LOGGING = {
  loggingFormat: LoggingFormat.JSON,
  applicationLogLevelV2: ApplicationLogLevel.WARN,
  systemLogLevelV2: SystemLogLevel.WARN,
};
