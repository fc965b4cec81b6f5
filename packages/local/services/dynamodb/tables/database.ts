// The tables, and how a change of items, their stream records and what goes with them reach the data folder as one.
import type { Clock } from '../../../clock.ts';
import type { Change, Storage } from '../../../storage/store.ts';
import { notFound } from '../dynamodb-errors.ts';
import { written } from '../streams/table-stream.ts';
import { type Item, isSameItem } from './item.ts';
import type { Table } from './table.ts';

/** What one write does to one item. */
export type Effect = { table: Table; key: string; before?: Item; after?: Item; expired?: true };

/** Hears that a record of a stream came of a write with a trace. */
export type Noted = (trace: string, record: { streamArn: string; sequenceNumber: string }) => void;

/** Every table of the engine. */
export class Database {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly tables = new Map<string, Table>();
  readonly #noted: Noted | undefined;
  /** The trace of the operation that is being done: it is done in one turn, so no other comes between. */
  trace: string | undefined;

  constructor(storage: Storage, clock: Clock, noted?: Noted) {
    this.storage = storage;
    this.clock = clock;
    this.#noted = noted;
  }

  /** The table that a request names, by its name or its ARN. */
  table(name: unknown): Table {
    const table = this.tables.get(String(name).replace(/^arn:[^/]*:table\//, ''));
    if (!table) throw notFound();
    return table;
  }

  /**
   * Makes the effects happen, all or none, with `others` in the same commit. It is done in memory when this returns;
   * `storage.settled()` says when it is on disk. A write that changes nothing is not written and makes no record.
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
        this.#noted?.(this.trace, { streamArn: table.stream.arn, sequenceNumber: written(sequence) });
    }
    if (changes.length === 0) return;
    this.storage.commit(changes).then(
      () => {
        for (const { table, sequence } of records) table.stream?.stored(sequence);
      },
      () => {
        for (const { table, sequence } of records) table.stream?.dropped(sequence);
        for (const effect of real) takeBack(effect);
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

/** The data folder has taken the change back; the order follows what it holds now, which may be older than `before`. */
function takeBack({ table, key, before, after }: Effect): void {
  if (after) table.order(key, after, undefined);
  if (before) table.order(key, before, undefined);
  table.order(key, undefined, table.items.get(key));
}
