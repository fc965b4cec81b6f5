// One connection: its state and its secret, which survive a restart and a deploy in the data folder.
//
// A de-authorized connection has no secret: AWS deletes it, and the next authorization makes another one, with another ARN (recorded by
// radkawar/stackd, testdata/aws/eventbridge/connections.json, 2026-09-24).
import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Storage } from '../../storage/store.ts';
import { type Credentials, parseCredentials } from './connection-authorization.ts';
import { type ConnectionState, type ConnectionTransition, NEXT } from './connection-state.ts';

type StoredConnection = {
  state: ConnectionState;
  reason?: string;
  /** A digest of the template at the last deployment; deploying the same template changes nothing. */
  deployed: string;
  description?: string;
  createdAt: number;
  modifiedAt: number;
  authorizedAt: number;
  /** The ARN of the secret; none while the connection is de-authorized. */
  secretArn?: string;
};

/** A connection's name and ARN, and the ARN of its first secret. */
export type ConnectionIdentity = { name: string; arn: string; secretArn: string };

const STATES = 'events.connections';
const SECRETS = 'secrets';

/** What an injected fault has de-authorized: the engine authorizes it again by itself. */
const REMOVED_SECRETS = 'secrets.removed';

/** A connection. */
export class Connection {
  readonly name: string;
  readonly arn: string;
  readonly #firstSecretArn: string;
  readonly #clock: Clock;
  readonly #storage: Storage;
  /** Incremented with new credentials, so that a late answer to the old ones does not deauthorize the new ones. */
  credentialsVersion = 0;

  constructor({ name, arn, secretArn }: ConnectionIdentity, clock: Clock, storage: Storage) {
    this.name = name;
    this.arn = arn;
    this.#firstSecretArn = secretArn;
    this.#clock = clock;
    this.#storage = storage;
  }

  /**
   * Deploys the template. CloudFormation compares it with the last deployed template, not with the connection: an unchanged
   * template leaves a DEAUTHORIZED connection unchanged, a changed one updates and authorizes it. Returns whether the state may
   * have changed.
   */
  async deploy(type: unknown, parameters: unknown, description?: string): Promise<boolean> {
    const credentials = parseCredentials(type, parameters);
    const deployed = createHash('sha256')
      .update(JSON.stringify([type, parameters, description]))
      .digest('hex');
    const now = this.#clock.now();
    const before = this.#storage.bucket(STATES).get(this.name) as StoredConnection | undefined;
    if (before?.deployed === deployed && (this.credentials || before.state === 'DEAUTHORIZED')) return false;
    const created: StoredConnection = {
      state: 'AUTHORIZED',
      deployed,
      createdAt: now,
      modifiedAt: now,
      authorizedAt: now,
    };
    const stored = before ? { ...this.#transition(before, 'credentials-given'), deployed } : created;
    await this.#store(withDescription(stored, description), credentials);
    return before !== undefined;
  }

  /** UpdateConnection with type and parameters; without a description the present one is kept. */
  async authorize(type: unknown, parameters: unknown, description = this.stored.description): Promise<void> {
    const credentials = parseCredentials(type, parameters);
    await this.#store(withDescription(this.#transition(this.stored, 'credentials-given'), description), credentials);
  }

  /** UpdateConnection with a description alone. */
  async setDescription(description: string): Promise<void> {
    await this.#store({ ...this.stored, description });
  }

  /** Authorizes the last credentials again: an injected fault had deauthorized them. */
  async reauthorize(): Promise<void> {
    const removed = this.#storage.bucket(REMOVED_SECRETS).get(this.#secret) as Credentials | undefined;
    await this.#store(this.#transition(this.stored, 'credentials-given'), this.credentials ?? removed);
  }

  /** Deauthorizes the connection; `reason` is shown to operators. */
  async deauthorize(transition: 'rejected' | 'deauthorized', reason: string): Promise<void> {
    const { secretArn: _, ...stored } = this.#transition(this.stored, transition);
    const { credentials } = this;
    await this.#storage.commit([
      { bucket: STATES, key: this.name, value: { ...stored, reason } },
      { bucket: SECRETS, key: this.#secret },
      ...(credentials ? [{ bucket: REMOVED_SECRETS, key: this.#secret, value: credentials }] : []),
    ]);
  }

  get state(): ConnectionState {
    return this.stored.state;
  }

  get stored(): StoredConnection {
    return this.#storage.bucket(STATES).get(this.name) as StoredConnection;
  }

  /** The secret, which is used in requests only. */
  get credentials(): Credentials | undefined {
    return this.#storage.bucket(SECRETS).get(this.#secret) as Credentials | undefined;
  }

  get #secret(): string {
    return `events!connection/${this.name}`;
  }

  #transition(stored: StoredConnection, transition: ConnectionTransition): StoredConnection {
    const { reason: _, ...rest } = stored;
    const now = this.#clock.now();
    const authorizedAt = transition === 'credentials-given' ? now : stored.authorizedAt;
    return { ...rest, state: NEXT[stored.state][transition], modifiedAt: now, authorizedAt };
  }

  async #store(stored: StoredConnection, credentials?: Credentials): Promise<void> {
    if (!credentials) return this.#storage.commit([{ bucket: STATES, key: this.name, value: stored }]);
    this.credentialsVersion += 1;
    const isFirst = this.#storage.bucket(STATES).get(this.name) === undefined;
    const secretArn = stored.secretArn ?? (isFirst ? this.#firstSecretArn : anotherSecretArn(this.#firstSecretArn));
    const value: StoredConnection = { ...stored, secretArn };
    await this.#storage.commit([
      { bucket: STATES, key: this.name, value },
      { bucket: SECRETS, key: this.#secret, value: credentials },
      { bucket: REMOVED_SECRETS, key: this.#secret },
    ]);
  }
}

/** The ARN of a later secret: its last part is `UUID-RANDOM`. */
function anotherSecretArn(first: string): string {
  const prefix = first.slice(0, first.lastIndexOf('/'));
  return `${prefix}/${crypto.randomUUID()}-${crypto.randomUUID().slice(0, 6)}`;
}

function withDescription(
  { description: _, ...stored }: StoredConnection,
  description: string | undefined,
): StoredConnection {
  return { ...stored, ...(description !== undefined && { description }) };
}
