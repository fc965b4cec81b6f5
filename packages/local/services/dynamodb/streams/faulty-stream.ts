// A table's stream as a pipe reads it, with fault injection.
import type { Hop } from '../../../fault-injection/index.ts';
import type { StreamRecord, TableStream } from './table-stream.ts';

/** Applies the fault rules of the hop to a stream. A delayed record delays its whole shard, as the order is kept. */
export class FaultyStream implements TableStream {
  readonly #stream: TableStream;
  readonly #hop: Hop;
  readonly #traceOf: (record: StreamRecord) => string | undefined;
  readonly #listeners = new Set<() => void>();
  /** The last record that was delayed: it gets no further fault. */
  #held: { sequence: string; over: boolean } | undefined;

  constructor(stream: TableStream, hop: Hop, traceOf: (record: StreamRecord) => string | undefined) {
    this.#stream = stream;
    this.#hop = hop;
    this.#traceOf = traceOf;
  }

  read(after: string | undefined, limit: number): StreamRecord[] {
    const records = this.#stream.read(after, limit);
    if (records.length === 0) return records;
    const delivered = this.#hop.active ? this.#faulty(records) : records;
    for (const record of delivered) this.#hop.record(this.#traceOf(record), 'read', record.eventName);
    return delivered;
  }

  latest(): string | undefined {
    return this.#stream.latest();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    const stop = this.#stream.onChange(listener);
    return () => {
      this.#listeners.delete(listener);
      stop();
    };
  }

  #faulty(records: readonly StreamRecord[]): StreamRecord[] {
    const subject = records[0]?.eventSourceARN ?? '';
    if (this.#hop.nextFault({ site: 'read', subject }))
      throw new Error('GetRecords failed with InternalServerError (injected fault)');
    const seen: StreamRecord[] = [];
    for (const record of records) {
      const sequence = record.dynamodb.SequenceNumber;
      const decided = this.#held?.sequence === sequence;
      if (decided && !this.#held?.over) break;
      const fault = decided ? undefined : this.#faultOf(record);
      if (fault?.fault === 'delay') {
        this.#delay(sequence, fault.delayMs);
        break;
      }
      seen.push(record);
      if (fault?.fault === 'duplicate') seen.push(record);
    }
    return seen;
  }

  #faultOf(record: StreamRecord) {
    const subject = JSON.stringify(record.dynamodb.Keys);
    return this.#hop.nextFault({ site: 'record', subject, trace: this.#traceOf(record) });
  }

  #delay(sequence: string, waitMs: number): void {
    const held = { sequence, over: false };
    this.#held = held;
    void this.#hop.sleep(waitMs).then(() => {
      held.over = true;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}
