// Guests: three routes without an authorizer, each with a throttle, and the daily deletion of expired guests.
import { join } from 'node:path';
import type { RouteName } from '@parley/chat';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Target } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { CHAT_TABLE, GUESTS_CLIENT, GUESTS_MAX, LOG_TABLE, USER_POOL } from '../environment.ts';
import { type AnonymousThrottle, addAnonymousRoutes } from './anonymous-routes.ts';
import { FUNCTION_LOGGING } from './function-logging.ts';
import type { Tables } from './tables.construct.ts';

export type GuestsProps = {
  userPool: UserPool;
  /** The app client with which guests sign in. */
  client: UserPoolClient;
  /** How many guests may exist at one time. */
  maxGuests: number;
  tables: Tables;
  bundles: string;
};

const THROTTLES = {
  createGuest: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 },
  refreshGuest: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
  deleteGuest: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
} as const satisfies { readonly [Name in RouteName]?: AnonymousThrottle };

const CREATE_TIMEOUT = Duration.seconds(30);

/** Enough for the rows of some hundred guests. A request for one of them is answered within the 30 s of an HTTP API. */
const DELETE_TIMEOUT = Duration.minutes(5);

/** The two functions of guests: one creates and refreshes them, the other deletes them with all that they leave in the tables. */
export class Guests extends Construct {
  readonly #createFunction: LambdaFunction;
  readonly #deleteFunction: LambdaFunction;

  constructor(scope: Construct, id: string, { userPool, client, maxGuests, tables, bundles }: GuestsProps) {
    super(scope, id);
    const common = { [USER_POOL]: userPool.userPoolId, [GUESTS_CLIENT]: client.userPoolClientId };
    const allow = (...actions: string[]) =>
      new PolicyStatement({
        actions: actions.map((action) => `cognito-idp:${action}`),
        resources: [userPool.userPoolArn],
      });
    this.#createFunction = this.#function(
      'Create',
      join(bundles, 'guests'),
      { ...common, [GUESTS_MAX]: String(maxGuests) },
      CREATE_TIMEOUT,
      allow('ListUsersInGroup', 'AdminCreateUser', 'AdminAddUserToGroup', 'AdminSetUserPassword', 'AdminInitiateAuth'),
    );
    const on = (table: TableV2, ...actions: string[]) =>
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [table.tableArn],
      });
    this.#deleteFunction = this.#function(
      'Delete',
      join(bundles, 'delete-guests'),
      { ...common, [LOG_TABLE]: tables.log.tableName, [CHAT_TABLE]: tables.chat.tableName },
      DELETE_TIMEOUT,
      allow('ListUsersInGroup', 'AdminDeleteUser', 'AdminInitiateAuth'),
      on(tables.log, 'Query', 'PutItem'),
      on(tables.chat, 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'),
    );
    new Rule(this, 'Daily', {
      description: 'Deletes the guests whose time is over',
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new Target(this.#deleteFunction)],
    });
  }

  /** Adds the routes of guests to an API. */
  addRoutes(api: HttpApi): void {
    const creates = new HttpLambdaIntegration('Guests', this.#createFunction);
    const deletes = new HttpLambdaIntegration('DeleteGuests', this.#deleteFunction);
    addAnonymousRoutes(api, THROTTLES, (name) => (name === 'deleteGuest' ? deletes : creates));
  }

  #function(
    id: string,
    bundle: string,
    environment: Record<string, string>,
    timeout: Duration,
    ...may: PolicyStatement[]
  ): LambdaFunction {
    const logGroup = new LogGroup(this, `${id}Logs`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    for (const statement of may) role.addToPolicy(statement);
    const lambda = new LambdaFunction(this, id, {
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout,
      role,
      logGroup,
      ...FUNCTION_LOGGING,
      environment,
    });
    lambda.node.addDependency(role);
    return lambda;
  }
}
