import { conformance, NAMESPACES } from '@parley/wire/conformance';
import { AwsError } from '../../errors.ts';
import { onlyAnn, signed } from './authorization/signer.fixture.ts';
import { startHost } from './test-host.ts';

// Stands for the user pool: takes one token, whose claims are in it for all to read.
const TOKEN = ['{"alg":"none"}', '{"iss":"https://cognito-idp.us-east-1.amazonaws.com/pool","sub":"u-1"}', 'signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

conformance(async () => {
  const host = await startHost({
    principals: onlyAnn(),
    tokens: {
      async verify(token) {
        if (token !== TOKEN) throw new AwsError('UnauthorizedException', 'The token is not ours.', 401);
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
  return {
    http: `http://${host.address}/event`,
    realtime: `ws://${host.address}/event/realtime`,
    host: String(api.attributes?.['Dns.Http']),
    apiKey: String(key.attributes?.['ApiKey']),
    token: TOKEN,
    sign: (body) => signed(body, { clock: host.clock, host: String(api.attributes?.['Dns.Http']) }),
    advance: (ms) => host.clock.advance(ms),
    close: () => host[Symbol.asyncDispose](),
  };
}, ['advance', 'token', 'sign']);
