// The stack: page, tables, identity, HTTP API, notifications, Event API, delivery, API key rotation and alarms.
import { join } from 'node:path';
import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { MESSAGES_PER_MINUTE_DEFAULT } from '../db/message-rate.ts';
import { TYPING_MEMBERS_MAX_DEFAULT } from '../environment.ts';
import { Alarms } from './alarms.construct.ts';
import { Api } from './api.construct.ts';
import { ApiKeyRotation } from './api-key-rotation.construct.ts';
import { Budget, type BudgetSettings } from './budget.construct.ts';
import { CALLS_PER_SECOND, Delivery } from './delivery.construct.ts';
import { Events } from './events.construct.ts';
import { type FileSettings, Files } from './files.construct.ts';
import { Guests } from './guests.construct.ts';
import { Hints } from './hints.construct.ts';
import { PoolIdentity } from './identity.construct.ts';
import { Notifications } from './notifications.construct.ts';
import { type OidcSettings, oidcIdentity } from './oidc.ts';
import { WebPage } from './page.construct.ts';
import { addPreviewImages } from './previews.construct.ts';
import { Retention } from './retention.construct.ts';
import { SearchIndex } from './search-index.construct.ts';
import { Tables } from './tables.construct.ts';

export type ParleyProps = StackProps & {
  /** The built page, and the bundled functions. */
  page: string;
  bundles: string;
  /** The code of each namespace's handlers. */
  handlers: { log: string; signals: string };
  keyExpires: Date;
  /** Whether the pipe's log contains the messages. @default false */
  logExecutionData?: boolean;
  /** How many entries the pipe delivers per second, for an account whose quota was raised. @default 300 */
  callsPerSecond?: number;
  /** How many messages and changes one user may post in a minute. @default 300 */
  messagesPerMinute?: number;
  /** The most members of a channel in which typing is signalled; 0 for none. @default 12 */
  typingMembersMax?: number;
  /** Whether users see who is online. @default true */
  presence?: boolean;
  /** Which files users may upload. */
  files?: Partial<FileSettings>;
  /** Whether messages show what is behind their links. @default false */
  linkPreviews?: boolean;
  /** Whether users may create accounts themselves. @default false */
  openSignUp?: boolean;
  /** How many guests may exist at one time. @default none, and no routes for guests */
  guests?: number;
  /** The issuer whose tokens are accepted. @default a user pool of the stack */
  oidc?: OidcSettings;
  /** Addresses that receive the alarms. @default none, and no topic */
  alarmEmails?: string[];
  /** A budget of the account. @default none */
  budget?: BudgetSettings;
};

/** Parley on AWS, and, read by the local engine, on a laptop. */
export class ParleyStack extends Stack {
  constructor(scope: Construct, id: string, props: ParleyProps) {
    super(scope, id, { description: 'Parley: a chat that a team can own', ...props });
    const page = new WebPage(this, 'Web');
    const tables = new Tables(this, 'Tables');
    if (props.oidc && (props.openSignUp || props.guests !== undefined))
      throw new Error('Guests and sign-up require the user pool: with oidc, the issuer decides who may sign in.');
    const { bundles } = props;
    const pool = props.oidc ? undefined : this.#pool(page, props);
    const identity = pool ?? oidcIdentity(props.oidc as OidcSettings);
    const guests = pool?.guestsClient && {
      guests: new Guests(this, 'Guests', {
        userPool: pool.userPool,
        client: pool.guestsClient,
        maxGuests: props.guests ?? 0,
        tables,
        bundles,
      }),
    };
    const api = new Api(this, 'Http', {
      tables,
      identity,
      ...(pool && { userPool: pool.userPool }),
      ...guests,
      pageOrigin: page.origin,
      bundles,
      messagesPerMinute: props.messagesPerMinute ?? MESSAGES_PER_MINUTE_DEFAULT,
      typingMembersMax: props.typingMembersMax ?? TYPING_MEMBERS_MAX_DEFAULT,
      presence: props.presence ?? true,
      linkPreviews: props.linkPreviews ?? false,
    });
    new Notifications(this, 'Notifications', {
      tables,
      bundles,
      pageOrigin: page.origin,
      registration: api.functions['Push'] as LambdaFunction,
    });
    const searchIndex = new SearchIndex(this, 'SearchIndex', api.functions['Search'] as LambdaFunction);
    new Retention(this, 'Retention', { tables, bundles, searchIndex });
    const files = new Files(this, 'Files', {
      tables,
      bundles,
      pageOrigin: page.origin,
      signer: api.functions['Files'] as LambdaFunction,
      settings: props.files ?? {},
    });
    const { Previews: previews } = api.functions;
    if (previews) addPreviewImages(files.bucket, previews);
    const { handlers, keyExpires } = props;
    const events = new Events(this, 'Events', { identity, tables, keyExpires, handlers, bundles });
    const delivery = new Delivery(this, 'Delivery', {
      tables,
      events,
      logExecutionData: props.logExecutionData ?? false,
      callsPerSecond: props.callsPerSecond ?? CALLS_PER_SECOND,
    });
    new Hints(this, 'Hints', { tables, events, connection: delivery.connection });
    const bundle = join(props.bundles, 'rotate-api-key');
    const apiKeyRotation = new ApiKeyRotation(this, 'ApiKeyRotation', {
      bundle,
      events,
      connection: delivery.connection,
    });
    new Alarms(this, 'Alarms', { tables, events, delivery, apiKeyRotation, emails: props.alarmEmails ?? [] });
    if (props.budget) new Budget(this, 'Budget', props.budget);

    const { signIn } = identity;
    const addresses = { api: api.url, eventsHttp: events.http, eventsRealtime: events.realtime };
    page.publish(
      props.page,
      {
        ...addresses,
        files: { ...files.config, ...(previews && { previews: true }) },
        signIn: signIn && { ...signIn, ...(guests && { guests: api.url }) },
      },
      [`${api.url}/`, events.http, events.realtime, `${files.config.uploads}/`, signIn?.token, signIn?.revoke].filter(
        (one) => one !== undefined,
      ),
      `${files.config.downloads}/`,
    );

    const outputs = {
      Page: page.origin,
      Api: api.url,
      EventsHttp: events.http,
      EventsRealtime: events.realtime,
      Issuer: identity.issuer,
      ...(pool && {
        SignIn: pool.pages,
        ClientId: pool.client.userPoolClientId,
        UserPool: pool.userPool.userPoolId,
      }),
      EventsApi: events.api.apiId,
      DeadLetters: delivery.deadLetters.queueUrl,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }

  #pool({ origin }: WebPage, { openSignUp = false, guests }: ParleyProps): PoolIdentity {
    return new PoolIdentity(this, 'Identity', {
      pageOrigin: origin,
      // The first label of the sign-in pages' host must be unique among all accounts of a region.
      domainPrefix: `${this.stackName.toLowerCase()}-${Aws.ACCOUNT_ID}`,
      openSignUp,
      guests: guests !== undefined,
    });
  }
}
