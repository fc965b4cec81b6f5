// The operations of identity pools that apps call without a signature.
import { AwsError } from '../../errors.ts';
import type { Input, JsonApi } from '../../protocol/aws-json.ts';
import type { IdentityPools, Logins } from './identity-pools.ts';

const SECOND = 1_000;

/** The identity pools API, in AWS's JSON protocol. */
export function identityPoolsApi(pools: IdentityPools): JsonApi {
  return {
    targets: ['AWSCognitoIdentityService'],
    version: '1.1',
    operations: {
      GetId: {
        permissions: 'unsigned',
        run: async (input) => ({ IdentityId: await pools.identify(text(input, 'IdentityPoolId'), loginsOf(input)) }),
      },
      GetCredentialsForIdentity: {
        permissions: 'unsigned',
        async run(input) {
          const IdentityId = text(input, 'IdentityId');
          const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = await pools.credentials(
            IdentityId,
            loginsOf(input),
          );
          return {
            IdentityId,
            Credentials: {
              AccessKeyId: accessKeyId,
              SecretKey: secretAccessKey,
              SessionToken: sessionToken,
              Expiration: expiresAt / SECOND,
            },
          };
        },
      },
    },
  };
}

function loginsOf({ Logins }: Input): Logins {
  return Object.fromEntries(Object.entries((Logins ?? {}) as object).map(([issuer, token]) => [issuer, String(token)]));
}

function text(input: Input, member: string): string {
  const value = input[member];
  if (typeof value !== 'string' || value === '')
    throw new AwsError('InvalidParameterException', `${member} is missing.`);
  return value;
}
