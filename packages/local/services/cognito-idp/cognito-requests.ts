// What several operations of the user pools API share: reading their input, signing in, and describing users.
import { AwsError } from '../../errors.ts';
import type { Input } from '../../protocol/aws-json.ts';
import type { Client, Cognito, TokenSet } from './cognito-service.ts';
import { verifyPassword } from './passwords.ts';
import type { StoredUser } from './user-pool-users.ts';

/** Tokens of the API always have this scope (Cognito Developer Guide, "Scopes, M2M, and resource servers"). */
export const SCOPE = 'aws.cognito.signin.user.admin';

/** Signs a user in with a password. `begin` starts the session of a challenge. */
export async function signIn(
  cognito: Cognito,
  client: Client,
  parameters: Input,
  begin: (session: { client: Client; username: string }) => string,
): Promise<Input> {
  const [name, password] = [text(parameters, 'USERNAME'), text(parameters, 'PASSWORD')];
  const user = cognito.users.find(client.userPoolId, name);
  if (!user && !client.hidesUnknownUsers) throw new AwsError('UserNotFoundException', 'User does not exist.');
  if (!user?.password || !(await verifyPassword(password, user.password)))
    throw new AwsError('NotAuthorizedException', 'Incorrect username or password.');
  if (user.unconfirmed) throw new AwsError('UserNotConfirmedException', 'User is not confirmed.');
  if (user.temporary)
    return {
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeParameters: { USER_ID_FOR_SRP: user.username, requiredAttributes: '[]', userAttributes: '{}' },
      Session: begin({ client, username: user.username }),
    };
  return authenticationResult(await cognito.startSession(client, user, SCOPE));
}

/** New tokens for a refresh token. */
export async function renew(cognito: Cognito, client: Client, parameters: Input): Promise<Input> {
  const tokens = await cognito.refreshTokens(text(parameters, 'REFRESH_TOKEN'), client.clientId);
  if (!tokens) throw new AwsError('NotAuthorizedException', 'Invalid Refresh Token');
  return authenticationResult(tokens);
}

/** Tokens as the API returns them. */
export function authenticationResult({
  access_token,
  id_token,
  refresh_token,
  expires_in,
  token_type,
}: TokenSet): Input {
  return {
    ChallengeParameters: {},
    AuthenticationResult: {
      AccessToken: access_token,
      IdToken: id_token,
      ...(refresh_token && { RefreshToken: refresh_token }),
      ExpiresIn: expires_in,
      TokenType: token_type,
    },
  };
}

/** The client, if a flow is enabled for it. */
export function requireFlow(client: Client, flow: string): Client {
  if (!client.authFlows.includes(flow)) throw invalid('Auth flow not enabled for this client');
  return client;
}

/** A user as the API returns one; times are in seconds. `list` is the name of the list of attributes. */
export function describeUser(user: StoredUser, list: 'Attributes' | 'UserAttributes'): Input {
  const { username, sub, attributes = {}, createdAt = 0, changedAt = createdAt, temporary, unconfirmed } = user;
  return {
    Username: username,
    [list]: Object.entries({ sub, ...attributes }).map(([Name, Value]) => ({ Name, Value })),
    UserCreateDate: createdAt / 1000,
    UserLastModifiedDate: changedAt / 1000,
    Enabled: true,
    UserStatus: unconfirmed ? 'UNCONFIRMED' : temporary ? 'FORCE_CHANGE_PASSWORD' : 'CONFIRMED',
  };
}

/** Attributes of the API's lists. */
export function attributesOf(input: unknown): Record<string, string> {
  const list = (input ?? []) as { Name?: unknown; Value?: unknown }[];
  return Object.fromEntries(list.map(({ Name, Value = '' }) => [String(Name), String(Value)]));
}

/** A member of an input that must be a text. */
export function text(input: Input, member: string): string {
  const value = input[member];
  if (typeof value !== 'string' || value === '') throw invalid(`${member} is missing.`);
  return value;
}

/** The error for an invalid input. */
export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
