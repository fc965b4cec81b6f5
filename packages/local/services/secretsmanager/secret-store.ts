// The secrets of Secrets Manager, in the data folder.
import { randomInt } from 'node:crypto';
import { AwsError } from '../../errors.ts';
import type { Storage } from '../../storage/store.ts';

/** A secret. `deployed` is what the template said when the value was made. */
export type Secret = { name: string; arn: string; value: string; version: string; createdAt: number; deployed: string };

const BUCKET = 'secretsmanager.secrets';

// Source: Secrets Manager API reference, GetRandomPassword.
const LENGTH = 32;
const LENGTH_MAX = 4_096;
const LETTERS = { lower: 'abcdefghijklmnopqrstuvwxyz', upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', digits: '0123456789' };
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** How a password is generated, as `GenerateSecretString` says it. */
export type PasswordRules = {
  PasswordLength?: number | string;
  ExcludeCharacters?: string;
  ExcludeLowercase?: boolean;
  ExcludeUppercase?: boolean;
  ExcludeNumbers?: boolean;
  ExcludePunctuation?: boolean;
  IncludeSpace?: boolean;
};

/** The secrets of an engine. They are protected by the permissions of the data folder, not by a key of KMS. */
export class SecretStore {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Deploys the secret of a template: its value is made again only when the template has changed since the last start. */
  async deploy(secret: Omit<Secret, 'value' | 'version'>, makeValue: () => string): Promise<Secret> {
    const before = this.#storage.bucket(BUCKET).get(secret.name) as Secret | undefined;
    if (before?.deployed === secret.deployed) return before;
    const deployed = { ...secret, value: makeValue(), version: crypto.randomUUID() };
    await this.#storage.commit([{ bucket: BUCKET, key: secret.name, value: deployed }]);
    return deployed;
  }

  /** The secret of a name, an ARN, or an ARN without its random end. */
  find(id: string): Secret {
    const all = [...this.#storage.bucket(BUCKET).values()] as Secret[];
    const found = all.find(({ name, arn }) => id === name || id === arn || id === arn.slice(0, -'-abcdef'.length));
    if (!found) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return found;
  }
}

/** A random password with each kind of character that is not excluded. */
export function randomPassword(rules: PasswordRules = {}): string {
  const excluded = new Set(rules.ExcludeCharacters ?? '');
  const kinds = [
    ...(rules.ExcludeLowercase ? [] : [LETTERS.lower]),
    ...(rules.ExcludeUppercase ? [] : [LETTERS.upper]),
    ...(rules.ExcludeNumbers ? [] : [LETTERS.digits]),
    ...(rules.ExcludePunctuation ? [] : [PUNCTUATION]),
    ...(rules.IncludeSpace ? [' '] : []),
  ].map((kind) => [...kind].filter((character) => !excluded.has(character)));
  const usable = kinds.filter((kind) => kind.length > 0);
  const length = Number(rules.PasswordLength ?? LENGTH);
  if (usable.length === 0 || !(length >= usable.length && length <= LENGTH_MAX))
    throw new AwsError('InvalidParameterException', 'No password can be generated with these rules.');
  const pick = (from: readonly string[]) => from[randomInt(from.length)] as string;
  const characters = Array.from({ length }, (_, index) => pick(usable[index] ?? usable.flat()));
  return shuffled(characters).join('');
}

function shuffled(items: string[]): string[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [items[last], items[other]] = [items[other] as string, items[last] as string];
  }
  return items;
}
