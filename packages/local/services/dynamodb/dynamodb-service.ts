// DynamoDB: tables over the store, for SDKs over HTTP and for the other services in this process.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { AwsError, EngineError } from '../../errors.ts';
import { ExpiryClock } from '../../expiry-clock.ts';
import { Hop, withFaults } from '../../fault-injection/index.ts';
import type { Input } from '../../protocol/aws-json.ts';
import type { Storage } from '../../storage/store.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { notEmulated } from './dynamodb-errors.ts';
import { dynamoDbError, siteOf } from './dynamodb-faults.ts';
import { DYNAMODB_OPERATIONS, type DynamoDbOperation } from './dynamodb-operations.ts';
import { streamOf } from './streams/stream-operations.ts';
import { Stream, type TableStream } from './streams/table-stream.ts';
import { Database, type OnStreamRecord } from './tables/database.ts';
import type { Item } from './tables/item.ts';
import { Table } from './tables/table.ts';
import { describeKey, type TableDefinition, type TableIdentity } from './tables/table-definition.ts';
import { deleteExpired, SWEEP_INTERVAL_MS } from './tables/time-to-live.ts';

/** The bucket of the tables' identities. */
const IDENTITIES = 'dynamodb.tables';

type DynamoDbDeps = {
  storage: Storage;
  clock: Clock;
  /** Injects faults. @default none */
  hop?: Hop;
  /** Is called with the trace of a write and the stream record that it added. */
  onStreamRecord?: OnStreamRecord;
};

/** The tables of one engine. */
export class DynamoDb {
  readonly #database: Database;
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #hop: Hop;
  readonly #expiryClock: ExpiryClock;
  #stopSweep: (() => void) | undefined;

  constructor({ storage, clock, hop, onStreamRecord }: DynamoDbDeps) {
    this.#storage = storage;
    this.#clock = clock;
    this.#expiryClock = new ExpiryClock(clock);
    this.#hop = hop ?? new Hop('table', clock);
    this.#database = new Database(storage, clock, onStreamRecord);
  }

  /** Creates a table of the template, with the items that the data folder holds for it. */
  async createTable(definition: TableDefinition): Promise<Table> {
    const name = definition.TableName;
    const stored = this.#storage.bucket(IDENTITIES).get(name) as TableIdentity | undefined;
    if (stored && stored.key !== describeKey(definition))
      throw new EngineError(
        'template-broken',
        `The key of table ${name} is now ${describeKey(definition)}, but the data folder holds its items by ${stored.key}. Change the key back, or erase all data with --reset.`,
      );
    const identity = identityOf(definition, stored, this.#clock.now());
    if (JSON.stringify(identity) !== JSON.stringify(stored)) await this.#storeIdentity(name, identity, stored);
    const arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
    const bucket = `dynamodb.items.${name}`;
    const { stream } = identity;
    const table = new Table(definition, {
      identity,
      arn,
      bucket,
      items: this.#storage.bucket(bucket) as ReadonlyMap<string, Item>,
      ...(stream && {
        stream: new Stream(
          { ...stream, arn: `${arn}/stream/${stream.label}`, bucket: streamBucket(name) },
          this.#storage,
        ),
      }),
    });
    this.#database.tables.set(name, table);
    this.#stopSweep ??= this.#scheduleSweep();
    return table;
  }

  /** The attribute that is the partition key of a table, by its name or ARN; undefined if there is no such table. */
  partitionKeyOf(table: unknown): string | undefined {
    const name = String(table).split('table/').at(-1) ?? '';
    return this.#database.tables.get(name)?.primary.keySchema[0]?.AttributeName;
  }

  /** Runs one operation of the API. Returns or throws what AWS would, once everything that it has read is on disk. */
  async call(operation: string, input: Input, trace?: string): Promise<Record<string, unknown>> {
    const known = Object.hasOwn(DYNAMODB_OPERATIONS, operation) ? DYNAMODB_OPERATIONS[operation] : undefined;
    if (!known) throw notEmulated(operation);
    return withFaults(
      {
        hop: this.#hop,
        site: siteOf(operation),
        subject: operation,
        trace,
        started: ['received', operation],
        errorFor: (fault) => dynamoDbError(fault, operation, input),
      },
      () => this.#run(known, input, trace),
    );
  }

  async #run({ run }: DynamoDbOperation, input: Input, trace: string | undefined) {
    this.#database.trace = trace;
    try {
      return run(this.#database, input);
    } finally {
      this.#database.trace = undefined;
      // Errors depend on stored data, too: a failed condition shows that an id is taken.
      await this.#settled();
      this.#hop.record(trace, 'on disk');
    }
  }

  /** The stream of a table, for a pipe in this process. */
  stream(streamArn: string): TableStream {
    return streamOf(this.#database, streamArn).stream;
  }

  /** Stops the periodic deletion of expired data. */
  close(): void {
    this.#stopSweep?.();
    this.#stopSweep = undefined;
  }

  async #settled(): Promise<void> {
    try {
      await this.#storage.settled();
    } catch (error) {
      throw new AwsError('InternalServerError', (error as Error).message, 500);
    }
  }

  async #storeIdentity(name: string, identity: TableIdentity, stored: TableIdentity | undefined): Promise<void> {
    const isOther = stored?.stream && stored.stream.label !== identity.stream?.label;
    const old = isOther ? [...this.#storage.bucket(streamBucket(name)).keys()] : [];
    await this.#storage.commit([
      { bucket: IDENTITIES, key: name, value: identity },
      ...old.map((key) => ({ bucket: streamBucket(name), key })),
    ]);
  }

  #scheduleSweep(): () => void {
    return this.#clock.after(SWEEP_INTERVAL_MS, () => {
      deleteExpired(this.#database, this.#expiryClock);
      this.#stopSweep = this.#scheduleSweep();
    });
  }
}

function streamBucket(table: string): string {
  return `dynamodb.stream.${table}`;
}

/** A stream with another view type is another stream, with its own ARN. AWS: "Change data capture for DynamoDB Streams". */
function identityOf(definition: TableDefinition, stored: TableIdentity | undefined, now: number): TableIdentity {
  const { StreamViewType: view } = definition;
  const { id, createdAt } = stored ?? { id: randomUUID(), createdAt: now };
  const label = stored?.stream?.view === view ? stored?.stream?.label : new Date(now).toISOString().slice(0, -1);
  return {
    key: describeKey(definition),
    id,
    createdAt,
    ...(view !== undefined && label !== undefined && { stream: { label, view } }),
  };
}
