// One connection: its state and its secret, which survive a restart and a deploy in the data folder.
import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Change, Storage } from '../../storage/store.ts';
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
};

const STATES = 'events.connections';
const SECRETS = 'secrets';

/** A connection. */
export class Connection {
  readonly name: string;
  readonly arn: string;
  readonly #clock: Clock;
  readonly #storage: Storage;
  /** Incremented with new credentials, so that a late answer to the old ones does not deauthorize the new ones. */
  credentialsVersion = 0;

  constructor(at: { name: string; arn: string }, clock: Clock, storage: Storage) {
    this.name = at.name;
    this.arn = at.arn;
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
    if (before?.deployed === deployed && this.credentials) return false;
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

  /** Authorizes the present credentials again: an injected fault had deauthorized them. */
  async reauthorize(): Promise<void> {
    await this.#store(this.#transition(this.stored, 'credentials-given'));
  }

  /** Deauthorizes the connection; `reason` is shown to operators. */
  async deauthorize(transition: 'rejected' | 'deauthorized', reason: string): Promise<void> {
    await this.#store({ ...this.#transition(this.stored, transition), reason });
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
    const changes: Change[] = [{ bucket: STATES, key: this.name, value: stored }];
    if (credentials) {
      this.credentialsVersion += 1;
      changes.push({ bucket: SECRETS, key: this.#secret, value: credentials });
    }
    await this.#storage.commit(changes);
  }
}

function withDescription(
  { description: _, ...stored }: StoredConnection,
  description: string | undefined,
): StoredConnection {
  return { ...stored, ...(description !== undefined && { description }) };
}
