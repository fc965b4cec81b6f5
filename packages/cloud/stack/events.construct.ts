// AppSync Events: the namespace of the logs, which only the pipe may publish on, and the one of signals.
import { Expiration } from 'aws-cdk-lib';
import {
  AppSyncAuthorizationType,
  AppSyncDynamoDbDataSource,
  type CfnApiKey,
  Code,
  EventApi,
} from 'aws-cdk-lib/aws-appsync';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PIPE_KEY_DESCRIPTION } from '../environment.ts';
import type { Identity } from './identity.construct.ts';
import type { Tables } from './tables.construct.ts';

export type EventsProps = {
  identity: Identity;
  tables: Tables;
  /** When the pipe's key dies: at most 365 days away (AWS: AppSync API reference, CreateApiKey). */
  keyExpires: Date;
  /** The code of each namespace's handlers. */
  handlers: { log: string; signals: string };
};

/** The Event API. People connect and subscribe with their own tokens; the one API key is the pipe's. */
export class Events extends Construct {
  readonly api: EventApi;
  /** The pipe's key. Only the connection may refer to it. */
  readonly pipeKey: CfnApiKey;
  /** `https://…/event` */
  readonly http: string;
  /** `wss://…/event/realtime` */
  readonly realtime: string;

  constructor(scope: Construct, id: string, { identity, tables, keyExpires, handlers }: EventsProps) {
    super(scope, id);
    const people = [identity.provider.authorizationType];
    const pipe = [AppSyncAuthorizationType.API_KEY];
    // Another name makes another key: CloudFormation creates it, gives it to the connection, and only then deletes the old one.
    // It never has to change a key, which the repair may have let die meanwhile.
    const name = `Pipe${keyExpires.toISOString().slice(0, 7).replace('-', '')}`;
    this.api = new EventApi(this, 'Api', {
      apiName: 'parley',
      authorizationConfig: {
        authProviders: [
          identity.provider,
          {
            authorizationType: AppSyncAuthorizationType.API_KEY,
            apiKeyConfig: {
              name,
              description: PIPE_KEY_DESCRIPTION,
              expires: Expiration.atDate(keyExpires),
            },
          },
        ],
        connectionAuthModeTypes: people,
        defaultPublishAuthModeTypes: people,
        defaultSubscribeAuthModeTypes: people,
      },
    });
    const asks = { dataSource: this.#members(tables) };
    const code = (handlers: string) => Code.fromInline(handlers.replace('{{CHAT_TABLE}}', tables.chat.tableName));
    this.api.addChannelNamespace('serverlesschat', {
      code: code(handlers.log),
      authorizationConfig: { publishAuthModeTypes: pipe, subscribeAuthModeTypes: people },
      subscribeHandlerConfig: asks,
    });
    this.api.addChannelNamespace('signals', {
      code: code(handlers.signals),
      authorizationConfig: { publishAuthModeTypes: people, subscribeAuthModeTypes: people },
      subscribeHandlerConfig: asks,
      publishHandlerConfig: asks,
    });
    const key = this.api.apiKeys[name];
    if (!key) throw new Error(`The Event API made no key named ${name}.`);
    this.pipeKey = key;
    this.http = `https://${this.api.httpDns}/event`;
    this.realtime = `wss://${this.api.realtimeDns}/event/realtime`;
  }

  /** Who is in which channel, as the handlers ask it: they read single rows by their keys, and can do nothing else. */
  #members({ chat }: Tables) {
    const role = new Role(this, 'ChannelReader', { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:BatchGetItem'], resources: [chat.tableArn] }));
    // Otherwise the construct lets it write the whole table.
    const serviceRole = role.withoutPolicyUpdates();
    return new AppSyncDynamoDbDataSource(this, 'Members', { api: this.api, table: chat, serviceRole });
  }
}

/**
 * When a key that is deployed now shall die: the first of the month, eleven months on. It moves once a month, so each deploy
 * of a later month makes another key, and a synthesis of the same month is the same.
 */
export function keyExpiry(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 11, 1));
}
