// The Parameter Store of Systems Manager: parameters with their versions, in the data folder.
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Storage } from '../../storage/store.ts';

/** One version of a parameter. */
export type ParameterVersion = { value: string; type: ParameterType; version: number; modifiedAt: number };
export type ParameterType = (typeof PARAMETER_TYPES)[number];
export const PARAMETER_TYPES = ['String', 'StringList', 'SecureString'] as const;

// Source: Systems Manager API reference, PutParameter: a standard parameter has at most 4 KB, and 100 versions are kept.
const VALUE_BYTES_MAX = 4_096;
const VERSIONS_MAX = 100;
const NAME = /^[a-zA-Z0-9_.\-/]{1,1011}$/;

const BUCKET = 'ssm.parameters';
const DEPLOYED = 'ssm.deployed';

/** The parameters of an engine. Secure ones are protected by the permissions of the data folder, not by a key of KMS. */
export class ParameterStore {
  readonly #storage: Storage;
  readonly #clock: Clock;

  constructor({ storage, clock }: { storage: Storage; clock: Clock }) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Stores a new version; without `overwrite` only of a new parameter. */
  async put(
    name: string,
    { value, type, overwrite }: { value: string; type: ParameterType | undefined; overwrite: boolean },
  ): Promise<number> {
    if (!NAME.test(name)) throw new AwsError('ValidationException', `${JSON.stringify(name)} cannot name a parameter.`);
    if (value === '') throw new AwsError('ValidationException', 'The parameter value must not be empty.');
    if (Buffer.byteLength(value) > VALUE_BYTES_MAX)
      throw new AwsError(
        'ValidationException',
        'Standard tier parameters support a maximum parameter value of 4096 characters.',
      );
    const versions = this.#versions(name);
    const last = versions.at(-1);
    if (last && !overwrite)
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    const kind = type ?? last?.type;
    if (!kind) throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.');
    const version = (last?.version ?? 0) + 1;
    const added = { value, type: kind, version, modifiedAt: this.#clock.now() };
    const kept = [...versions, added].slice(-VERSIONS_MAX);
    await this.#storage.commit([{ bucket: BUCKET, key: name, value: kept }]);
    return version;
  }

  /** Deploys the parameter of a template: a version is added only when the template's value has changed since the last start. */
  async deploy(name: string, { value, type }: { value: string; type: ParameterType }): Promise<void> {
    if (this.#storage.bucket(DEPLOYED).get(name) === value) return;
    await this.put(name, { value, type, overwrite: true });
    await this.#storage.commit([{ bucket: DEPLOYED, key: name, value }]);
  }

  /** The version that `NAME:VERSION` selects, or the newest one of `NAME`. */
  find(selector: string): ParameterVersion & { name: string } {
    const [name = '', selected] = selector.split(':');
    const versions = this.#versions(name);
    if (versions.length === 0) throw new AwsError('ParameterNotFound', '');
    const found = selected === undefined ? versions.at(-1) : versions.find(({ version }) => `${version}` === selected);
    if (!found)
      throw new AwsError('ParameterVersionNotFound', `Systems Manager could not find version ${selected} of ${name}.`);
    return { ...found, name };
  }

  #versions(name: string): ParameterVersion[] {
    return (this.#storage.bucket(BUCKET).get(name) as ParameterVersion[] | undefined) ?? [];
  }
}
