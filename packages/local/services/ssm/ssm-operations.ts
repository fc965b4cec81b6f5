// The emulated operations of Systems Manager, with the permission that each one needs: writing and reading a parameter.
import { AwsError } from '../../errors.ts';
import type { Input, JsonApi, Permission } from '../../protocol/aws-json.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { PARAMETER_TYPES, type ParameterStore, type ParameterType } from './parameter-store.ts';

const SECOND = 1_000;

/** The Systems Manager API, in AWS's JSON protocol. The permissions are those of the Service Authorization Reference. */
export function ssmApi(parameters: ParameterStore): JsonApi {
  return {
    targets: ['AmazonSSM'],
    version: '1.1',
    operations: {
      PutParameter: {
        permissions: onParameter('ssm:PutParameter'),
        async run(input) {
          const { Overwrite = false, Tier = 'Standard', KeyId, AllowedPattern, Policies } = input;
          if (Tier !== 'Standard' || [KeyId, AllowedPattern, Policies].some((one) => one !== undefined))
            throw new AwsError(
              'ValidationException',
              'Only standard parameters without KeyId, AllowedPattern and Policies are emulated.',
            );
          const type = parseType(input.Type);
          const Version = await parameters.put(nameIn(input), {
            value: String(input.Value),
            type,
            overwrite: Overwrite === true,
          });
          return { Version, Tier };
        },
      },

      GetParameter: {
        permissions: onParameter('ssm:GetParameter'),
        run(input) {
          const { name, value, type, version, modifiedAt } = parameters.find(nameIn(input));
          const isEncrypted = type === 'SecureString' && input.WithDecryption !== true;
          return {
            Parameter: {
              Name: name,
              Type: type,
              Value: isEncrypted ? Buffer.from('encrypted').toString('base64') : value,
              Version: version,
              LastModifiedDate: modifiedAt / SECOND,
              ARN: arnOf(name),
              DataType: 'text',
            },
          };
        },
      },
    },
  };
}

function parseType(input: unknown): ParameterType | undefined {
  if (input === undefined) return undefined;
  const type = PARAMETER_TYPES.find((known) => known === input);
  if (!type) throw new AwsError('UnsupportedParameterType', 'The parameter type is not supported.');
  return type;
}

function nameIn({ Name }: Input): string {
  if (typeof Name !== 'string') throw new AwsError('ValidationException', 'Name must be a string.');
  return Name;
}

function onParameter(action: string) {
  return (input: Input): readonly Permission[] => [{ action, resource: arnOf(nameIn(input).split(':')[0] ?? '') }];
}

/** The slash at the beginning of a path is that of `parameter/`. Source: Service Authorization Reference, Systems Manager. */
function arnOf(name: string): string {
  return `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/${name.replace(/^\//, '')}`;
}
