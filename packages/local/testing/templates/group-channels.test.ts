// The shapes of aws-samples/sample-aws-appsync-events-example (a pool with users and groups, handlers that check them) and of
// msysh/aws-sample-appsync-events (logging, for which CDK writes a custom resource).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { att, modes, ref, role } from '../template-parts.ts';
import { startTemplate } from './start-template.ts';

const HANDLERS = `
import { util } from '@aws-appsync/utils';
export function onPublish(ctx) {
  if (!ctx.identity.groups?.includes('admins')) util.unauthorized();
  return ctx.events;
}
export function onSubscribe(ctx) {
  if (ctx.info.channel.segments[1] !== ctx.identity.sub) util.unauthorized();
}`;

const TEMPLATE = {
  Resources: {
    Users: {
      Type: 'AWS::Cognito::UserPool',
      Properties: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
    },
    App: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { UserPoolId: ref('Users'), ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
    },
    Admins: { Type: 'AWS::Cognito::UserPoolGroup', Properties: { UserPoolId: ref('Users'), GroupName: 'admins' } },
    Ann: {
      Type: 'AWS::Cognito::UserPoolUser',
      Properties: {
        UserPoolId: ref('Users'),
        Username: 'ann',
        UserAttributes: [{ Name: 'email', Value: 'ann@example.com' }],
      },
    },
    Bob: { Type: 'AWS::Cognito::UserPoolUser', Properties: { UserPoolId: ref('Users'), Username: 'bob' } },
    AnnIsAdmin: {
      Type: 'AWS::Cognito::UserPoolUserToGroupAttachment',
      Properties: { UserPoolId: ref('Users'), Username: ref('Ann'), GroupName: ref('Admins') },
    },
    Api: {
      Type: 'AWS::AppSync::Api',
      Properties: {
        Name: 'groups',
        EventConfig: {
          AuthProviders: [
            {
              AuthType: 'AMAZON_COGNITO_USER_POOLS',
              CognitoConfig: { UserPoolId: ref('Users'), AwsRegion: ref('AWS::Region') },
            },
          ],
          ConnectionAuthModes: modes('AMAZON_COGNITO_USER_POOLS'),
          DefaultPublishAuthModes: modes('AMAZON_COGNITO_USER_POOLS'),
          DefaultSubscribeAuthModes: modes('AMAZON_COGNITO_USER_POOLS'),
        },
      },
    },
    News: {
      Type: 'AWS::AppSync::ChannelNamespace',
      Properties: { ApiId: att('Api', 'ApiId'), Name: 'news', CodeHandlers: HANDLERS },
    },
    LogRole: role('lambda.amazonaws.com', ['logs:*']),
    // CDK's function for the retention of logs: it is not run here, and its code need not exist.
    LogFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: att('LogRole', 'Arn'),
        Code: { S3Bucket: 'assets', S3Key: 'missing.zip' },
      },
    },
    Retention: {
      Type: 'Custom::LogRetention',
      Properties: { ServiceToken: att('LogFunction', 'Arn'), LogGroupName: '/aws/appsync/apis/1', RetentionInDays: 7 },
    },
  },
  Outputs: { Users: { Value: ref('Users') }, App: { Value: ref('App') } },
};

test('the template’s users sign in with a password; only the group publishes', async (t) => {
  const engine = await startTemplate(t, TEMPLATE);
  const { Users: UserPoolId, App: ClientId } = engine.outputs;
  const call = async (operation: string, input: object) => {
    const response = await fetch(`${engine.origin}/_aws/cognito-idp`, {
      method: 'POST',
      headers: {
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        'content-type': 'application/x-amz-json-1.1',
        authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cognito-idp/aws4_request, Signature=0',
      },
      body: JSON.stringify(input),
    });
    return (await response.json()) as Record<string, string> & { AuthenticationResult?: { AccessToken: string } };
  };
  const signIn = (USERNAME: string, PASSWORD: string) =>
    call('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters: { USERNAME, PASSWORD } });
  const publish = async (token = '') => {
    const response = await fetch(`${engine.origin}/event`, {
      method: 'POST',
      headers: { authorization: token },
      body: JSON.stringify({ channel: '/news/all', events: ['{"text":"hi"}'] }),
    });
    return response.status;
  };

  await call('AdminSetUserPassword', { UserPoolId, Username: 'ann', Password: 'temporary 1' });
  const challenge = await signIn('ann', 'temporary 1');
  assert.equal(challenge['ChallengeName'], 'NEW_PASSWORD_REQUIRED');
  const answer = { ChallengeName: 'NEW_PASSWORD_REQUIRED', ClientId, Session: challenge['Session'] };
  const ChallengeResponses = { USERNAME: 'ann', NEW_PASSWORD: 'permanent 1' };
  const ann = await call('RespondToAuthChallenge', { ...answer, ChallengeResponses });
  assert.equal(await publish(ann.AuthenticationResult?.AccessToken), 200);
  assert.match(
    (await call('RespondToAuthChallenge', { ...answer, ChallengeResponses }))['__type'] ?? '',
    /NotAuthorized/,
  );

  await call('AdminSetUserPassword', { UserPoolId, Username: 'bob', Password: 'permanent 2', Permanent: true });
  const bob = await signIn('bob', 'permanent 2');
  assert.equal(await publish(bob.AuthenticationResult?.AccessToken), 401);
  assert.match((await signIn('bob', 'wrong 1'))['__type'] ?? '', /NotAuthorizedException$/);
  assert.match(
    (await call('SignUp', { ClientId, Username: 'eve', Password: 'permanent 3' }))['__type'] ?? '',
    /NotAuthorized/,
  );
});
