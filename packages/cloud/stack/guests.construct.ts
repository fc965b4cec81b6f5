// Guests: three open routes, each with a throttle, and what deletes those whose time is over.
import { join } from 'node:path';
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

export type GuestsProps = {
  userPool: UserPool;
  /** The client of the pool through which guests are signed in. */
  client: UserPoolClient;
  /** How many guests there may be. */
  most: number;
  bundles: string;
};

/**
 * What all callers together may ask for. Nobody has shown who they are, so no limit can be for each of them: a crowd at the
 * door keeps guests out, and takes nothing from people with an account.
 */
const THROTTLES = {
  'POST /guests': { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 },
  'POST /guests/refresh': { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
  'POST /guests/sign-out': { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
};

/** The functions of guests, and their door in the HTTP API. */
export class Guests extends Construct {
  readonly #createFunction: LambdaFunction;

  constructor(scope: Construct, id: string, { userPool, client, most, bundles }: GuestsProps) {
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
      { ...common, [GUESTS_CLIENT]: client.userPoolClientId, [GUESTS_MAX]: String(most) },
      allow('ListUsersInGroup', 'AdminCreateUser', 'AdminAddUserToGroup', 'AdminSetUserPassword', 'AdminInitiateAuth'),
    );
    const expire = this.#function(
      'Expire',
      join(bundles, 'expire-guests'),
      common,
      allow('ListUsersInGroup', 'AdminDeleteUser'),
    );
    new Rule(this, 'Daily', {
      description: 'Deletes the guests whose time is over',
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new Target(expire)],
    });
  }

  /** Opens the door. */
  openOn(api: HttpApi): void {
    const stage = api.defaultStage?.node.defaultChild as CfnStage;
    stage.routeSettings = THROTTLES;
    const integration = new HttpLambdaIntegration('Guests', this.#createFunction);
    for (const key of Object.keys(THROTTLES)) {
      const path = key.replace('POST ', '');
      const [route] = api.addRoutes({
        path,
        methods: [HttpMethod.POST],
        integration,
        authorizer: new HttpNoneAuthorizer(),
        authorizationScopes: [],
      });
      // API Gateway refuses the settings of a route that is not there yet.
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
    const made = new LambdaFunction(this, id, {
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(30),
      role,
      logGroup,
      environment,
    });
    made.node.addDependency(role);
    return made;
  }
}
