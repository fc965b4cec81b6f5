// The whole system: who people are, where they talk, how what they say reaches everybody.

import { join } from 'node:path';
import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './alarms.construct.ts';
import { Api } from './api.construct.ts';
import { CALLS_PER_SECOND, Delivery } from './delivery.construct.ts';
import { Events } from './events.construct.ts';
import { Guests } from './guests.construct.ts';
import { Identity } from './identity.construct.ts';
import { WebPage } from './page.construct.ts';
import { Repair } from './repair.construct.ts';
import { Tables } from './tables.construct.ts';

export type ParleyProps = StackProps & {
  /** The built page, and the bundled functions. */
  page: string;
  bundles: string;
  /** The code of each namespace's handlers. */
  handlers: { log: string; signals: string };
  keyExpires: Date;
  /** Whether the pipe's log shows what people say. @default false */
  logExecutionData?: boolean;
  /** How many entries a second the pipe delivers, for an account whose quota was raised. @default 300 */
  callsPerSecond?: number;
  /** Whether anybody who finds the page may make an account. @default false */
  openSignUp?: boolean;
  /** How many people may be in without an account. @default none */
  guests?: number;
};

/** Parley on AWS, and, read by the local engine, on a laptop. */
export class ParleyStack extends Stack {
  constructor(scope: Construct, id: string, props: ParleyProps) {
    super(scope, id, { description: 'Parley: a chat that a team can own', ...props });
    const page = new WebPage(this, 'Web');
    const tables = new Tables(this, 'Tables');
    // The first label of the sign-in pages' host is taken once in a region, by whichever account.
    const identity = new Identity(this, 'Identity', {
      pageOrigin: page.origin,
      domainPrefix: `parley-${Aws.ACCOUNT_ID}`,
      openSignUp: props.openSignUp ?? false,
      guests: props.guests !== undefined,
    });
    const { bundles } = props;
    const guests = identity.guestsClient && {
      guests: new Guests(this, 'Guests', {
        userPool: identity.userPool,
        client: identity.guestsClient,
        most: props.guests ?? 0,
        bundles,
      }),
    };
    const api = new Api(this, 'Http', { tables, identity, ...guests, pageOrigin: page.origin, bundles });
    const { handlers, keyExpires } = props;
    const events = new Events(this, 'Events', { identity, tables, keyExpires, handlers });
    const delivery = new Delivery(this, 'Delivery', {
      tables,
      events,
      logExecutionData: props.logExecutionData ?? false,
      callsPerSecond: props.callsPerSecond ?? CALLS_PER_SECOND,
    });
    const bundle = join(props.bundles, 'repair');
    const repair = new Repair(this, 'Repair', { bundle, events, connection: delivery.connection });
    new Alarms(this, 'Alarms', { tables, delivery, repair });

    const signIn = {
      authorize: `${identity.pages}/oauth2/authorize`,
      token: `${identity.pages}/oauth2/token`,
      logout: `${identity.pages}/logout`,
      revoke: `${identity.pages}/oauth2/revoke`,
      clientId: identity.client.userPoolClientId,
      ...(guests && { guests: `${api.url}/guests` }),
    };
    page.publish(props.page, { api: api.url, eventsHttp: events.http, eventsRealtime: events.realtime, signIn }, [
      `${api.url}/`,
      events.http,
      events.realtime,
      signIn.token,
      signIn.revoke,
    ]);

    const outputs = {
      Page: page.origin,
      Api: api.url,
      EventsHttp: events.http,
      EventsRealtime: events.realtime,
      Issuer: identity.issuer,
      SignIn: identity.pages,
      ClientId: signIn.clientId,
      EventsApi: events.api.apiId,
      DeadLetters: delivery.deadLetters.queueUrl,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
