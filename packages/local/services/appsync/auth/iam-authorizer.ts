// AWS_IAM: the signature is verified over the documented bytes, and the caller's policies decide.
import type { Clock } from '../../../clock.ts';
import type { AwsError } from '../../../errors.ts';
import { isSignedBy, parseSignature } from '../../../protocol/sigv4.ts';
import { REGION } from '../../resource-ids.ts';
import type { Principal, Principals } from '../appsync-deps.ts';
import { CHOICES, refusal } from '../undocumented-behaviour.ts';
import type { Ask, Authorizer, Caller } from './authorization-modes.ts';
import { SIGNATURE } from './bearer-token.ts';

/** The action of each operation; "Configuring authorization and authentication to secure Event APIs". */
const ACTIONS = {
  EVENT_CONNECT: 'appsync:EventConnect',
  EVENT_PUBLISH: 'appsync:EventPublish',
  EVENT_SUBSCRIBE: 'appsync:EventSubscribe',
} as const;

/** Authorizes by SigV4. There is no resource finer than the namespace. */
export function iamAuthorizer(apiArn: string, needs: { principals: Principals; clock: Clock }): Authorizer {
  return {
    mode: 'AWS_IAM',
    recognizes: (authorization) => authorization['authorization']?.startsWith(SIGNATURE) ?? false,
    verify(ask) {
      const principal = signerOf(ask, needs);
      const resource = ask.namespace === undefined ? apiArn : `${apiArn}/channelNamespace/${ask.namespace}`;
      if (!needs.principals.allows(principal.arn, ACTIONS[ask.operation], resource))
        throw refusal(CHOICES.modeNotAllowed);
      return callerOf(principal, ask);
    },
  };
}

function signerOf(ask: Ask, { principals, clock }: { principals: Principals; clock: Clock }): Principal {
  const fields = ask.authorization;
  const signature = parseSignature(fields['authorization'] ?? '');
  const date = fields['x-amz-date'] ?? '';
  // The host must be under the signature, or it could be replayed at another API.
  if (!signature?.signedHeaders.includes('host') || !signature.signedHeaders.includes('x-amz-date')) throw wrong();
  if (signature.scope !== `${date.slice(0, 8)}/${REGION}/appsync/aws4_request`) throw wrong();
  const age = Math.abs(clock.now() - timeOf(date));
  if (!(age <= CHOICES.signatureAge.value)) throw wrong();
  const principal = principals.principalOf(signature.accessKeyId, fields['x-amz-security-token']);
  if (!principal) throw refusal(CHOICES.badCredentials);
  if (!isSignedBy(principal.secretAccessKey, signature, fields, ask.signed())) throw wrong();
  return principal;
}

/** `20261123T044500Z` in milliseconds; NaN when it is none. */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

/** `ctx.identity` as "Event API context reference" gives it for IAM. */
function callerOf({ accountId, username, arn }: Principal, { origin }: Ask): Caller {
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

function wrong(): AwsError {
  return refusal(CHOICES.badSignature);
}
