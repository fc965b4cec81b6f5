// The emulated operations of Secrets Manager, with the permission that each one needs: reading a secret.
import type { Input, JsonApi, Permission } from '../../protocol/aws-json.ts';
import type { SecretStore } from './secret-store.ts';

const SECOND = 1_000;

/** The Secrets Manager API, in AWS's JSON protocol. The permissions are those of the Service Authorization Reference. */
export function secretsManagerApi(secrets: SecretStore): JsonApi {
  const onSecret =
    (action: string) =>
    (input: Input): readonly Permission[] => [{ action, resource: secrets.find(String(input.SecretId)).arn }];
  return {
    targets: ['secretsmanager'],
    version: '1.1',
    operations: {
      GetSecretValue: {
        permissions: onSecret('secretsmanager:GetSecretValue'),
        run({ SecretId }) {
          const { name, arn, value, version, createdAt } = secrets.find(String(SecretId));
          return {
            ARN: arn,
            Name: name,
            VersionId: version,
            SecretString: value,
            VersionStages: ['AWSCURRENT'],
            CreatedDate: createdAt / SECOND,
          };
        },
      },
      DescribeSecret: {
        permissions: onSecret('secretsmanager:DescribeSecret'),
        run({ SecretId }) {
          const { name, arn, version, createdAt } = secrets.find(String(SecretId));
          return {
            ARN: arn,
            Name: name,
            CreatedDate: createdAt / SECOND,
            VersionIdsToStages: { [version]: ['AWSCURRENT'] },
          };
        },
      },
    },
  };
}
