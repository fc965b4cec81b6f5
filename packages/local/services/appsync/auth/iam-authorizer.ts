// AWS_IAM: the signature is verified over the documented bytes, and the caller's policies are evaluated.
import type { Clock } from '../../../clock.ts';
import type { AwsError } from '../../../errors.ts';
import { isSignedBy, parseSignature } from '../../../protocol/sigv4.ts';
import { REGION } from '../../resource-ids.ts';
import type { Principal, Principals } from '../appsync-deps.ts';
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';
import type { AuthorizationRequest, Authorizer, Caller } from './authorization-modes.ts';
import { SIGNATURE } from './bearer-token.ts';

/** The action of each operation; "Configuring authorization and authentication to secure Event APIs". */
const ACTIONS = {
  EVENT_CONNECT: 'appsync:EventConnect',
  EVENT_PUBLISH: 'appsync:EventPublish',
  EVENT_SUBSCRIBE: 'appsync:EventSubscribe',
} as const;

/** Authorizes by SigV4. The finest resource is the namespace. */
export function iamAuthorizer(apiArn: string, deps: { principals: Principals; clock: Clock }): Authorizer {
  return {
    mode: 'AWS_IAM',
    recognizes: (authorization) => authorization['authorization']?.startsWith(SIGNATURE) ?? false,
    verify(request) {
      const principal = signerOf(request, deps);
      const resource = request.namespace === undefined ? apiArn : `${apiArn}/channelNamespace/${request.namespace}`;
      if (!deps.principals.allows(principal.arn, ACTIONS[request.operation], resource))
        throw awsError(UNDOCUMENTED.modeNotAllowed);
      return callerOf(principal, request);
    },
  };
}

function signerOf(
  request: AuthorizationRequest,
  { principals, clock }: { principals: Principals; clock: Clock },
): Principal {
  const fields = request.authorization;
  const signature = parseSignature(fields['authorization'] ?? '');
  const date = fields['x-amz-date'] ?? '';
  // The signature must cover the host, or it could be replayed against another API. The date is in the signed text in any case.
  if (!signature?.signedHeaders.includes('host')) throw invalidSignature();
  if (signature.scope !== `${date.slice(0, 8)}/${REGION}/appsync/aws4_request`) throw invalidSignature();
  const age = Math.abs(clock.now() - timeOf(date));
  if (!(age <= UNDOCUMENTED.signatureAge.value)) throw invalidSignature();
  const principal = principals.principalOf(signature.accessKeyId, fields['x-amz-security-token']);
  if (!principal) throw awsError(UNDOCUMENTED.badCredentials);
  if (!isSignedBy(principal.secretAccessKey, signature, fields, request.signed())) throw invalidSignature();
  return principal;
}

/** `20261123T044500Z` in milliseconds; NaN for an invalid date. */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

/** `ctx.identity` as "Event API context reference" gives it for IAM. */
function callerOf({ accountId, username, arn }: Principal, { origin }: AuthorizationRequest): Caller {
  const identity = {
    accountId,
    cognitoIdentityPoolId: null,
    cognitoIdentityId: null,
    sourceIp: origin.sourceIp,
    username,
    userArn: arn,
    cognitoIdentityAuthType: null,
    cognitoIdentityAuthProvider: null,
  };
  return { mode: 'AWS_IAM', identity };
}

function invalidSignature(): AwsError {
  return awsError(UNDOCUMENTED.badSignature);
}
