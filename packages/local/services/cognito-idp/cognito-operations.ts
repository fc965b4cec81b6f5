// The emulated operations of the user pools API, with the permission that each one needs: managing users and groups, signing in.
import { AwsError } from '../../errors.ts';
import type { Input, JsonApi, Operation, Permission } from '../../protocol/aws-json.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { attributesOf, describeUser, invalid, renew, requireFlow, SCOPE, signIn, text } from './cognito-requests.ts';
import type { Client, Cognito } from './cognito-service.ts';
import { checkPassword } from './passwords.ts';
import { publicOperations } from './public-operations.ts';

// Source: Cognito API reference, ListUsersInGroup.
const PAGE_MAX = 60;

/** The user pools API, in AWS's JSON protocol. */
export function cognitoApi(cognito: Cognito): JsonApi {
  return {
    targets: ['AWSCognitoIdentityProviderService'],
    version: '1.1',
    acceptsEmptyBody: true,
    operations: { ...cognitoOperations(cognito), ...publicOperations(cognito) },
  };
}

/**
 * Every operation by its name. The permissions are those of AWS's Service Authorization Reference, "Actions, resources, and
 * condition keys for Amazon Cognito User Pools".
 */
function cognitoOperations(cognito: Cognito): Readonly<Record<string, Operation>> {
  const { users } = cognito;
  return {
    AdminCreateUser: {
      permissions: onUserPool('cognito-idp:AdminCreateUser'),
      async run(input) {
        const [userPoolId, name] = [text(input, 'UserPoolId'), text(input, 'Username')];
        const pool = users.pool(userPoolId);
        const attributes = attributesOf(input['UserAttributes']);
        const missing = pool.required.find((one) => attributes[one] === undefined);
        if (missing !== undefined)
          throw invalid(`Attributes did not conform to the schema: ${missing}: The attribute is required`);
        const { TemporaryPassword: given } = input;
        const password = given === undefined ? undefined : checkPassword(given, pool.password);
        if (users.find(userPoolId, name)) throw new AwsError('UsernameExistsException', 'User account already exists');
        await users.create(userPoolId, name, { attributes, temporary: true });
        if (password !== undefined) await users.setPassword(userPoolId, name, password, true);
        return { User: describeUser(users.existing(userPoolId, name), 'Attributes') };
      },
    },

    AdminSetUserPassword: {
      permissions: onUserPool('cognito-idp:AdminSetUserPassword'),
      async run(input) {
        const [userPoolId, name] = userIn(input);
        users.existing(userPoolId, name);
        const password = checkPassword(input['Password'], users.pool(userPoolId).password);
        await users.setPassword(userPoolId, name, password, input['Permanent'] !== true);
      },
    },

    AdminAddUserToGroup: {
      permissions: onUserPool('cognito-idp:AdminAddUserToGroup'),
      async run(input) {
        const [userPoolId, name, group] = [...userIn(input), text(input, 'GroupName')];
        await users.addToGroup(userPoolId, name, group);
      },
    },

    AdminRemoveUserFromGroup: {
      permissions: onUserPool('cognito-idp:AdminRemoveUserFromGroup'),
      async run(input) {
        const [userPoolId, name, group] = [...userIn(input), text(input, 'GroupName')];
        users.requireGroup(userPoolId, group);
        const { groups = [] } = users.existing(userPoolId, name);
        await users.change(userPoolId, name, { groups: groups.filter((one) => one !== group) });
      },
    },

    ListUsersInGroup: {
      permissions: onUserPool('cognito-idp:ListUsersInGroup'),
      run(input) {
        const all = users.inGroup(text(input, 'UserPoolId'), text(input, 'GroupName'));
        const from = Number(input['NextToken'] ?? 0);
        const { Limit = PAGE_MAX } = input;
        if (typeof Limit !== 'number' || !(Limit >= 0 && Limit <= PAGE_MAX) || !Number.isInteger(from))
          throw invalid(`Limit must be a number from 0 to ${PAGE_MAX}, and NextToken one that was returned.`);
        const end = from + (Limit || PAGE_MAX);
        const page = all.slice(from, end).map((user) => describeUser(user, 'Attributes'));
        return { Users: page, ...(end < all.length && { NextToken: String(end) }) };
      },
    },

    AdminGetUser: {
      permissions: onUserPool('cognito-idp:AdminGetUser'),
      run(input) {
        return describeUser(users.existing(...userIn(input)), 'UserAttributes');
      },
    },

    AdminDeleteUser: {
      permissions: onUserPool('cognito-idp:AdminDeleteUser'),
      async run(input) {
        await users.delete(...userIn(input));
      },
    },

    AdminUserGlobalSignOut: {
      permissions: onUserPool('cognito-idp:AdminUserGlobalSignOut'),
      async run(input) {
        await cognito.signOutEverywhere(...userIn(input));
        return {};
      },
    },

    GlobalSignOut: {
      // The access token in the input identifies the account (Cognito API reference, GlobalSignOut).
      permissions: 'unsigned',
      async run(input) {
        const { userPoolId, username } = await cognito.userOfToken(text(input, 'AccessToken'), SCOPE);
        await cognito.signOutEverywhere(userPoolId, username);
        return {};
      },
    },

    DeleteUser: {
      // The access token in the input identifies the account (Cognito API reference, DeleteUser).
      permissions: 'unsigned',
      async run(input) {
        const { userPoolId, username } = await cognito.userOfToken(text(input, 'AccessToken'), SCOPE);
        await users.delete(userPoolId, username);
      },
    },

    AdminInitiateAuth: {
      permissions: onUserPool('cognito-idp:AdminInitiateAuth'),
      async run(input) {
        const client = clientOf(cognito, input);
        const parameters = (input['AuthParameters'] ?? {}) as Input;
        switch (input['AuthFlow']) {
          case 'ADMIN_USER_PASSWORD_AUTH':
            return signIn(cognito, requireFlow(client, 'ALLOW_ADMIN_USER_PASSWORD_AUTH'), parameters, () =>
              crypto.randomUUID(),
            );
          case 'REFRESH_TOKEN_AUTH':
          case 'REFRESH_TOKEN':
            return renew(cognito, requireFlow(client, 'ALLOW_REFRESH_TOKEN_AUTH'), parameters);
          default:
            throw invalid(`The AuthFlow ${String(input['AuthFlow'])} is not emulated.`);
        }
      },
    },
  };
}

function onUserPool(action: string) {
  return ({ UserPoolId }: Input): Permission[] => [
    { action, resource: `arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/${String(UserPoolId)}` },
  ];
}

function clientOf(cognito: Cognito, input: Input): Client {
  const userPoolId = text(input, 'UserPoolId');
  cognito.users.pool(userPoolId);
  const clientId = text(input, 'ClientId');
  const client = cognito.client(clientId);
  if (client?.userPoolId !== userPoolId)
    throw new AwsError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
  return client;
}

function userIn(input: Input): [userPoolId: string, name: string] {
  return [text(input, 'UserPoolId'), text(input, 'Username')];
}
