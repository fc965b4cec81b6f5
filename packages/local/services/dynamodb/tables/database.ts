// The tables, and the commit that stores changed items together with their stream records.
import type { Clock } from '../../../clock.ts';
import type { Change, Storage } from '../../../storage/store.ts';
import { notFoundError } from '../dynamodb-errors.ts';
import { sequenceNumber } from '../streams/table-stream.ts';
import { type Item, isSameItem } from './item.ts';
import type { Table } from './table.ts';

/** The effect of one write on one item. */
export type Effect = { table: Table; key: string; before?: Item; after?: Item; expired?: true };

/** Is called when a write with a trace has added a record to a stream. */
export type OnStreamRecord = (trace: string, record: { streamArn: string; sequenceNumber: string }) => void;

/** All tables of the engine. */
export class Database {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly tables = new Map<string, Table>();
  readonly #onStreamRecord: OnStreamRecord | undefined;
  /** The trace of the current operation, which runs within one turn of the event loop. */
  trace: string | undefined;

  constructor(storage: Storage, clock: Clock, onStreamRecord?: OnStreamRecord) {
    this.storage = storage;
    this.clock = clock;
    this.#onStreamRecord = onStreamRecord;
  }

  /** The table that a request names, by its name or its ARN. */
  table(name: unknown): Table {
    const table = this.tables.get(String(name).replace(/^arn:[^/]*:table\//, ''));
    if (!table) throw notFoundError();
    return table;
  }

  /**
   * Applies the effects, all or none, with `others` in the same commit. They are applied in memory when this returns;
   * `storage.settled()` resolves when they are on disk. A write that changes nothing is not stored and adds no record.
   */
  write(effects: readonly Effect[], others: readonly Change[] = []): void {
    const real = effects.filter(
      ({ before, after }) => !(before && after ? isSameItem(before, after) : before === after),
    );
    const at = this.clock.now();
    const changes: Change[] = [...others];
    const records: { table: Table; sequence: number }[] = [];
    for (const effect of real) {
      const { table, key, before, after } = effect;
      table.order(key, before, after);
      changes.push({ bucket: table.bucket, key, value: after });
      if (!table.stream) continue;
      const { sequence, change } = table.stream.add({ at, ...recordOf(effect) });
      records.push({ table, sequence });
      changes.push(change);
      if (this.trace !== undefined)
        this.#onStreamRecord?.(this.trace, { streamArn: table.stream.arn, sequenceNumber: sequenceNumber(sequence) });
    }
    if (changes.length === 0) return;
    this.storage.commit(changes).then(
      () => {
        for (const { table, sequence } of records) table.stream?.markStored(sequence);
      },
      () => {
        for (const { table, sequence } of records) table.stream?.drop(sequence);
        for (const effect of real) undo(effect);
      },
    );
  }
}

function recordOf({ table, before, after, expired }: Effect) {
  return {
    name: before ? (after ? ('MODIFY' as const) : ('REMOVE' as const)) : ('INSERT' as const),
    keys: table.keysOf((after ?? before) as Item),
    ...(before && { before }),
    ...(after && { after }),
    ...(expired && { expired }),
  };
}

/** The store has undone the change; the order follows its current contents, which may be older than `before`. */
function undo({ table, key, before, after }: Effect): void {
  if (after) table.order(key, after, undefined);
  if (before) table.order(key, before, undefined);
  table.order(key, undefined, table.items.get(key));
}
