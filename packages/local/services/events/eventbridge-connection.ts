// One connection: its state and its secret, both in the data folder, so that neither a restart nor a deploy forgets them.
import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Change, Storage } from '../../storage/store.ts';
import { type Credentials, parseCredentials } from './connection-authorization.ts';
import { type ConnectionHappening, type ConnectionState, NEXT } from './connection-state.ts';

type Kept = {
  state: ConnectionState;
  reason?: string;
  /** What the template said when it was last deployed; a template that says the same changes nothing. */
  deployed: string;
  description?: string;
  createdAt: number;
  modifiedAt: number;
  authorizedAt: number;
};

const STATES = 'events.connections';
const SECRETS = 'secrets';

/** A connection and what became of it. */
export class Connection {
  readonly name: string;
  readonly arn: string;
  readonly #clock: Clock;
  readonly #storage: Storage;
  /** Counts the credentials, so that a late answer to old ones does not harm new ones. */
  edition = 0;

  constructor(at: { name: string; arn: string }, clock: Clock, storage: Storage) {
    this.name = at.name;
    this.arn = at.arn;
    this.#clock = clock;
    this.#storage = storage;
  }

  /**
   * Applies the template. CloudFormation compares with what it deployed last, not with the connection as it is: the same
   * template leaves a DEAUTHORIZED connection as it is, a changed one is sent whole and authorizes it. Says whether the state
   * may have changed.
   */
  async deploy(type: unknown, parameters: unknown, description?: string): Promise<boolean> {
    const credentials = parseCredentials(type, parameters);
    const deployed = createHash('sha256')
      .update(JSON.stringify([type, parameters, description]))
      .digest('hex');
    const now = this.#clock.now();
    const before = this.#storage.bucket(STATES).get(this.name) as Kept | undefined;
    if (before?.deployed === deployed && this.credentials) return false;
    const created: Kept = { state: 'AUTHORIZED', deployed, createdAt: now, modifiedAt: now, authorizedAt: now };
    const kept = before ? { ...this.#moved(before, 'credentials-given'), deployed } : created;
    await this.#keep(described(kept, description), credentials);
    return before !== undefined;
  }

  /** What UpdateConnection does when it is given type and parameters; without a description the one it has stays. */
  async authorize(type: unknown, parameters: unknown, description = this.kept.description): Promise<void> {
    const credentials = parseCredentials(type, parameters);
    await this.#keep(described(this.#moved(this.kept, 'credentials-given'), description), credentials);
  }

  /** What UpdateConnection does when it is given a description alone. */
  async describe(description: string): Promise<void> {
    await this.#keep({ ...this.kept, description });
  }

  /** Gives the authorization back to the credentials that are there: what took it away was not their fault. */
  async reauthorize(): Promise<void> {
    await this.#keep(this.#moved(this.kept, 'credentials-given'));
  }

  /** Takes the authorization away; `reason` is for people to read. */
  async deauthorize(happening: 'rejected' | 'de-authorized', reason: string): Promise<void> {
    await this.#keep({ ...this.#moved(this.kept, happening), reason });
  }

  get state(): ConnectionState {
    return this.kept.state;
  }

  get kept(): Kept {
    return this.#storage.bucket(STATES).get(this.name) as Kept;
  }

  /** The secret. It goes into requests and nowhere else. */
  get credentials(): Credentials | undefined {
    return this.#storage.bucket(SECRETS).get(this.#secret) as Credentials | undefined;
  }

  get #secret(): string {
    return `events!connection/${this.name}`;
  }

  #moved(kept: Kept, happening: ConnectionHappening): Kept {
    const { reason: _, ...rest } = kept;
    const now = this.#clock.now();
    const authorizedAt = happening === 'credentials-given' ? now : kept.authorizedAt;
    return { ...rest, state: NEXT[kept.state][happening], modifiedAt: now, authorizedAt };
  }

  async #keep(kept: Kept, credentials?: Credentials): Promise<void> {
    const changes: Change[] = [{ bucket: STATES, key: this.name, value: kept }];
    if (credentials) {
      this.edition += 1;
      changes.push({ bucket: SECRETS, key: this.#secret, value: credentials });
    }
    await this.#storage.commit(changes);
  }
}

function described({ description: _, ...kept }: Kept, description: string | undefined): Kept {
  return { ...kept, ...(description !== undefined && { description }) };
}
