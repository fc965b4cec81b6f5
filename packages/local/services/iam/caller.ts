// Authenticates callers by the access key of a request, and authorizes them by their policies.
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../../errors.ts';
import type { Authorize, Permission } from '../../protocol/aws-json.ts';
import { ACCOUNT } from '../resource-ids.ts';
import type { Iam } from './iam-service.ts';

/** A caller: an assumed role, or the account's root, which may do everything. */
export type Caller = { arn: string; roleArn?: string };

/** The account's root: for developers who call the engine's services themselves. */
const ROOT: Caller = { arn: `arn:aws:iam::${ACCOUNT}:root` };

// IAM User Guide, "Understanding unique ID prefixes": the form of AWS's access keys.
const AWS_KEY = /^A(?:KIA|SIA)[A-Z0-9]{12,}$/;

/** A role assumed for a session; AppSync calls its own `APPSYNC_ASSUME_ROLE`. */
export function assumedRole(roleArn: string, session: string): Caller {
  return { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${roleArn.split('/').at(-1)}/${session}`, roleArn };
}

/**
 * Returns the caller of a request by its access key and, for a role, its session token; the signature is not verified. A key
 * that does not have the form of AWS's keys (`test`) is the account's root. Throws the errors that AWS returns.
 */
export function authenticate(iam: Iam, headers: IncomingHttpHeaders): Caller {
  const { authorization } = headers;
  if (!authorization)
    throw new AwsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  const accessKeyId = /^AWS4-HMAC-SHA256\s(?:.*[\s,])?Credential=([^/,\s]+)\//.exec(authorization)?.[1];
  if (accessKeyId === undefined)
    throw new AwsError(
      'IncompleteSignatureException',
      'Authorization header requires a Credential of AWS4-HMAC-SHA256.',
    );
  if (!AWS_KEY.test(accessKeyId)) return ROOT;
  const session = iam.sessionOf(accessKeyId, headers['x-amz-security-token']);
  if (!session)
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  return assumedRole(session.roleArn, session.session);
}

/** Authorizes signed requests by the policies of the role that signed; the account's root may do everything. */
export function authorizer(iam: Iam, say: (line: string) => void): Authorize {
  return (headers, permissions) => {
    const caller = authenticate(iam, headers);
    if (caller.roleArn === undefined) return () => {};
    requirePermissions(iam, caller, permissions(), say);
    return iam.openCalls.begin(caller.arn);
  };
}

/** Throws AWS's error for a permission that the caller's policies do not allow. `say` receives what the engine cannot evaluate. */
export function requirePermissions(
  iam: Iam,
  { arn, roleArn }: Caller,
  permissions: readonly Permission[],
  say: (line: string) => void,
): void {
  if (roleArn === undefined) return;
  for (const { action, resource, context } of permissions) {
    const { effect, unknown } = decideInContext(iam, roleArn, { action, resource, ...(context && { context }) });
    if (effect === 'allowed') continue;
    if (unknown) say(`${arn} was denied ${action} on ${resource}: the engine does not know ${unknown}.`);
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

// Few policies have conditions on a service's own keys, so these are worked out only where a decision depends on one.
function decideInContext(iam: Iam, roleArn: string, { action, resource, context }: Permission) {
  const decision = iam.decide(roleArn, action, resource);
  const keys = decision.unknown === undefined ? undefined : context?.();
  return keys ? iam.decide(roleArn, action, resource, keys) : decision;
}
