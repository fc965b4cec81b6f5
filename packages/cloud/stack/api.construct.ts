// The HTTP API: its routes, their functions, authorizer and throttle, and the access log.
import { join } from 'node:path';
import { ROUTES } from '@parley/chat';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type CfnStage, CorsHttpMethod, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { MESSAGES_PER_MINUTE, PRESENCE, TYPING_MEMBERS_MAX, USER_POOL } from '../environment.ts';
import { addAnonymousRoutes } from './anonymous-routes.ts';
import type { Guests } from './guests.construct.ts';
import { Handler } from './handler.construct.ts';
import { bundleName, HTTP_FUNCTIONS, type HttpFunction, PREVIEW_FUNCTION } from './http-functions.ts';
import type { Identity } from './identity.construct.ts';
import type { Tables } from './tables.construct.ts';

export type ApiProps = {
  tables: Tables;
  identity: Identity;
  /** The user pool of the stack; undefined where another issuer signs users in. */
  userPool?: IUserPool;
  /** The routes and functions of guests, if they are enabled. */
  guests?: Guests;
  pageOrigin: string;
  bundles: string;
  messagesPerMinute: number;
  typingMembersMax: number;
  presence: boolean;
  linkPreviews: boolean;
};

/**
 * The fields of the access log, which tell who requested what, and which requests were rejected: never a body, and no path, as a
 * path names a channel. Source: API Gateway developer guide, "Customize HTTP API access logs".
 */
const ACCESS_LOG = {
  time: '$context.requestTime',
  request: '$context.requestId',
  ip: '$context.identity.sourceIp',
  sub: '$context.authorizer.claims.sub',
  route: '$context.routeKey',
  status: '$context.status',
  ms: '$context.responseLatency',
  refused: '$context.authorizer.error',
  failed: '$context.integrationErrorMessage',
};

/**
 * The throttle of each route without one of its own: half of the account's 10,000 a second and burst of 5,000, so that a flood of
 * one route leaves as much for the others and for the account's other APIs. Source: API Gateway developer guide, "Throttle
 * requests to your HTTP APIs".
 */
const THROTTLE: CfnStage.RouteSettingsProperty = { throttlingRateLimit: 5_000, throttlingBurstLimit: 2_500 };

/** Enough for a large team that is invited at once; a code has 132 random bits, so that no rate finds one. */
const DESCRIPTION_THROTTLE = { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 };

/** The HTTP API. Every route requires a token of the user pool or the issuer, except those of guests and the description of an invitation. */
export class Api extends Construct {
  /** `https://….execute-api.REGION.amazonaws.com` */
  readonly url: string;
  /** The functions, by their ids in HTTP_FUNCTIONS and, where it exists, PREVIEW_FUNCTION. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;

  constructor(
    scope: Construct,
    id: string,
    {
      tables,
      identity,
      userPool,
      guests,
      pageOrigin,
      bundles,
      messagesPerMinute,
      typingMembersMax,
      presence,
      linkPreviews,
    }: ApiProps,
  ) {
    super(scope, id);
    const api = new HttpApi(this, 'Api', {
      apiName: 'parley',
      corsPreflight: {
        allowOrigins: [pageOrigin],
        allowMethods: [
          CorsHttpMethod.GET,
          CorsHttpMethod.POST,
          CorsHttpMethod.PUT,
          CorsHttpMethod.PATCH,
          CorsHttpMethod.DELETE,
        ],
        allowHeaders: ['authorization', 'content-type'],
        // Otherwise the page cannot read when to retry.
        exposeHeaders: ['retry-after'],
        maxAge: Duration.hours(1),
      },
      defaultAuthorizer: identity.authorizer,
      defaultAuthorizationScopes: [...identity.scopes],
    });
    const functions: Record<string, LambdaFunction> = {};
    const specified: Readonly<Record<string, HttpFunction>> = {
      ...HTTP_FUNCTIONS,
      ...(linkPreviews && PREVIEW_FUNCTION),
    };
    for (const [name, { routes, log, chat, chatKeys, index, fileIndex, pool = [] }] of Object.entries(specified)) {
      const handler = new Handler(this, name, {
        bundle: join(bundles, bundleName(name)),
        tables,
        logActions: log,
        chatActions: chat,
        ...(chatKeys && { chatKeys }),
        indexActions: { threads: index, files: fileIndex },
        ...(userPool && pool.length > 0 && { pool: { arn: userPool.userPoolArn, actions: pool } }),
        environment: {
          [MESSAGES_PER_MINUTE]: `${messagesPerMinute}`,
          [TYPING_MEMBERS_MAX]: `${typingMembersMax}`,
          ...(!presence && { [PRESENCE]: 'off' }),
          ...(userPool && pool.length > 0 && { [USER_POOL]: userPool.userPoolId }),
        },
      });
      functions[name] = handler.function;
      const integration = new HttpLambdaIntegration(name, handler.function);
      for (const route of routes) {
        const { method, path } = ROUTES[route];
        api.addRoutes({ path, methods: [HttpMethod[method]], integration });
      }
    }
    this.functions = functions;
    const description = new Handler(this, 'Invitation', {
      bundle: join(bundles, 'invitation'),
      tables,
      logActions: [],
      chatActions: ['BatchGetItem'],
    });
    const describes = new HttpLambdaIntegration('Invitation', description.function);
    addAnonymousRoutes(api, { describeInvitation: DESCRIPTION_THROTTLE }, () => describes);
    guests?.addRoutes(api);
    // The stage that HttpApi creates has no such property, and another stage would have to replace it in a deployed stack.
    const stage = api.defaultStage?.node.defaultChild as CfnStage;
    stage.defaultRouteSettings = THROTTLE;
    this.#logAccess(stage);
    this.url = api.apiEndpoint;
  }

  #logAccess(stage: CfnStage): void {
    const logs = new LogGroup(this, 'Access', {
      // The prefix keeps the account's resource policy for log delivery short: CloudWatch Logs user guide, vended logs.
      logGroupName: `/aws/vendedlogs/apis/${Stack.of(this).stackName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    stage.accessLogSettings = { destinationArn: logs.logGroupArn, format: JSON.stringify(ACCESS_LOG) };
  }
}
