// The sign-out of all devices of a user: their refresh tokens are revoked, and their pages are told.
import { isGuest, type TokenUser } from '../authenticated-user.ts';
import { type ChatTableDeps, type TransactionDeps, transact } from '../db/chat-table.ts';
import { signOutRow } from '../db/hint-rows.ts';
import { CHANGE_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import { signedTransport, USER_POOLS } from '../dynamodb/signed-transport.ts';
import { ApiError } from '../errors.ts';

/** `revokeTokens` revokes the refresh tokens of a user of the pool; undefined where another issuer signs users in. */
export type SignOutDeps = TransactionDeps &
  ChatTableDeps & { now: () => number; revokeTokens?: (username: string) => Promise<void> };

/** Signs users out. */
export class SignOut {
  readonly #deps: SignOutDeps;

  constructor(deps: SignOutDeps) {
    this.#deps = deps;
  }

  /**
   * Signs the user of a token out of all devices, this one too. An access token remains valid until it expires, an hour at most: a
   * page with one signs out at once, by the hint or by its next sync, and the lists of channels are refused to it.
   */
  async everywhere(user: TokenUser, poolUsername: string): Promise<void> {
    const { chatTable, now, revokeTokens } = this.#deps;
    if (isGuest(user)) throw new ApiError(403, 'guest', 'A guest is signed in on one device only. Sign out there.');
    if (!revokeTokens)
      throw new ApiError(409, 'not-possible', 'Another service signs you in. Sign out of your devices there.');
    const rate = new RateLimiter(chatTable, CHANGE_RATE_LIMIT).count(user, now());
    if ((await transact(this.#deps, [rate.write])).length > 0) throw rate.error(undefined);
    await revokeTokens(poolUsername);
    await transact(this.#deps, [{ Put: { TableName: chatTable, Item: signOutRow(user.userId, now()) } }]);
  }
}

/** Revokes the tokens of users of a pool: AdminUserGlobalSignOut. */
export function tokenRevocation(userPool: string): (username: string) => Promise<void> {
  return async (Username) => {
    const transport = signedTransport(process.env, USER_POOLS);
    const { status, body } = await transport(
      'AdminUserGlobalSignOut',
      JSON.stringify({ UserPoolId: userPool, Username }),
    );
    if (status !== 200) throw new Error(`AdminUserGlobalSignOut returned ${status}: ${body}`);
  };
}
