// The shape of Amplify gen2 apps: nested stacks with a user pool and an identity pool, whose guests publish with IAM
// (mtliendo/fullstack-appsync-events-4-in-a-row, Miura55/amplify-next-appsync-events-sample).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Engine } from '../../engine.ts';
import { signRequest } from '../sign-request.ts';
import { att, modes, ref } from '../template-parts.ts';
import { type SampleTemplate, startSample } from './sample-stack.ts';

const roleOf = (amr: string, action: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRoleWithWebIdentity',
          Principal: { Federated: 'cognito-identity.amazonaws.com' },
          Condition: { 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': amr } },
        },
      ],
    },
    Policies: [
      { PolicyName: 'events', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] } },
    ],
  },
});

const AUTH: SampleTemplate = {
  Resources: {
    Users: { Type: 'AWS::Cognito::UserPool', Properties: {} },
    App: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: ref('Users') } },
    Guest: roleOf('unauthenticated', 'appsync:EventPublish'),
    Member: roleOf('authenticated', 'appsync:Event*'),
    Identities: {
      Type: 'AWS::Cognito::IdentityPool',
      Properties: {
        AllowUnauthenticatedIdentities: true,
        CognitoIdentityProviders: [{ ClientId: ref('App'), ProviderName: att('Users', 'ProviderName') }],
      },
    },
    Roles: {
      Type: 'AWS::Cognito::IdentityPoolRoleAttachment',
      Properties: {
        IdentityPoolId: ref('Identities'),
        Roles: { authenticated: att('Member', 'Arn'), unauthenticated: att('Guest', 'Arn') },
      },
    },
  },
  Outputs: { Pool: { Value: ref('Identities') }, Users: { Value: ref('Users') }, App: { Value: ref('App') } },
};

const ROOT: SampleTemplate = {
  Resources: {
    Auth: {
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: 'https://s3.us-east-1.amazonaws.com/a/auth.json' },
    },
    Api: {
      Type: 'AWS::AppSync::Api',
      Properties: {
        Name: 'game',
        EventConfig: {
          AuthProviders: modes('AWS_IAM'),
          ConnectionAuthModes: modes('AWS_IAM'),
          DefaultPublishAuthModes: modes('AWS_IAM'),
          DefaultSubscribeAuthModes: modes('AWS_IAM'),
        },
      },
    },
    Game: { Type: 'AWS::AppSync::ChannelNamespace', Properties: { ApiId: att('Api', 'ApiId'), Name: 'game' } },
  },
  Outputs: {
    Host: { Value: att('Api', 'Dns.Http') },
    ...Object.fromEntries(['Pool', 'Users', 'App'].map((name) => [name, { Value: att('Auth', `Outputs.${name}`) }])),
  },
};

type Reply = {
  IdentityId?: string;
  Credentials?: { AccessKeyId: string; SecretKey: string; SessionToken: string };
  __type?: string;
};

async function start(t: TestContext) {
  const { engine } = await startSample(t, { template: ROOT, nested: { auth: AUTH } });
  const call = async (operation: string, input: object) => {
    const response = await fetch(`${engine.origin}/_aws/cognito-identity`, {
      method: 'POST',
      headers: {
        'x-amz-target': `AWSCognitoIdentityService.${operation}`,
        'content-type': 'application/x-amz-json-1.1',
      },
      body: JSON.stringify(input),
    });
    return (await response.json()) as Reply;
  };
  return { engine, call, pool: engine.outputs['Pool'] ?? '' };
}

/** Publishes with credentials; returns the status. */
async function publish(engine: Engine, { Credentials }: Reply): Promise<number> {
  const { AccessKeyId = '', SecretKey = '', SessionToken = '' } = Credentials ?? {};
  const host = engine.outputs['Host'] ?? '';
  const body = JSON.stringify({ channel: '/game/1', events: ['{"column":3}'] });
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretKey, sessionToken: SessionToken };
  const headers = await signRequest(body, { credentials, host, region: 'us-east-1', date: new Date() });
  const { host: _, ...sent } = headers;
  const response = await engine.services.endpoints.call(`https://${host}/event`, {
    method: 'POST',
    headers: sent,
    body,
    timeoutMs: 10_000,
  });
  return response.status;
}

test('a guest publishes with the credentials of the role for guests', async (t) => {
  const { engine, call, pool } = await start(t);
  const { IdentityId } = await call('GetId', { IdentityPoolId: pool });
  assert.match(IdentityId ?? '', /^us-east-1:[0-9a-f-]{36}$/);
  assert.notEqual((await call('GetId', { IdentityPoolId: pool })).IdentityId, IdentityId);
  assert.equal(await publish(engine, await call('GetCredentialsForIdentity', { IdentityId })), 200);
});

test('a user of the pool keeps one identity, and other tokens give no credentials', async (t) => {
  const { engine, call, pool } = await start(t);
  const { Users: userPoolId = '', App: clientId = '' } = engine.outputs;
  const { cognito } = engine.services;
  const user = await cognito.signIn(userPoolId, 'ann');
  const authTime = Math.floor(Date.now() / 1000);
  const { idToken, accessToken } = await cognito.tokens.issue({
    userPoolId,
    clientId,
    user,
    scope: '',
    authTime,
    seconds: 60,
  });
  const issuer = `cognito-idp.us-east-1.amazonaws.com/${userPoolId}`;
  const identify = (token: string, by = issuer) => call('GetId', { IdentityPoolId: pool, Logins: { [by]: token } });
  const { IdentityId } = await identify(idToken);
  assert.equal((await identify(idToken)).IdentityId, IdentityId);
  const Logins = { [issuer]: idToken };
  assert.equal(await publish(engine, await call('GetCredentialsForIdentity', { IdentityId, Logins })), 200);
  for (const refused of [
    await call('GetCredentialsForIdentity', { IdentityId }),
    await identify(accessToken),
    await identify(`${idToken.slice(0, -8)}AAAAAAAA`),
    await identify(idToken, 'accounts.google.com'),
  ])
    assert.match(refused.__type ?? '', /NotAuthorizedException$/);
});
