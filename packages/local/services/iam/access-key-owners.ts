// The owners of access keys, for AppSync, which verifies SigV4 signatures: their secrets, and what they may do.
import { ACCOUNT } from '../resource-ids.ts';
import { assumedRole } from './caller.ts';
import type { Iam } from './iam-service.ts';

/** The owner of an access key; `username` is its unique id, with the session of a role. */
export type KeyOwner = { arn: string; accountId: string; username: string; secretAccessKey: string };

/** The access key and secret of the account's root, as commonly used for local services. */
const ROOT_KEY = 'test';
const ROOT: KeyOwner = {
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  accountId: ACCOUNT,
  username: ACCOUNT,
  secretAccessKey: ROOT_KEY,
};

/** The owners of a role's access keys, and the account's root as `test` with the secret `test`. */
export function accessKeyOwners(iam: Iam) {
  const roles = new Map<string, string>();
  return {
    principalOf(accessKeyId: string, sessionToken: string | undefined): KeyOwner | undefined {
      if (accessKeyId === ROOT_KEY) return ROOT;
      const assumed = iam.sessionOf(accessKeyId, sessionToken);
      if (!assumed) return undefined;
      const { roleArn, session, credentials } = assumed;
      const { arn } = assumedRole(roleArn, session);
      roles.set(arn, roleArn);
      const username = `${iam.role(roleArn)?.id ?? ''}:${session}`;
      return { arn, accountId: ACCOUNT, username, secretAccessKey: credentials.secretAccessKey };
    },
    allows(principalArn: string, action: string, resource: string): boolean {
      if (principalArn === ROOT.arn) return true;
      const roleArn = roles.get(principalArn);
      return roleArn !== undefined && iam.allows(roleArn, action, resource);
    },
  };
}
