// Guests: three routes without an authorizer, each with a throttle, and the daily deletion of expired guests.
import { join } from 'node:path';
import { ROUTES, type RouteName, routeKey } from '@parley/chat';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  type CfnRoute,
  type CfnStage,
  type HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Target } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { GUESTS_CLIENT, GUESTS_MAX, USER_POOL } from '../environment.ts';
import { FUNCTION_LOGGING } from './function-logging.ts';

export type GuestsProps = {
  userPool: UserPool;
  /** The app client with which guests sign in. */
  client: UserPoolClient;
  /** How many guests may exist at one time. */
  maxGuests: number;
  bundles: string;
};

/**
 * Limits of each route for all callers together. Callers without a token cannot be told apart, so no limit can apply to each of
 * them: a flood keeps new guests out, and takes nothing from users with an account.
 */
const THROTTLES = {
  createGuest: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 },
  refreshGuest: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
  deleteGuest: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
} as const satisfies { readonly [Name in RouteName]?: object };

/** The two functions of guests: one serves their routes, the other deletes those whose time is over. */
export class Guests extends Construct {
  readonly #createFunction: LambdaFunction;

  constructor(scope: Construct, id: string, { userPool, client, maxGuests, bundles }: GuestsProps) {
    super(scope, id);
    const common = { [USER_POOL]: userPool.userPoolId };
    const allow = (...actions: string[]) =>
      new PolicyStatement({
        actions: actions.map((action) => `cognito-idp:${action}`),
        resources: [userPool.userPoolArn],
      });
    this.#createFunction = this.#function(
      'Create',
      join(bundles, 'guests'),
      { ...common, [GUESTS_CLIENT]: client.userPoolClientId, [GUESTS_MAX]: String(maxGuests) },
      allow('ListUsersInGroup', 'AdminCreateUser', 'AdminAddUserToGroup', 'AdminSetUserPassword', 'AdminInitiateAuth'),
    );
    const expireFunction = this.#function(
      'Expire',
      join(bundles, 'expire-guests'),
      common,
      allow('ListUsersInGroup', 'AdminDeleteUser'),
    );
    new Rule(this, 'Daily', {
      description: 'Deletes the guests whose time is over',
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new Target(expireFunction)],
    });
  }

  /** Adds the routes of guests to an API. */
  addRoutes(api: HttpApi): void {
    const stage = api.defaultStage?.node.defaultChild as CfnStage;
    const names = Object.keys(THROTTLES) as (keyof typeof THROTTLES)[];
    stage.routeSettings = Object.fromEntries(names.map((name) => [routeKey(name), THROTTLES[name]]));
    const integration = new HttpLambdaIntegration('Guests', this.#createFunction);
    for (const name of names) {
      const { method, path } = ROUTES[name];
      const [route] = api.addRoutes({
        path,
        methods: [HttpMethod[method]],
        integration,
        authorizer: new HttpNoneAuthorizer(),
        authorizationScopes: [],
      });
      // API Gateway refuses the settings of a route that does not exist yet.
      stage.addResourceDependency(route?.node.defaultChild as CfnRoute);
    }
  }

  #function(id: string, bundle: string, environment: Record<string, string>, may: PolicyStatement): LambdaFunction {
    const logGroup = new LogGroup(this, `${id}Logs`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    role.addToPolicy(may);
    const lambda = new LambdaFunction(this, id, {
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(30),
      role,
      logGroup,
      ...FUNCTION_LOGGING,
      environment,
    });
    lambda.node.addDependency(role);
    return lambda;
  }
}
