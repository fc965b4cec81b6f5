// The callers that sign with SigV4 where the signature is verified (AppSync): who owns a key, its secret, and what it may do.
import { ACCOUNT } from '../resource-ids.ts';
import { assumed } from './caller.ts';
import type { Iam } from './iam-service.ts';

/** The owner of an access key; `username` is its unique id, with the session of a role. */
export type KeyOwner = { arn: string; accountId: string; username: string; secretAccessKey: string };

/** The one key of the account's root: the same word for both, as people write it for local services. */
const ROOT_KEY = 'test';
const ROOT: KeyOwner = {
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  accountId: ACCOUNT,
  username: ACCOUNT,
  secretAccessKey: ROOT_KEY,
};

/** Knows every role that has an access key, and the account's root as `test` with the secret `test`. */
export function principalsOf(iam: Iam) {
  const roles = new Map<string, string>();
  return {
    principalOf(accessKeyId: string, sessionToken: string | undefined): KeyOwner | undefined {
      if (accessKeyId === ROOT_KEY) return ROOT;
      const taken = iam.sessionOf(accessKeyId, sessionToken);
      if (!taken) return undefined;
      const { roleArn, session, credentials } = taken;
      const { arn } = assumed(roleArn, session);
      roles.set(arn, roleArn);
      const username = `${iam.role(roleArn)?.id ?? ''}:${session}`;
      return { arn, accountId: ACCOUNT, username, secretAccessKey: credentials.secretAccessKey };
    },
    allows(principalArn: string, action: string, resource: string): boolean {
      if (principalArn === ROOT.arn) return true;
      const roleArn = roles.get(principalArn);
      return roleArn !== undefined && iam.may(roleArn, action, resource);
    },
  };
}
