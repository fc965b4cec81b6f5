import { conformance, FUNCTION_CODE, type HookFixture, NAMESPACES, SOURCED_NAMESPACES } from '@parley/wire/conformance';
import { AwsError } from '../../errors.ts';
import { openBackends } from '../../testing/appsync-backends.ts';
import { startHost, type TestHost } from '../../testing/appsync-host.ts';
import { BROWSER_HEADERS } from '../../testing/sign-request.ts';
import { onlyAnn, signed } from '../../testing/sigv4-signer.ts';

// A stub of the user pool: it accepts one unsigned token.
const TOKEN = ['{"alg":"none"}', '{"iss":"https://cognito-idp.us-east-1.amazonaws.com/pool","sub":"u-1"}', 'signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

conformance(async () => {
  const backends = openBackends();
  const host = await startHost({
    dataSourceAccess: backends.access.dataSourceAccess,
    principals: onlyAnn(),
    tokens: {
      async verify(token) {
        if (token !== TOKEN) throw new AwsError('UnauthorizedException', 'The token is unknown.', 401);
        return { iss: 'https://cognito-idp.us-east-1.amazonaws.com/pool', sub: 'u-1', exp: 4102444800 };
      },
    },
  });
  const modes = [{ AuthType: 'API_KEY' }, { AuthType: 'AMAZON_COGNITO_USER_POOLS' }, { AuthType: 'AWS_IAM' }];
  const api = await host.create('Api', 'AWS::AppSync::Api', {
    Name: 'conformance',
    EventConfig: {
      AuthProviders: [
        { AuthType: 'API_KEY' },
        { AuthType: 'AWS_IAM' },
        { AuthType: 'AMAZON_COGNITO_USER_POOLS', CognitoConfig: { UserPoolId: 'pool' } },
      ],
      ConnectionAuthModes: modes,
      DefaultPublishAuthModes: modes,
      DefaultSubscribeAuthModes: modes,
    },
  });
  const ApiId = api.attributes?.['ApiId'];
  const key = await host.create('Key', 'AWS::AppSync::ApiKey', { ApiId });
  for (const { name, code, modes } of NAMESPACES) {
    const authModes = modes?.map((AuthType) => ({ AuthType }));
    await host.create(`Namespace${name}`, 'AWS::AppSync::ChannelNamespace', {
      ApiId,
      Name: name,
      HandlerConfigs: {},
      ...(code !== undefined && { CodeHandlers: code }),
      ...(authModes && { PublishAuthModes: authModes, SubscribeAuthModes: authModes }),
    });
  }
  const functionArn = await backends.function('Function', FUNCTION_CODE);
  await host.create('None', 'AWS::AppSync::DataSource', { ApiId, Name: 'None', Type: 'NONE' });
  await host.create('FunctionSource', 'AWS::AppSync::DataSource', {
    ApiId,
    Name: 'Function',
    Type: 'AWS_LAMBDA',
    LambdaConfig: { LambdaFunctionArn: functionArn },
    ServiceRoleArn: await backends.role('Role', 'lambda:InvokeFunction', [functionArn, `${functionArn}:*`]),
  });
  for (const { name, code, onPublish, onSubscribe } of SOURCED_NAMESPACES) {
    await host.create(`Namespace${name}`, 'AWS::AppSync::ChannelNamespace', {
      ApiId,
      Name: name,
      ...(code !== undefined && { CodeHandlers: code }),
      HandlerConfigs: {
        ...(onPublish && { OnPublish: hookConfig(onPublish) }),
        ...(onSubscribe && { OnSubscribe: hookConfig(onSubscribe) }),
      },
    });
  }
  return {
    http: `http://${host.address}/event`,
    realtime: `ws://${host.address}/event/realtime`,
    host: String(api.attributes?.['Dns.Http']),
    apiKey: String(key.attributes?.['ApiKey']),
    token: TOKEN,
    sign: (body, more = {}) =>
      signed(body, {
        clock: host.clock,
        host: String(api.attributes?.['Dns.Http']),
        headers: { ...BROWSER_HEADERS, ...more },
      }),
    advance: (ms) => host.clock.advance(ms),
    closed: await closedApi(host),
    async close() {
      await host[Symbol.asyncDispose]();
      await backends.close();
    },
  };
}, ['advance', 'token', 'sign', 'sources', 'closed']);

function hookConfig({ behavior, dataSource, invokeType }: HookFixture) {
  const LambdaConfig = invokeType && { InvokeType: invokeType };
  return { Behavior: behavior, Integration: { DataSourceName: dataSource, ...(LambdaConfig && { LambdaConfig }) } };
}

/** An API whose key may do everything but connect. */
async function closedApi(host: TestHost) {
  const api = await host.create('Closed', 'AWS::AppSync::Api', {
    Name: 'closed',
    EventConfig: {
      AuthProviders: [{ AuthType: 'API_KEY' }, { AuthType: 'AWS_IAM' }],
      ConnectionAuthModes: [{ AuthType: 'AWS_IAM' }],
      DefaultPublishAuthModes: [{ AuthType: 'API_KEY' }],
      DefaultSubscribeAuthModes: [{ AuthType: 'API_KEY' }],
    },
  });
  const key = await host.create('ClosedKey', 'AWS::AppSync::ApiKey', { ApiId: api.attributes?.['ApiId'] });
  return {
    realtime: `ws://${host.address}/event/realtime`,
    host: String(api.attributes?.['Dns.Http']),
    apiKey: String(key.attributes?.['ApiKey']),
  };
}
