// Who sends a request to S3, and whether the policies of the role and of the bucket allow it.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import { assumedRole, type Caller, evaluate, type Iam, type Statement } from '../iam/index.ts';
import { ACCOUNT } from '../resource-ids.ts';
import {
  isSigned,
  parseAuthorization,
  parsePresigned,
  type S3Signature,
  type SignedRequest,
  signingTime,
} from './s3-signature.ts';

export type S3AccessDeps = { iam: Iam; clock: Clock; say: (line: string) => void };

/** The longest validity of a presigned address: seven days (Amazon S3 API reference, query parameters). */
const EXPIRES_MAX = 604_800;

/** How far the clock of a signer may be ahead (Amazon S3, "Error responses": RequestTimeTooSkewed). */
const SKEW_MS = 15 * 60_000;

const ROOT = `arn:aws:iam::${ACCOUNT}:root`;

/** The form of AWS's access keys. Others, such as `test`, are those of developers, and stand for the account's root. */
const AWS_KEY = /^A(?:KIA|SIA)[A-Z0-9]{12,}$/;

/**
 * The caller of a request; undefined for one that is not signed. `candidates` are the forms in which a client may have signed it: with
 * AWS's host name, or with the address of this machine. A key of a developer has no secret here: `acceptsRoot` says whether it counts.
 */
export function authenticateS3(
  { iam, clock }: S3AccessDeps,
  candidates: readonly SignedRequest[],
  acceptsRoot: boolean,
): Caller | undefined {
  const [{ headers, query } = { headers: {}, query: [] }] = candidates;
  const presigned = parsePresigned(query);
  if (!presigned && query.some(([name]) => name.toLowerCase() === 'x-amz-signature'))
    throw new AwsError(
      'AuthorizationQueryParametersError',
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  if (presigned) checkTime(presigned, clock.now());
  const signature = presigned ?? parseAuthorization(headers);
  if (!signature) {
    if (headers.authorization === undefined) return undefined;
    throw new AwsError(
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  }
  if (!AWS_KEY.test(signature.accessKeyId) && acceptsRoot) return { arn: ROOT };
  return callerOf(iam, signature, (secret) => candidates.some((one) => isSigned(secret, signature, one)));
}

/** The role whose secret made a signature. */
export function callerOf(
  iam: Iam,
  { accessKeyId, sessionToken }: Pick<S3Signature, 'accessKeyId' | 'sessionToken'>,
  isSignedWith: (secret: string) => boolean,
): Caller {
  const session = iam.sessionOf(accessKeyId, sessionToken);
  if (!session)
    throw new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403, {
      AWSAccessKeyId: accessKeyId,
    });
  if (!isSignedWith(session.credentials.secretAccessKey))
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
      { AWSAccessKeyId: accessKeyId },
    );
  return assumedRole(session.roleArn, session.session);
}

function checkTime({ date, expires = 0 }: S3Signature, now: number): void {
  const signedAt = signingTime(date);
  if (!Number.isInteger(expires) || expires < 1 || expires > EXPIRES_MAX || Number.isNaN(signedAt))
    throw new AwsError(
      'AuthorizationQueryParametersError',
      `X-Amz-Expires must be between 1 and ${EXPIRES_MAX} seconds, and X-Amz-Date a date of ISO 8601`,
    );
  if (signedAt > now + SKEW_MS) throw new AwsError('AccessDenied', 'Request is not valid yet', 403);
  if (now > signedAt + expires * 1000)
    throw new AwsError('AccessDenied', 'Request has expired', 403, {
      'X-Amz-Expires': String(expires),
      Expires: new Date(signedAt + expires * 1000).toISOString().replace(/\.\d+/, ''),
      ServerTime: new Date(now).toISOString().replace(/\.\d+/, ''),
    });
}

/** An action on a resource, and the condition keys of S3 that the request has. */
export type S3Permission = { action: string; resource: string; context?: Readonly<Record<string, string>> };

/** Whether a caller may do something: its role's policies and the bucket's policy together, where a deny of either wins. */
export function isPermitted(
  { iam, say }: S3AccessDeps,
  caller: Caller | undefined,
  policy: readonly Statement[],
  { action, resource, context = {} }: S3Permission,
): boolean {
  const request = { action, resource, context: { 'aws:securetransport': 'true', ...context } };
  const applying = policy.filter((statement) => hasPrincipal(statement, caller));
  const ofBucket = evaluate(applying, request);
  if (ofBucket.effect === 'denied') return false;
  if (caller?.roleArn === undefined) return caller !== undefined || ofBucket.effect === 'allowed';
  const { effect, unknown } = iam.decide(
    caller.roleArn,
    action,
    resource,
    Object.keys(context).length > 0 ? context : undefined,
  );
  if (unknown) say(`${caller.arn} was denied ${action} on ${resource}: the engine does not know ${unknown}.`);
  return effect === 'allowed' || (effect === 'not allowed' && ofBucket.effect === 'allowed');
}

function hasPrincipal({ principals, notPrincipals }: Statement, caller: Caller | undefined): boolean {
  const names = ['*', ...(caller ? [caller.arn, caller.roleArn ?? caller.arn, ACCOUNT, ROOT] : [])];
  const matches = (of: Statement['principals']) => of.AWS?.some((one) => names.includes(one)) ?? false;
  return Object.keys(notPrincipals).length > 0 ? !matches(notPrincipals) : matches(principals);
}

/** S3's error for what is not permitted. */
export function accessDenied(caller: Caller | undefined, { action, resource }: S3Permission): AwsError {
  const sentence = caller
    ? `User: ${caller.arn} is not authorized to perform: ${action} on resource: "${resource}" because no identity-based policy allows the ${action} action`
    : 'Access Denied';
  return new AwsError('AccessDenied', sentence, 403);
}
