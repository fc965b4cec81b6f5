// The HTTP API: where people post and read, each route with its own function.

import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type CfnStage, CorsHttpMethod, HttpApi, type HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { MESSAGES_PER_MINUTE } from '../environment.ts';
import type { Guests } from './guests.construct.ts';
import { Handler } from './handler.construct.ts';
import type { Identity } from './identity.construct.ts';
import type { Tables } from './tables.construct.ts';

export type ApiProps = {
  tables: Tables;
  identity: Identity;
  /** When people may come in without an account. */
  guests?: Guests;
  pageOrigin: string;
  bundles: string;
  messagesPerMinute: number;
};

/**
 * What is noted of a request, to find out later who did what, and who was refused: never its body, and no path, as a path
 * names a channel. Source: API Gateway developer guide, "Customize HTTP API access logs".
 */
const ACCESS = {
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
 * Of each route that has no throttle of its own: half of the account's 10,000 a second and 5,000 at once, so that a flood of one
 * route leaves as much for the others and for the account's other APIs. Source: API Gateway developer guide, "Throttle requests
 * to your HTTP APIs".
 */
const THROTTLE: CfnStage.RouteSettingsProperty = { throttlingRateLimit: 5_000, throttlingBurstLimit: 2_500 };

/** The routes, every one behind the tokens of the user pool or the issuer, but those for guests. */
export class Api extends Construct {
  /** `https://….execute-api.REGION.amazonaws.com` */
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    { tables, identity, guests, pageOrigin, bundles, messagesPerMinute }: ApiProps,
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
        // Otherwise the page cannot read when to come back.
        exposeHeaders: ['retry-after'],
        maxAge: Duration.hours(1),
      },
      defaultAuthorizer: identity.authorizer,
      defaultAuthorizationScopes: [...identity.scopes],
    });
    const route = (
      name: string,
      keys: string[],
      mayLog: string[],
      mayChat: string[],
      environment: Record<string, string> = {},
    ) => {
      const bundle = join(bundles, name.replaceAll(/\B[A-Z]/g, '-$&').toLowerCase());
      const handler = new Handler(this, name, { bundle, tables, mayLog, mayChat, environment });
      const integration = new HttpLambdaIntegration(name, handler.function);
      for (const key of keys) {
        const [method = '', path = ''] = key.split(' ');
        api.addRoutes({ path, methods: [method as HttpMethod], integration });
      }
    };
    const channel = '/channels/{channel}';
    // Whoever comes for the first time is written into the channels that everybody is in, whose ends are read for that.
    const arriving = { log: ['Query'], chat: ['PutItem', 'UpdateItem'] };
    const listing = { log: arriving.log, chat: ['Query', 'GetItem', 'BatchGetItem', ...arriving.chat] };
    route(
      'PostMessage',
      [`POST ${channel}/messages`],
      ['Query', 'GetItem', 'PutItem', 'UpdateItem'],
      ['GetItem', 'BatchGetItem', 'DeleteItem', ...arriving.chat],
      { [MESSAGES_PER_MINUTE]: `${messagesPerMinute}` },
    );
    route('ListMessages', [`GET ${channel}/messages`], ['Query'], ['BatchGetItem']);
    route('Channels', ['GET /channels', 'POST /channels'], listing.log, listing.chat);
    route('Members', [`GET ${channel}/members`, `POST ${channel}/members`], listing.log, [
      ...listing.chat,
      'ConditionCheckItem',
    ]);
    const member = `${channel}/members/{userId}`;
    route(
      'Moderation',
      [`PATCH ${channel}`, `PATCH ${member}`, `DELETE ${member}`, `GET ${channel}/audit`],
      ['Query', 'PutItem'],
      ['Query', 'BatchGetItem', 'DeleteItem', ...arriving.chat],
    );
    const reports = `${channel}/reports`;
    route(
      'Reports',
      [`GET ${reports}`, `POST ${reports}`, `DELETE ${reports}/{seq}`],
      ['GetItem'],
      ['Query', 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
    );
    const invites = `${channel}/invitations`;
    route(
      'Invitations',
      [
        `GET ${invites}`,
        `POST ${invites}`,
        `DELETE ${invites}/{code}`,
        'GET /invitations/{code}',
        'POST /invitations/{code}',
      ],
      ['Query', 'PutItem'],
      [...listing.chat, 'DeleteItem', 'ConditionCheckItem'],
    );
    route('Users', ['GET /users'], [], ['Query']);
    route(
      'ReadCursor',
      [`PUT ${channel}/read`],
      ['Query', 'GetItem'],
      ['Query', 'BatchGetItem', 'BatchWriteItem', ...arriving.chat],
    );
    route('Sync', ['POST /sync'], listing.log, listing.chat);
    const blocked = '/users/me/blocks';
    route(
      'Blocks',
      [`GET ${blocked}`, `PUT ${blocked}/{userId}`, `DELETE ${blocked}/{userId}`],
      [],
      ['Query', 'PutItem', 'DeleteItem'],
    );
    route(
      'Profiles',
      ['GET /users/me', 'PATCH /users/me', 'POST /users/profiles'],
      [],
      ['GetItem', 'BatchGetItem', 'UpdateItem'],
    );
    guests?.openOn(api);
    // The stage that HttpApi makes takes no such settings, and one of our own would have to take its place in a running stack.
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
    stage.accessLogSettings = { destinationArn: logs.logGroupArn, format: JSON.stringify(ACCESS) };
  }
}
