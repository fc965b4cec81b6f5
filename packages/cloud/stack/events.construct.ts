// AppSync Events: the namespace of the logs, on which only the pipe may publish, and the namespace of signals with its function.
import { join } from 'node:path';
import { Expiration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AppSyncAuthorizationType,
  AppSyncDynamoDbDataSource,
  AppSyncLambdaDataSource,
  type CfnApi,
  type CfnApiKey,
  Code,
  EventApi,
} from 'aws-cdk-lib/aws-appsync';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { PIPE_KEY_DESCRIPTION } from '../environment.ts';
import { Handler } from './handler.construct.ts';
import type { Identity } from './identity.construct.ts';
import type { Tables } from './tables.construct.ts';

export type EventsProps = {
  identity: Identity;
  tables: Tables;
  /** When the pipe's key expires: at most 365 days away (AWS: AppSync API reference, CreateApiKey). */
  keyExpires: Date;
  /** The code of each namespace's handlers. */
  handlers: { log: string; signals: string };
  bundles: string;
};

/** The Event API. Users connect and subscribe with their own tokens; the only API key is the pipe's. */
export class Events extends Construct {
  readonly api: EventApi;
  /** The pipe's key. Only the connection may refer to it. */
  readonly pipeKey: CfnApiKey;
  /** `https://…/event` */
  readonly http: string;
  /** `wss://…/event/realtime` */
  readonly realtime: string;

  constructor(scope: Construct, id: string, { identity, tables, keyExpires, handlers, bundles }: EventsProps) {
    super(scope, id);
    const users = [identity.provider.authorizationType];
    const pipe = [AppSyncAuthorizationType.API_KEY];
    // Another name makes another key: CloudFormation never has to update a key, which the key rotation may have let expire meanwhile.
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
        connectionAuthModeTypes: users,
        defaultPublishAuthModeTypes: users,
        defaultSubscribeAuthModeTypes: users,
      },
    });
    this.#logErrors();
    const membership = { dataSource: this.#members(tables) };
    const code = (handlers: string) => Code.fromInline(handlers.replace('{{CHAT_TABLE}}', tables.chat.tableName));
    const log = this.api.addChannelNamespace('serverlesschat', {
      code: code(handlers.log),
      authorizationConfig: { publishAuthModeTypes: pipe, subscribeAuthModeTypes: users },
      subscribeHandlerConfig: membership,
    });
    const signals = this.api.addChannelNamespace('signals', {
      code: code(handlers.signals),
      // The pipe of hints publishes here too, so that a page has one subscription for all that is about its user.
      authorizationConfig: { publishAuthModeTypes: [...users, ...pipe], subscribeAuthModeTypes: users },
      subscribeHandlerConfig: membership,
      publishHandlerConfig: { dataSource: this.#signals(tables, bundles) },
    });
    // One after the other: AppSync rejects simultaneous changes of an API (API reference, ConcurrentModificationException).
    signals.node.addDependency(log);
    const key = this.api.apiKeys[name];
    if (!key) throw new Error(`The Event API made no key named ${name}.`);
    // It is not documented how soon all of AppSync accepts a new key, so the old one stays valid; the key rotation deletes it later.
    key.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.pipeKey = key;
    this.http = `https://${this.api.httpDns}/event`;
    this.realtime = `wss://${this.api.realtimeDns}/event/realtime`;
  }

  /** Logs what fails: an event that is rejected within a response 200 is visible nowhere else. */
  #logErrors(): void {
    const role = new Role(this, 'Logger', { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
    new LogGroup(this, 'Logs', {
      // The name that AppSync chooses: AppSync Events developer guide, "Configuring CloudWatch Logs on Event APIs".
      logGroupName: `/aws/appsync/apis/${this.api.apiId}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    }).grantWrite(role);
    const api = this.api.node.defaultChild as CfnApi;
    // The property of the construct would add a function that sets the retention of the group.
    api.addPropertyOverride('EventConfig.LogConfig', { LogLevel: 'ERROR', CloudWatchLogsRoleArn: role.roleArn });
  }

  /** The function that counts and authorizes signals. */
  #signals(tables: Tables, bundles: string) {
    const { function: lambdaFunction } = new Handler(this, 'Signals', {
      bundle: join(bundles, 'signals'),
      tables,
      logActions: [],
      chatActions: ['BatchGetItem', 'UpdateItem'],
    });
    const role = new Role(this, 'SignalsCaller', { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [lambdaFunction.functionArn] }),
    );
    // Otherwise the construct allows it to call every version of the function.
    const serviceRole = role.withoutPolicyUpdates();
    return new AppSyncLambdaDataSource(this, 'SignalDecisions', { api: this.api, lambdaFunction, serviceRole });
  }

  /** The members of channels for the handlers, which can read single rows by their keys and nothing else. */
  #members({ chat }: Tables) {
    const role = new Role(this, 'ChannelReader', { assumedBy: new ServicePrincipal('appsync.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:BatchGetItem'], resources: [chat.tableArn] }));
    // Otherwise the construct allows it to write the whole table.
    const serviceRole = role.withoutPolicyUpdates();
    return new AppSyncDynamoDbDataSource(this, 'Members', { api: this.api, table: chat, serviceRole });
  }
}

/**
 * When a key that is deployed now expires: eleven months after the half-year began. So a deploy in a later half-year creates another key,
 * and all syntheses of one half-year are the same.
 */
export function keyExpiry(now: Date): Date {
  const firstMonth = now.getUTCMonth() < 6 ? 0 : 6;
  return new Date(Date.UTC(now.getUTCFullYear(), firstMonth + 11, 1));
}
