// Who makes a call: read from the access key that signed it, and held to what its policies allow.
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../../errors.ts';
import type { Authorize, Permission } from '../../protocol/aws-json.ts';
import { ACCOUNT } from '../resource-ids.ts';
import type { Iam } from './iam-service.ts';

/** Somebody who calls: a role that was taken on, or the account itself, which may do everything. */
export type Caller = { arn: string; roleArn?: string };

/** The account itself: for a developer who calls the laptop's services by hand. */
const ROOT: Caller = { arn: `arn:aws:iam::${ACCOUNT}:root` };

// IAM User Guide, "Understanding unique ID prefixes". Only such a key can be one of AWS's.
const OF_AWS = /^A(?:KIA|SIA)[A-Z0-9]{12,}$/;

/** A role that was taken on for a session; AppSync names its own `APPSYNC_ASSUME_ROLE`. */
export function assumed(roleArn: string, session: string): Caller {
  return { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${roleArn.split('/').at(-1)}/${session}`, roleArn };
}

/**
 * Finds out who signed a request: by its access key, and for a role its session token; the signature itself is not
 * verified. A key that cannot be one of AWS's (`test`) is the account's root. Refuses what AWS refuses.
 */
export function callerOf(iam: Iam, headers: IncomingHttpHeaders): Caller {
  const { authorization } = headers;
  if (!authorization)
    throw new AwsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  const accessKeyId = /^AWS4-HMAC-SHA256\s+(?:.*[\s,])?Credential=([^/,\s]+)\//.exec(authorization)?.[1];
  if (accessKeyId === undefined)
    throw new AwsError(
      'IncompleteSignatureException',
      'Authorization header requires a Credential of AWS4-HMAC-SHA256.',
    );
  if (!OF_AWS.test(accessKeyId)) return ROOT;
  const taken = iam.sessionOf(accessKeyId, headers['x-amz-security-token']);
  if (!taken)
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  return assumed(taken.roleArn, taken.session);
}

/** Authorizes signed requests by the policies of the role that signed; the account's root may do everything. */
export function authorizer(iam: Iam, say: (line: string) => void): Authorize {
  return (headers, permissions) => {
    const caller = callerOf(iam, headers);
    if (caller.roleArn !== undefined) demand(iam, caller, permissions(), say);
  };
}

/** Refuses, in AWS's words, what a caller's policies do not allow. `say` hears what the engine could not judge. */
export function demand(
  iam: Iam,
  { arn, roleArn }: Caller,
  permissions: readonly Permission[],
  say: (line: string) => void,
): void {
  if (roleArn === undefined) return;
  for (const { action, resource } of permissions) {
    const { effect, unknown } = iam.decide(roleArn, action, resource);
    if (effect === 'allowed') continue;
    if (unknown) say(`${arn} was refused ${action} on ${resource}, as ${unknown} is not known here.`);
    // IAM User Guide, "Troubleshoot access denied error messages".
    const reason =
      effect === 'denied'
        ? 'with an explicit deny in an identity-based policy'
        : `because no identity-based policy allows the ${action} action`;
    throw new AwsError(
      'AccessDeniedException',
      `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
    );
  }
}
