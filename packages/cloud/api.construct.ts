// The HTTP API: where people post and read, each route with its own function.

import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { CorsHttpMethod, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { Handler } from './handler.construct.ts';
import type { Identity } from './identity.construct.ts';
import type { Tables } from './tables.construct.ts';

export type ApiProps = { tables: Tables; identity: Identity; pageOrigin: string; bundles: string };

/** The routes, every one behind the user pool's tokens. */
export class Api extends Construct {
  /** `https://….execute-api.REGION.amazonaws.com` */
  readonly url: string;

  constructor(scope: Construct, id: string, { tables, identity, pageOrigin, bundles }: ApiProps) {
    super(scope, id);
    const api = new HttpApi(this, 'Api', {
      apiName: 'parley',
      corsPreflight: {
        allowOrigins: [pageOrigin],
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT],
        allowHeaders: ['authorization', 'content-type'],
        // Otherwise the page cannot read when to come back.
        exposeHeaders: ['retry-after'],
        maxAge: Duration.hours(1),
      },
      defaultAuthorizer: new HttpUserPoolAuthorizer('People', identity.userPool, {
        userPoolClients: [identity.client],
      }),
    });
    const route = (path: string, methods: HttpMethod[], name: string, mayLog: string[], mayChat: string[]) => {
      const handler = new Handler(this, name, { bundle: join(bundles, name.toLowerCase()), tables, mayLog, mayChat });
      api.addRoutes({ path, methods, integration: new HttpLambdaIntegration(name, handler.function) });
    };
    const messages = '/channels/{channel}/messages';
    const read = '/channels/{channel}/read';
    const { GET, POST, PUT } = HttpMethod;
    const listing = ['Query', 'GetItem', 'PutItem'];
    route(
      messages,
      [POST],
      'Append',
      ['Query', 'GetItem', 'PutItem', 'UpdateItem'],
      ['GetItem', 'PutItem', 'DeleteItem'],
    );
    route(messages, [GET], 'History', ['Query'], ['GetItem']);
    route('/channels', [GET, POST], 'Channels', ['Query'], listing);
    route(read, [PUT], 'Read', ['Query', 'GetItem'], [...listing, 'UpdateItem', 'BatchWriteItem']);
    route('/sync', [POST], 'Sync', ['Query'], listing);
    this.url = api.apiEndpoint;
  }
}
