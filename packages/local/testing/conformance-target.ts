// The engine as a target of the conformance suite: one stack with everything that the suite uses.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import {
  type Ability,
  FUNCTION_CODE,
  type HookFixture,
  NAMESPACES,
  SOURCED_NAMESPACES,
  type Target,
} from '@parley/wire/conformance';
import { ManualClock } from '../clock.ts';
import { type Engine, startEngine } from '../index.ts';
import { BROWSER_HEADERS, signRequest } from './sign-request.ts';
import { att, modes, role } from './template-parts.ts';

/** The engine supports everything that the suite tests. */
export const ABILITIES: readonly Ability[] = ['advance', 'token', 'sign', 'sources', 'closed'];

/** Starts the engine; the target is its HTTP address, or the one with TLS. */
export async function startTarget(protocol: 'HTTP' | 'TLS'): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-conformance-'));
  const assembly = join(folder, 'conformance.template.json');
  writeFileSync(assembly, JSON.stringify(template()));
  const clock = new ManualClock();
  const engine = await startEngine({ assembly, data: join(folder, 'data'), clock });
  const { Host = '', Key = '', ClosedHost = '', ClosedKey = '' } = engine.outputs;
  const origin = protocol === 'TLS' ? engine.tls.origin : engine.origin;
  if (protocol === 'TLS') setDefaultCACertificates([...getCACertificates(), readFileSync(engine.tls.ca, 'utf8')]);
  const realtime = `${origin.replace(/^http/, 'ws')}/event/realtime`;
  return {
    http: `${origin}/event`,
    realtime,
    host: Host,
    apiKey: Key,
    token: await tokenOf(engine, clock),
    sign: (body, more = {}) =>
      signRequest(body, {
        headers: { ...BROWSER_HEADERS, ...more },
        credentials: engine.services.iam.accessKey(engine.outputs['Caller'] ?? ''),
        host: Host,
        region: 'us-east-1',
        date: new Date(clock.now()),
      }),
    closed: { realtime, host: ClosedHost, apiKey: ClosedKey },
    advance: (ms) => clock.advance(ms),
    async close() {
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function tokenOf({ services: { cognito }, outputs }: Engine, clock: ManualClock): Promise<string> {
  const { Pool: userPoolId = '', Client: clientId = '' } = outputs;
  const user = await cognito.signIn(userPoolId, 'ann');
  const authTime = Math.floor(clock.now() / 1000);
  const { accessToken } = await cognito.tokens.issue({
    userPoolId,
    clientId,
    user,
    scope: 'openid',
    authTime,
    seconds: 3600,
  });
  return accessToken;
}

function template() {
  const all = modes('API_KEY', 'AMAZON_COGNITO_USER_POOLS', 'AWS_IAM');
  const ApiId = att('Api', 'ApiId');
  return {
    Resources: {
      People: { Type: 'AWS::Cognito::UserPool', Properties: {} },
      Page: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'People' } } },
      Api: {
        Type: 'AWS::AppSync::Api',
        Properties: {
          Name: 'conformance',
          EventConfig: {
            AuthProviders: [
              ...modes('API_KEY', 'AWS_IAM'),
              {
                AuthType: 'AMAZON_COGNITO_USER_POOLS',
                CognitoConfig: { UserPoolId: { Ref: 'People' }, AwsRegion: 'us-east-1' },
              },
            ],
            ConnectionAuthModes: all,
            DefaultPublishAuthModes: all,
            DefaultSubscribeAuthModes: all,
          },
        },
      },
      Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId } },
      Closed: {
        Type: 'AWS::AppSync::Api',
        Properties: {
          Name: 'closed',
          EventConfig: {
            AuthProviders: modes('API_KEY', 'AWS_IAM'),
            ConnectionAuthModes: modes('AWS_IAM'),
            DefaultPublishAuthModes: modes('API_KEY'),
            DefaultSubscribeAuthModes: modes('API_KEY'),
          },
        },
      },
      ClosedKey: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: att('Closed', 'ApiId') } },
      Caller: role('lambda.amazonaws.com', ['appsync:EventConnect', 'appsync:EventPublish', 'appsync:EventSubscribe']),
      ...sources(ApiId),
      ...Object.fromEntries([...namespaces(ApiId)]),
    },
    Outputs: Object.fromEntries(
      Object.entries({
        Host: att('Api', 'Dns.Http'),
        Key: att('Key', 'ApiKey'),
        ClosedHost: att('Closed', 'Dns.Http'),
        ClosedKey: att('ClosedKey', 'ApiKey'),
        Pool: { Ref: 'People' },
        Client: { Ref: 'Page' },
        Caller: att('Caller', 'Arn'),
      }).map(([name, Value]) => [name, { Value }]),
    ),
  };
}

function sources(ApiId: unknown) {
  return {
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: att('Caller', 'Arn'),
        Code: { ZipFile: FUNCTION_CODE },
      },
    },
    SourceRole: role('appsync.amazonaws.com', ['lambda:InvokeFunction']),
    None: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId, Name: 'None', Type: 'NONE' } },
    FunctionSource: {
      Type: 'AWS::AppSync::DataSource',
      Properties: {
        ApiId,
        Name: 'Function',
        Type: 'AWS_LAMBDA',
        LambdaConfig: { LambdaFunctionArn: att('Function', 'Arn') },
        ServiceRoleArn: att('SourceRole', 'Arn'),
      },
    },
  };
}

function* namespaces(ApiId: unknown): Iterable<[string, unknown]> {
  const Type = 'AWS::AppSync::ChannelNamespace';
  for (const { name, code, modes: own } of NAMESPACES) {
    const authModes = own && modes(...own);
    yield [
      `Namespace${name}`,
      {
        Type,
        Properties: {
          ApiId,
          Name: name,
          HandlerConfigs: {},
          ...(code !== undefined && { CodeHandlers: code }),
          ...(authModes && { PublishAuthModes: authModes, SubscribeAuthModes: authModes }),
        },
      },
    ];
  }
  for (const { name, code, onPublish, onSubscribe } of SOURCED_NAMESPACES)
    yield [
      `Namespace${name}`,
      {
        Type,
        DependsOn: ['None', 'FunctionSource'],
        Properties: {
          ApiId,
          Name: name,
          ...(code !== undefined && { CodeHandlers: code }),
          HandlerConfigs: {
            ...(onPublish && { OnPublish: hook(onPublish) }),
            ...(onSubscribe && { OnSubscribe: hook(onSubscribe) }),
          },
        },
      },
    ];
}

function hook({ behavior, dataSource, invokeType }: HookFixture) {
  return {
    Behavior: behavior,
    Integration: { DataSourceName: dataSource, ...(invokeType && { LambdaConfig: { InvokeType: invokeType } }) },
  };
}
