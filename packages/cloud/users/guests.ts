// People without an account: let in as users of the pool who are in the group of guests, and deleted when their time is over.
import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  type AdminInitiateAuthCommandInput,
  AdminSetUserPasswordCommand,
  type AuthenticationResultType,
  CognitoIdentityProviderClient,
  DeleteUserCommand,
  NotAuthorizedException,
  paginateListUsersInGroup,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import { GUEST_DAYS, GUESTS } from '../authenticated-user.ts';
import { GUESTS_CLIENT, GUESTS_MAX, required, USER_POOL } from '../environment.ts';
import { ApiError } from '../errors.ts';

/** The tokens of a guest, in the words of OAuth 2, as the sign-in's own endpoint gives them. */
export type GuestTokens = { access_token: string; refresh_token?: string; expires_in: number; token_type: 'Bearer' };

/** The longest refresh token that is looked at; Cognito's have some 2,000 characters. */
const REFRESH_MAX = 8_192;

const cognito = new CognitoIdentityProviderClient();
const UserPoolId = required(USER_POOL);

/** Lets somebody in, unless there are as many guests as there may be. */
export async function createGuest(): Promise<GuestTokens> {
  // Whoever comes in the same moment is counted by neither: the route's throttle bounds by how many there can be too many.
  const most = Number(required(GUESTS_MAX));
  if ((await guests(most)).length >= most)
    throw new ApiError(
      409,
      'too-many-guests',
      'There are as many guests as there can be. Come back on another day, or ask for an account.',
    );
  const Username = `guest-${randomBytes(5).toString('hex')}`;
  const guest = { UserPoolId, Username };
  // Nobody ever learns it: a guest stays as long as the refresh token does.
  const Password = randomBytes(32).toString('base64url');
  await cognito.send(
    new AdminCreateUserCommand({
      ...guest,
      MessageAction: 'SUPPRESS',
      // The pool wants an address. RFC 6761, 6.4: mail to `.invalid` never reaches anybody.
      UserAttributes: [{ Name: 'email', Value: `${Username}@guests.invalid` }],
    }),
  );
  await cognito.send(new AdminAddUserToGroupCommand({ ...guest, GroupName: GUESTS }));
  await cognito.send(new AdminSetUserPasswordCommand({ ...guest, Password, Permanent: true }));
  return signedIn({ AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters: { USERNAME: Username, PASSWORD: Password } });
}

/** New tokens for a guest who is in. */
export async function refreshGuest(refresh: unknown): Promise<GuestTokens> {
  if (typeof refresh !== 'string' || refresh === '' || refresh.length > REFRESH_MAX)
    throw new ApiError(400, 'bad-request', 'refresh_token: a text is needed.');
  return signedIn({ AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: refresh } }).catch((error) => {
    if (!(error instanceof NotAuthorizedException)) throw error;
    throw new ApiError(401, 'guest-expired', 'Your time as a guest is over. You can come in again as another one.');
  });
}

/** Deletes a guest who leaves, so that another one may come in. It takes their own token, and no permission. */
export async function deleteGuest(refresh: unknown): Promise<void> {
  const { access_token: AccessToken } = await refreshGuest(refresh);
  await cognito.send(new DeleteUserCommand({ AccessToken }));
}

/** Deletes the guests whose refresh token has ended, so that they cannot come back; says how many. */
export async function deleteExpiredGuests(now: number): Promise<number> {
  const all = await guests(Number.POSITIVE_INFINITY);
  const old = all.filter(({ UserCreateDate }) => now - Number(UserCreateDate) > GUEST_DAYS * DAY_MS);
  for (const { Username } of old) await cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username }));
  return old.length;
}

const DAY_MS = 24 * 60 * 60_000;

/** The guests, no more than needed to know whether there are `most`. */
async function guests(most: number): Promise<UserType[]> {
  const found: UserType[] = [];
  for await (const { Users = [] } of paginateListUsersInGroup({ client: cognito }, { UserPoolId, GroupName: GUESTS })) {
    found.push(...Users);
    if (found.length >= most) break;
  }
  return found;
}

async function signedIn(
  asked: Pick<AdminInitiateAuthCommandInput, 'AuthFlow' | 'AuthParameters'>,
): Promise<GuestTokens> {
  const ClientId = required(GUESTS_CLIENT);
  const { AuthenticationResult } = await cognito.send(new AdminInitiateAuthCommand({ UserPoolId, ClientId, ...asked }));
  const { AccessToken = '', RefreshToken, ExpiresIn = 0 } = AuthenticationResult as AuthenticationResultType;
  return {
    access_token: AccessToken,
    ...(RefreshToken !== undefined && { refresh_token: RefreshToken }),
    expires_in: ExpiresIn,
    token_type: 'Bearer',
  };
}
