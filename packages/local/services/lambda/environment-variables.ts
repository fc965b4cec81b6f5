// The environment variables of a function: Lambda's own, those of the template, and the endpoints of the services for its SDK.
import { REGION } from '../resource-ids.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { LambdaDeps } from './lambda-deps.ts';

/** The environment variables of one execution environment. It contains none of the engine's own variables. */
export function environmentVariables(
  settings: FunctionSettings,
  root: string,
  logStream: string,
  deps: Pick<LambdaDeps, 'iam' | 'environment'>,
): Record<string, string> {
  const { name, runtime, memoryMb, handler, environment, logGroup, roleArn } = settings;
  const credentials = deps.iam.accessKey(roleArn, name);
  return {
    ...environment,
    ...deps.environment(),
    // Source: Lambda developer guide, "Defined runtime environment variables".
    _HANDLER: handler,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    LAMBDA_TASK_ROOT: root,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    // As on Lambda; it also keeps the SDK from reading the developer's own ~/.aws.
    HOME: '/home/sbx_user1051',
  };
}
