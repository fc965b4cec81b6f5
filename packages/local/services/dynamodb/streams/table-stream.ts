// A table's stream: the changes of the last 24 hours, in order.
import { createHash } from 'node:crypto';
import type { Change, Storage } from '../../../storage/store.ts';
import { REGION } from '../../resource-ids.ts';
import { type Item, sizeOfItem } from '../tables/item.ts';
import type { StreamViewType } from '../tables/table-definition.ts';

/** One record as pipes and functions receive it: as GetRecords returns it, with the ARN of its stream. */
export type StreamRecord = {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion: string;
  eventSource: 'aws:dynamodb';
  awsRegion: string;
  dynamodb: {
    ApproximateCreationDateTime: number;
    Keys: Item;
    NewImage?: Item;
    OldImage?: Item;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: StreamViewType;
  };
  eventSourceARN: string;
  /** Only if the item was deleted by its time to live. */
  userIdentity?: { type: 'Service'; principalId: 'dynamodb.amazonaws.com' };
};

/** A stream as a pipe reads it: only records that are on disk. */
export interface TableStream {
  /** The records after `after`, oldest first; without `after`, from the oldest one. */
  read(after: string | undefined, limit: number): StreamRecord[];
  /** The sequence number of the newest record; undefined if there is none. */
  latest(): string | undefined;
  /** Calls `listener` when there are new records. Returns a function that removes it. */
  onChange(listener: () => void): () => void;
}

/** AWS: "Change data capture for DynamoDB Streams": records are kept for 24 hours. */
const RETENTION_MS = 24 * 60 * 60 * 1000;

/** A change as it is stored; with the images that the view type includes. */
type Row = { at: number; name: StreamRecord['eventName']; keys: Item; before?: Item; after?: Item; expired?: true };
type Entry = { sequence: number; row: Row };

/** The stream of one table. A record is committed with its change, and visible to readers once both are on disk. */
export class Stream implements TableStream {
  readonly arn: string;
  readonly label: string;
  readonly view: StreamViewType;
  readonly #bucket: string;
  readonly #entries: Entry[] = [];
  readonly #listeners = new Set<() => void>();
  /** Entries before this index are on disk; those after it are still being written. */
  #visible: number;
  #last: number;
  #announcing = false;

  constructor(of: { arn: string; label: string; view: StreamViewType; bucket: string }, storage: Storage) {
    this.arn = of.arn;
    this.label = of.label;
    this.view = of.view;
    this.#bucket = of.bucket;
    const rows = storage.bucket(of.bucket);
    for (const [key, row] of rows) if (key !== LAST) this.#entries.push({ sequence: Number(key), row: row as Row });
    this.#entries.sort((a, b) => a.sequence - b.sequence);
    this.#visible = this.#entries.length;
    this.#last = this.#entries.at(-1)?.sequence ?? (rows.get(LAST) as number | undefined) ?? 0;
  }

  /** Adds the record of a change that is about to be committed. Returns what to commit with it. */
  add(row: Row): { sequence: number; change: Change } {
    const { before, after, ...rest } = row;
    const stored: Row = {
      ...rest,
      ...(before && this.view.includes('OLD') && { before }),
      ...(after && this.view.includes('NEW') && { after }),
    };
    this.#last += 1;
    this.#entries.push({ sequence: this.#last, row: stored });
    return { sequence: this.#last, change: { bucket: this.#bucket, key: String(this.#last), value: stored } };
  }

  /** Makes a record visible: it is on disk, and so is every one before it. */
  markStored(sequence: number): void {
    while ((this.#entries[this.#visible]?.sequence ?? Number.POSITIVE_INFINITY) <= sequence) this.#visible += 1;
    if (this.#announcing || this.#listeners.size === 0) return;
    this.#announcing = true;
    queueMicrotask(() => {
      this.#announcing = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /** Removes a record whose change could not be stored. */
  drop(sequence: number): void {
    const at = this.#entries.findLastIndex((entry) => entry.sequence === sequence);
    if (at >= this.#visible) this.#entries.splice(at, 1);
  }

  read(after: string | undefined, limit: number): StreamRecord[] {
    const from = after === undefined ? 0 : this.#firstAfter(Number(BigInt(after) - FIRST));
    return this.#entries.slice(from, Math.min(this.#visible, from + limit)).map((entry) => this.#recordOf(entry));
  }

  latest(): string | undefined {
    const newest = this.#entries[this.#visible - 1];
    return newest && sequenceNumber(newest.sequence);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The sequence numbers of the oldest and the newest record, for the description of the shard. */
  range(): { first: string; last: string | undefined } {
    return { first: sequenceNumber(this.#entries[0]?.sequence ?? this.#last + 1), last: this.latest() };
  }

  /** Removes records older than 24 hours. Returns what to commit for that. */
  trim(now: number): Change[] {
    const firstKept = this.#entries.slice(0, this.#visible).findIndex(({ row }) => row.at > now - RETENTION_MS);
    const old = this.#entries.splice(0, firstKept < 0 ? this.#visible : firstKept);
    this.#visible -= old.length;
    if (old.length === 0) return [];
    const deletions = old.map(({ sequence }) => ({ bucket: this.#bucket, key: String(sequence) }));
    return [{ bucket: this.#bucket, key: LAST, value: this.#last }, ...deletions];
  }

  #firstAfter(sequence: number): number {
    let low = 0;
    let high = this.#visible;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle] as Entry).sequence > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #recordOf({ sequence, row }: Entry): StreamRecord {
    const images = [row.keys, row.before, row.after].filter((image) => image !== undefined);
    return {
      eventID: createHash('md5').update(`${this.arn}/${sequence}`).digest('hex'),
      eventName: row.name,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: REGION,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(row.at / 1000),
        Keys: row.keys,
        ...(row.after && { NewImage: row.after }),
        ...(row.before && { OldImage: row.before }),
        SequenceNumber: sequenceNumber(sequence),
        SizeBytes: images.reduce((sum, image) => sum + sizeOfItem(image), 0),
        StreamViewType: this.view,
      },
      eventSourceARN: this.arn,
      ...(row.expired && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
    };
  }
}

/** The key of the last number once its record is removed, so that no number is used twice. */
const LAST = 'last';

// Sequence numbers have 21 to 40 digits. AWS: API_streams_StreamRecord.
const FIRST = 100_000_000_000_000_000_000n;

/** Formats a sequence number as AWS does. */
export function sequenceNumber(sequence: number): string {
  return String(FIRST + BigInt(sequence));
}
