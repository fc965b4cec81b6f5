// Guests: users without an account. They are users of the pool in the group of guests, deleted when their time is over.
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
import { guestExpired } from '../db/guest-rows.ts';
import { GUEST_NAME_PREFIX } from '../db/user-directory.ts';
import { GUESTS_CLIENT, GUESTS_MAX, required, USER_POOL } from '../environment.ts';
import { ApiError } from '../errors.ts';

/** The tokens of a guest, in OAuth 2.0's format, as the token endpoint of the sign-in returns them. */
export type GuestTokens = { access_token: string; refresh_token?: string; expires_in: number; token_type: 'Bearer' };

/** The longest refresh token that is accepted; Cognito's have some 2,000 characters. */
const REFRESH_TOKEN_MAX = 8_192;

const cognito = new CognitoIdentityProviderClient();
const UserPoolId = required(USER_POOL);

/** Creates a guest, unless the limit of guests is reached. */
export async function createGuest(): Promise<GuestTokens> {
  // Concurrent requests may exceed the limit: the throttle of the route bounds by how many.
  const limit = Number(required(GUESTS_MAX));
  if ((await listGuests(limit)).length >= limit)
    throw new ApiError(
      409,
      'too-many-guests',
      'The guest limit is reached. Come back on another day, or ask for an account.',
    );
  const Username = `${GUEST_NAME_PREFIX}${randomBytes(5).toString('hex')}`;
  const guest = { UserPoolId, Username };
  // Never disclosed: a guest stays signed in as long as the refresh token is valid.
  const Password = randomBytes(32).toString('base64url');
  await cognito.send(
    new AdminCreateUserCommand({
      ...guest,
      MessageAction: 'SUPPRESS',
      // The pool requires an address. RFC 6761, 6.4: mail to `.invalid` is never delivered.
      UserAttributes: [{ Name: 'email', Value: `${Username}@guests.invalid` }],
    }),
  );
  await cognito.send(new AdminAddUserToGroupCommand({ ...guest, GroupName: GUESTS }));
  await cognito.send(new AdminSetUserPasswordCommand({ ...guest, Password, Permanent: true }));
  return signIn({ AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters: { USERNAME: Username, PASSWORD: Password } });
}

/** Returns new tokens for a guest. */
export async function refreshGuest(refreshToken: unknown): Promise<GuestTokens> {
  if (typeof refreshToken !== 'string' || refreshToken === '' || refreshToken.length > REFRESH_TOKEN_MAX)
    throw new ApiError(400, 'bad-request', 'refresh_token: a string is required.');
  return signIn({ AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: refreshToken } }).catch((error) => {
    if (!(error instanceof NotAuthorizedException)) throw error;
    throw guestExpired();
  });
}

/**
 * Deletes a guest who signs out, so that another guest may be created; returns the guest's id. It requires the guest's own token, and
 * no permission.
 */
export async function deleteGuest(refreshToken: unknown): Promise<string> {
  const { access_token: AccessToken } = await refreshGuest(refreshToken);
  await cognito.send(new DeleteUserCommand({ AccessToken }));
  // Cognito itself has just returned the token.
  const [, payload = ''] = AccessToken.split('.');
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string }).sub;
}

/** Deletes the guests whose refresh tokens have expired, so that they cannot return; returns their ids and those of the others. */
export async function deleteExpiredGuests(now: number): Promise<{ deleted: string[]; present: Set<string> }> {
  const guests = await listGuests(Number.POSITIVE_INFINITY);
  const isExpired = ({ UserCreateDate }: UserType) => now - Number(UserCreateDate) > GUEST_DAYS * DAY_MS + GRACE_MS;
  const expired = guests.filter(isExpired);
  for (const { Username } of expired) await cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username }));
  const present = guests.filter((guest) => !isExpired(guest));
  return { deleted: expired.map(userIdOf), present: new Set(present.map(userIdOf)) };
}

function userIdOf({ Attributes = [] }: UserType): string {
  return Attributes.find(({ Name }) => Name === 'sub')?.Value ?? '';
}

const DAY_MS = 24 * 60 * 60_000;

/** A deleted guest cannot be restored: a clock that is ahead by less than this deletes none too early. */
const GRACE_MS = DAY_MS;

/** The guests, as many as are needed to know whether there are `limit`. */
async function listGuests(limit: number): Promise<UserType[]> {
  const guests: UserType[] = [];
  for await (const { Users = [] } of paginateListUsersInGroup({ client: cognito }, { UserPoolId, GroupName: GUESTS })) {
    guests.push(...Users);
    if (guests.length >= limit) break;
  }
  return guests;
}

async function signIn(auth: Pick<AdminInitiateAuthCommandInput, 'AuthFlow' | 'AuthParameters'>): Promise<GuestTokens> {
  const ClientId = required(GUESTS_CLIENT);
  const { AuthenticationResult } = await cognito.send(new AdminInitiateAuthCommand({ UserPoolId, ClientId, ...auth }));
  const { AccessToken = '', RefreshToken, ExpiresIn = 0 } = AuthenticationResult as AuthenticationResultType;
  return {
    access_token: AccessToken,
    ...(RefreshToken !== undefined && { refresh_token: RefreshToken }),
    expires_in: ExpiresIn,
    token_type: 'Bearer',
  };
}
