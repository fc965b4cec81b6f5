// One Lambda function of the HTTP API, with a log group and a role of its own.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FILE_INDEX } from '../db/file-rows.ts';
import { THREAD_INDEX } from '../db/thread-log.ts';
import { CHAT_TABLE, LOG_TABLE } from '../environment.ts';
import { FUNCTION_LOGGING } from './function-logging.ts';
import type { Tables } from './tables.construct.ts';

export type HandlerProps = {
  /** The folder of the bundle, `index.mjs` in it. */
  bundle: string;
  tables: Tables;
  /** Its DynamoDB actions on each table: `Query`, `PutItem`, … */
  logActions: readonly string[];
  chatActions: readonly string[];
  /** The beginnings of the partition keys of the chat table to which its actions are restricted. @default all */
  chatKeys?: readonly string[];
  /** Its actions on the index of threads of the log table, and on the index of files of the chat table. */
  indexActions?: { threads?: readonly string[] | undefined; files?: readonly string[] | undefined };
  /** @default 512 */
  memorySize?: number;
  /** @default 10 seconds */
  timeout?: Duration;
  /** Its actions on the user pool. */
  pool?: { arn: string; actions: readonly string[] };
  /** Further environment variables. */
  environment?: Readonly<Record<string, string>>;
};

/** A function with the permissions of its props, and that of writing its own log. */
export class Handler extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: HandlerProps) {
    super(scope, id);
    const { bundle, tables, logActions, chatActions, chatKeys, indexActions = {}, pool, environment } = props;
    const { memorySize = 512, timeout = Duration.seconds(10) } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const allow = (actions: readonly string[], resource: string, keys?: readonly string[]) => {
      const patterns = keys?.map((key) => `${key}*`);
      if (actions.length > 0)
        role.addToPolicy(
          new PolicyStatement({
            actions: actions.map((action) => `dynamodb:${action}`),
            resources: [resource],
            ...(patterns && { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns } } }),
          }),
        );
    };
    allow(logActions, tables.log.tableArn);
    allow(chatActions, tables.chat.tableArn, chatKeys);
    allow(indexActions.threads ?? [], `${tables.log.tableArn}/index/${THREAD_INDEX}`);
    allow(indexActions.files ?? [], `${tables.chat.tableArn}/index/${FILE_INDEX}`);
    if (pool)
      role.addToPolicy(
        new PolicyStatement({ actions: pool.actions.map((action) => `cognito-idp:${action}`), resources: [pool.arn] }),
      );
    this.function = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize,
      timeout,
      role,
      logGroup,
      ...FUNCTION_LOGGING,
      environment: { [LOG_TABLE]: tables.log.tableName, [CHAT_TABLE]: tables.chat.tableName, ...environment },
    });
    // A function may be invoked as soon as it exists, so its permissions must exist before.
    this.function.node.addDependency(role);
  }
}
