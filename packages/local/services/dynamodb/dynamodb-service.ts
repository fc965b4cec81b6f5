// DynamoDB: tables over the data folder, for the SDK over HTTP and for pipes in this process.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { AwsError, EngineError } from '../../errors.ts';
import { Hop, withFaults } from '../../fault-injection/index.ts';
import type { Input } from '../../protocol/aws-json.ts';
import type { Storage } from '../../storage/store.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { notEmulated } from './dynamodb-errors.ts';
import { dynamoDbError, siteOf } from './dynamodb-faults.ts';
import { DYNAMODB_OPERATIONS, type DynamoDbOperation } from './dynamodb-operations.ts';
import { streamOf } from './streams/stream-operations.ts';
import { Stream, type TableStream } from './streams/table-stream.ts';
import { Database, type Noted } from './tables/database.ts';
import type { Item } from './tables/item.ts';
import { Table } from './tables/table.ts';
import { describeKey, type TableDefinition, type TableOrigin } from './tables/table-definition.ts';
import { SWEEP_MS, sweep } from './tables/time-to-live.ts';

/** The bucket of what was made up when each table first came to be. */
const ORIGINS = 'dynamodb.tables';

type Needs = {
  storage: Storage;
  clock: Clock;
  /** @default nothing goes wrong */
  hop?: Hop;
  /** Hears which record of a stream came of which trace. */
  noted?: Noted;
};

/** DynamoDB of the laptop. */
export class DynamoDb {
  readonly #database: Database;
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #hop: Hop;
  #stopSweep: (() => void) | undefined;

  constructor({ storage, clock, hop, noted }: Needs) {
    this.#storage = storage;
    this.#clock = clock;
    this.#hop = hop ?? new Hop('table', clock);
    this.#database = new Database(storage, clock, noted);
  }

  /** Brings a table of the template to life, with the items that the data folder holds for it. */
  async createTable(definition: TableDefinition): Promise<Table> {
    const name = definition.TableName;
    const kept = this.#storage.bucket(ORIGINS).get(name) as TableOrigin | undefined;
    if (kept && kept.key !== describeKey(definition))
      throw new EngineError(
        'template-broken',
        `The key of table ${name} is now ${describeKey(definition)}, but the data folder holds its items by ${kept.key}: change the key back, or start anew with --reset.`,
      );
    const origin = originOf(definition, kept, this.#clock.now());
    if (JSON.stringify(origin) !== JSON.stringify(kept)) await this.#remember(name, origin, kept);
    const arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
    const bucket = `dynamodb.items.${name}`;
    const { stream } = origin;
    const table = new Table(definition, {
      origin,
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
    this.#stopSweep ??= this.#sweepLater();
    return table;
  }

  /** Does one operation of the API, and answers or throws what AWS would, once all that it saw is on disk. */
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
      // Also a refusal says what is stored: that an id is taken, for one.
      await this.#settled();
      this.#hop.record(trace, 'on disk');
    }
  }

  /** A table's stream, for a pipe in this process. */
  stream(streamArn: string): TableStream {
    return streamOf(this.#database, streamArn).stream;
  }

  /** Stops what happens by itself: the deletion of what has expired. */
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

  async #remember(name: string, origin: TableOrigin, kept: TableOrigin | undefined): Promise<void> {
    const isOther = kept?.stream && kept.stream.label !== origin.stream?.label;
    const old = isOther ? [...this.#storage.bucket(streamBucket(name)).keys()] : [];
    await this.#storage.commit([
      { bucket: ORIGINS, key: name, value: origin },
      ...old.map((key) => ({ bucket: streamBucket(name), key })),
    ]);
  }

  #sweepLater(): () => void {
    return this.#clock.after(SWEEP_MS, () => {
      sweep(this.#database);
      this.#stopSweep = this.#sweepLater();
    });
  }
}

function streamBucket(table: string): string {
  return `dynamodb.stream.${table}`;
}

/** A stream of another view is another stream, with an ARN of its own. AWS: "Change data capture for DynamoDB Streams". */
function originOf(definition: TableDefinition, kept: TableOrigin | undefined, now: number): TableOrigin {
  const { StreamViewType: view } = definition;
  const { id, createdAt } = kept ?? { id: randomUUID(), createdAt: now };
  const label = kept?.stream?.view === view ? kept?.stream?.label : new Date(now).toISOString().slice(0, -1);
  return {
    key: describeKey(definition),
    id,
    createdAt,
    ...(view !== undefined && label !== undefined && { stream: { label, view } }),
  };
}
