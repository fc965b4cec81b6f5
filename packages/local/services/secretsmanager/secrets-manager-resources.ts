// The CloudFormation resource types of Secrets Manager.
import type { Clock } from '../../clock.ts';
import { PropertyReader, templateBroken } from '../../template/properties.ts';
import type { Ids } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import { type PasswordRules, randomPassword, type SecretStore } from './secret-store.ts';

type Deps = { secrets: SecretStore; ids: Ids; clock: Clock };

/** Secrets with a given or a generated value. */
export const secretsManagerResources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::SecretsManager::Secret',
    coverage: 'partly',
    notes: 'given and generated values; no rotation, no replicas, no keys of KMS',
    create: createSecret,
  },
  {
    type: 'AWS::SecretsManager::ResourcePolicy',
    coverage: 'accepted',
    create: ({ logicalId }) => ({ ref: logicalId }),
  },
];

async function createSecret({ logicalId, properties }: Resource, { secrets, ids, clock }: Deps): Promise<Created> {
  const reader = new PropertyReader(properties, logicalId);
  const name = reader.optionalString('Name') ?? ids.name(logicalId);
  const { SecretString, GenerateSecretString } = properties;
  if (SecretString !== undefined && GenerateSecretString !== undefined)
    throw templateBroken(logicalId, 'a secret has only one of SecretString and GenerateSecretString');
  const arn = ids.arn('secretsmanager', `secret:${name}-${ids.label(`${logicalId}/secret`, 6)}`);
  const deployed = JSON.stringify([SecretString, GenerateSecretString]);
  const secret = await secrets.deploy({ name, arn, createdAt: clock.now(), deployed }, () =>
    SecretString === undefined
      ? generated(logicalId, (GenerateSecretString ?? {}) as GenerateRules)
      : String(SecretString),
  );
  return { ref: secret.arn, attributes: { Id: secret.arn }, summary: `secret ${name}` };
}

type GenerateRules = PasswordRules & { SecretStringTemplate?: string; GenerateStringKey?: string };

/** A password, or a JSON object that has it under a key. */
function generated(logicalId: string, { SecretStringTemplate, GenerateStringKey, ...rules }: GenerateRules): string {
  const password = randomPassword(rules);
  if (SecretStringTemplate === undefined || GenerateStringKey === undefined) return password;
  try {
    return JSON.stringify({ ...(JSON.parse(SecretStringTemplate) as object), [GenerateStringKey]: password });
  } catch (cause) {
    throw templateBroken(logicalId, 'SecretStringTemplate is not an object in JSON', { cause });
  }
}
