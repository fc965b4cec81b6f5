// The stack that the clients use: one Event API with a key, a user pool and IAM, and a namespace with a direct function.
import { buildSync } from 'esbuild';
import { att, modes, role } from '../template-parts.ts';

const ALL = ['API_KEY', 'AMAZON_COGNITO_USER_POOLS', 'AWS_IAM'];

/** The template. */
export function clientsTemplate(): unknown {
  return {
    Resources: {
      People: { Type: 'AWS::Cognito::UserPool', Properties: {} },
      Page: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'People' } } },
      Api: {
        Type: 'AWS::AppSync::Api',
        Properties: {
          Name: 'clients',
          OwnerContact: 'ann',
          Tags: [{ Key: 'team', Value: 'blue' }],
          EventConfig: {
            AuthProviders: [
              { AuthType: 'API_KEY' },
              { AuthType: 'AWS_IAM' },
              {
                AuthType: 'AMAZON_COGNITO_USER_POOLS',
                CognitoConfig: { UserPoolId: { Ref: 'People' }, AwsRegion: 'us-east-1' },
              },
            ],
            ConnectionAuthModes: modes(...ALL),
            DefaultPublishAuthModes: modes(...ALL),
            DefaultSubscribeAuthModes: modes(...ALL),
          },
        },
      },
      Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: att('Api', 'ApiId'), Description: 'for tests' } },
      // As CDK writes a namespace without handlers.
      Default: {
        Type: 'AWS::AppSync::ChannelNamespace',
        Properties: { ApiId: att('Api', 'ApiId'), Name: 'default', HandlerConfigs: {} },
      },
      Open: {
        Type: 'AWS::AppSync::ChannelNamespace',
        Properties: {
          ApiId: att('Api', 'ApiId'),
          Name: 'keys-only',
          PublishAuthModes: modes('API_KEY'),
          SubscribeAuthModes: modes('API_KEY'),
        },
      },
      Caller: role('lambda.amazonaws.com', [
        'appsync:EventConnect',
        'appsync:EventPublish',
        'appsync:EventSubscribe',
        'appsync:ListApiKeys',
      ]),
      ...directNamespace(),
    },
    Outputs: {
      Host: { Value: att('Api', 'Dns.Http') },
      ApiId: { Value: att('Api', 'ApiId') },
      Key: { Value: att('Key', 'ApiKey') },
      Pool: { Value: { Ref: 'People' } },
      Client: { Value: { Ref: 'Page' } },
      Caller: { Value: att('Caller', 'Arn') },
    },
  };
}

function directNamespace() {
  const { outputFiles } = buildSync({
    entryPoints: [`${import.meta.dirname}/powertools.mjs`],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
  });
  const integration = { Behavior: 'DIRECT', Integration: { DataSourceName: att('Source', 'Name') } };
  return {
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: att('Caller', 'Arn'),
        Code: { ZipFile: outputFiles[0]?.text ?? '' },
      },
    },
    SourceRole: role('appsync.amazonaws.com', ['lambda:InvokeFunction']),
    Source: {
      Type: 'AWS::AppSync::DataSource',
      Properties: {
        ApiId: att('Api', 'ApiId'),
        Name: 'powertools',
        Type: 'AWS_LAMBDA',
        LambdaConfig: { LambdaFunctionArn: att('Function', 'Arn') },
        ServiceRoleArn: att('SourceRole', 'Arn'),
      },
    },
    Direct: {
      Type: 'AWS::AppSync::ChannelNamespace',
      Properties: {
        ApiId: att('Api', 'ApiId'),
        Name: 'direct',
        HandlerConfigs: { OnPublish: integration, OnSubscribe: integration },
      },
    },
  };
}
