// The user pools API, called by AWS's SDK on a running engine.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  DeleteUserCommand,
  ListUsersInGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { ManualClock } from '../../clock.ts';
import { startEngine } from '../../engine.ts';

const ref = (id: string) => ({ Ref: id });
const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });

const RESOURCES = {
  People: {
    Type: 'AWS::Cognito::UserPool',
    Properties: {
      Policies: { PasswordPolicy: { MinimumLength: 12, RequireNumbers: true } },
      Schema: [{ Name: 'email', Required: true }],
      UsernameConfiguration: { CaseSensitive: false },
    },
  },
  Staff: {
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: {
      UserPoolId: ref('People'),
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
    },
  },
  Page: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: ref('People') } },
  Owners: {
    Type: 'AWS::Cognito::UserPoolGroup',
    Properties: { UserPoolId: ref('People'), GroupName: 'owners' },
  },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'p',
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Action: 'cognito-idp:AdminGetUser', Resource: attribute('People', 'Arn') }],
          },
        },
      ],
    },
  },
};

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
const PASSWORD = 'correct horse 7';

async function withAdministrator(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-cognito-'));
  const assembly = join(folder, 'Admin.template.json');
  const outputs = { Pool: ref('People'), Staff: ref('Staff'), Page: ref('Page'), Role: attribute('Role', 'Arn') };
  const Outputs = Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }]));
  writeFileSync(assembly, JSON.stringify({ Resources: RESOURCES, Outputs }));
  const clock = new ManualClock();
  const engine = await startEngine({ assembly, data: join(folder, 'data'), clock });
  const client = (credentials: ConstructorParameters<typeof CognitoIdentityProviderClient>[0] & object) => {
    const made = new CognitoIdentityProviderClient({
      endpoint: `${engine.origin}/_aws/cognito-idp`,
      region: 'us-east-1',
      maxAttempts: 1,
      ...credentials,
    });
    t.after(() => made.destroy());
    return made;
  };
  t.after(async () => {
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const { Pool: UserPoolId = '', Staff: ClientId = '', Page = '', Role = '' } = engine.outputs;
  const admin = client({ credentials: CREDENTIALS });
  const ofRole = client({ credentials: engine.services.iam.accessKey(Role) });
  const who = (Username: string) => ({ UserPoolId, Username });
  const create = (name: string) =>
    admin.send(
      new AdminCreateUserCommand({ ...who(name), UserAttributes: [{ Name: 'email', Value: `${name}@example.com` }] }),
    );
  const password = (name: string, Password: string, Permanent = true) =>
    admin.send(new AdminSetUserPasswordCommand({ ...who(name), Password, Permanent }));
  const signIn = (USERNAME: string, PASSWORD: string, client = ClientId) =>
    admin.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId: client,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD },
      }),
    );
  const renew = (REFRESH_TOKEN: string) =>
    admin.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN },
      }),
    );
  const groupsIn = (token: string | undefined) => decodeJwt(token ?? '')['cognito:groups'];
  return { engine, clock, admin, ofRole, who, create, password, signIn, renew, groupsIn, UserPoolId, Page };
}

test('a user created by an administrator signs in with a permanent password', async (t) => {
  const { create, password, signIn, engine, UserPoolId } = await withAdministrator(t);
  const { User } = await create('ann');
  assert.deepEqual([User?.Username, User?.UserStatus, User?.Enabled], ['ann', 'FORCE_CHANGE_PASSWORD', true]);
  await password('ann', PASSWORD, false);
  assert.equal((await signIn('ann', PASSWORD)).ChallengeName, 'NEW_PASSWORD_REQUIRED');
  await password('ann', PASSWORD);
  const { AuthenticationResult: tokens } = await signIn('ANN', PASSWORD);
  const sub = User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value;
  const claims = await engine.services.cognito.verify(tokens?.AccessToken ?? '', { userPoolId: UserPoolId });
  assert.deepEqual([claims['sub'], claims['username'], claims['scope']], [sub, 'ann', 'aws.cognito.signin.user.admin']);
  assert.deepEqual([tokens?.ExpiresIn, tokens?.TokenType], [3600, 'Bearer']);
});

test("a token has the user's groups at the time of its issue, also when refreshed", async (t) => {
  const { admin, who, create, password, signIn, renew, groupsIn } = await withAdministrator(t);
  await create('ann');
  await password('ann', PASSWORD);
  const group = { ...who('ann'), GroupName: 'owners' };
  const { AuthenticationResult: before } = await signIn('ann', PASSWORD);
  assert.equal(groupsIn(before?.AccessToken), undefined);
  await admin.send(new AdminAddUserToGroupCommand(group));
  await admin.send(new AdminAddUserToGroupCommand(group));
  const { AuthenticationResult: owner } = await renew(before?.RefreshToken ?? '');
  assert.deepEqual([groupsIn(owner?.AccessToken), groupsIn(owner?.IdToken)], [['owners'], ['owners']]);
  assert.equal(owner?.RefreshToken, undefined);
  await admin.send(new AdminRemoveUserFromGroupCommand(group));
  assert.equal(groupsIn((await renew(before?.RefreshToken ?? '')).AuthenticationResult?.AccessToken), undefined);
});

test('a deleted user cannot sign in or refresh a session', async (t) => {
  const { admin, who, create, password, signIn, renew } = await withAdministrator(t);
  await create('ann');
  await password('ann', PASSWORD);
  const { AuthenticationResult: tokens } = await signIn('ann', PASSWORD);
  await admin.send(new AdminDeleteUserCommand(who('ann')));
  await assert.rejects(signIn('ann', PASSWORD), { name: 'NotAuthorizedException' });
  await assert.rejects(renew(tokens?.RefreshToken ?? ''), { name: 'NotAuthorizedException' });
  await create('ann');
  await assert.rejects(renew(tokens?.RefreshToken ?? ''), { message: 'Invalid Refresh Token' });
});

test('users delete themselves with an access token of the API, without an IAM policy', async (t) => {
  const { admin, who, create, password, signIn, ofRole, clock } = await withAdministrator(t);
  await create('ann');
  await password('ann', PASSWORD);
  const { AuthenticationResult: tokens } = await signIn('ann', PASSWORD);
  const leaves = (AccessToken = '') => ofRole.send(new DeleteUserCommand({ AccessToken }));
  for (const other of [tokens?.IdToken, `${tokens?.AccessToken}x`, 'guess'])
    await assert.rejects(leaves(other), { name: 'NotAuthorizedException', message: 'Invalid Access Token' });
  await leaves(tokens?.AccessToken);
  await assert.rejects(admin.send(new AdminGetUserCommand(who('ann'))), { name: 'UserNotFoundException' });
  await create('ann');
  await assert.rejects(leaves(tokens?.AccessToken), { name: 'UserNotFoundException' });
  clock.advance(2 * 3_600_000);
  await assert.rejects(leaves(tokens?.AccessToken), { message: 'Access Token has expired' });
});

test('the users of a group are listed page by page', async (t) => {
  const { admin, who, create, UserPoolId, clock } = await withAdministrator(t);
  for (const name of ['ann', 'bob', 'cleo']) {
    await create(name);
    if (name !== 'bob') await admin.send(new AdminAddUserToGroupCommand({ ...who(name), GroupName: 'owners' }));
  }
  const page = (NextToken?: string) =>
    admin.send(
      new ListUsersInGroupCommand({ UserPoolId, GroupName: 'owners', Limit: 1, ...(NextToken && { NextToken }) }),
    );
  const first = await page();
  const second = await page(first.NextToken);
  assert.deepEqual(
    [first, second].map(({ Users }) => Users?.map(({ Username }) => Username)),
    [['ann'], ['cleo']],
  );
  assert.equal(second.NextToken, undefined);
  assert.equal(first.Users?.[0]?.UserCreateDate?.getTime(), clock.now());
});

test("what AWS rejects is rejected with AWS's error", async (t) => {
  const { admin, who, create, password, signIn, Page, UserPoolId } = await withAdministrator(t);
  await create('ann');
  await assert.rejects(create('Ann'), { name: 'UsernameExistsException', message: 'User account already exists' });
  await assert.rejects(admin.send(new AdminCreateUserCommand(who('bob'))), {
    name: 'InvalidParameterException',
    message: 'Attributes did not conform to the schema: email: The attribute is required',
  });
  await assert.rejects(admin.send(new AdminGetUserCommand(who('bob'))), { name: 'UserNotFoundException' });
  await assert.rejects(password('ann', 'short7'), {
    name: 'InvalidPasswordException',
    message: 'Password did not conform with policy: Password not long enough',
  });
  await assert.rejects(password('ann', 'no digit in here'), { message: /Password must have numeric characters$/ });
  await password('ann', PASSWORD);
  for (const [name, word] of [
    ['ann', `${PASSWORD}!`],
    ['unknown', PASSWORD],
  ] as const)
    await assert.rejects(signIn(name, word), {
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  await assert.rejects(signIn('ann', PASSWORD, Page), { message: 'Auth flow not enabled for this client' });
  await assert.rejects(signIn('ann', PASSWORD, 'none'), { name: 'ResourceNotFoundException' });
  await assert.rejects(admin.send(new AdminAddUserToGroupCommand({ ...who('ann'), GroupName: 'kings' })), {
    name: 'ResourceNotFoundException',
    message: 'Group not found.',
  });
  await assert.rejects(admin.send(new AdminGetUserCommand({ UserPoolId: `${UserPoolId}x`, Username: 'ann' })), {
    message: /^User pool us-east-1_\w+ does not exist\.$/,
  });
});

test('a role may perform only the operations that its policy allows', async (t) => {
  const { ofRole, who, create } = await withAdministrator(t);
  await create('ann');
  assert.equal((await ofRole.send(new AdminGetUserCommand(who('ann')))).Username, 'ann');
  await assert.rejects(ofRole.send(new AdminDeleteUserCommand(who('ann'))), {
    name: 'AccessDeniedException',
    message:
      /not authorized to perform: cognito-idp:AdminDeleteUser on resource: arn:aws:cognito-idp:\S+:userpool\/us-east-1_/,
  });
});
