// One event source mapping: reads its stream in lanes, and invokes its function with batches until each record is complete.
import type { Clock } from '../../../clock.ts';
import { ExpiryClock } from '../../../expiry-clock.ts';
import type { Storage } from '../../../storage/store.ts';
import { Checkpoint, laneOf, readCheckpoint, type StreamRecord, type StreamSource } from '../../pipes/index.ts';
import { BatchQueue } from './batch-queue.ts';
import { type BatchContext, deliverBatch } from './deliver-batch.ts';

export type EventSourceMappingDeps = Omit<BatchContext, 'expiryClock' | 'stopped' | 'sleep' | 'complete'> & {
  clock: Clock;
  storage: Storage;
};

type Run = { queues: BatchQueue[]; busy: boolean[]; checkpoint: Checkpoint; position: string | undefined };

// Source: DynamoDB Streams API, GetRecords: 1,000 records at once.
const READ_LIMIT = 1_000;
// How far a mapping reads ahead of a lane that is stuck, so that memory stays bounded.
const PENDING_RECORDS_MAX = 10_000;
// A stream that could not be read is read again after this time.
const REREAD_MS = 1_000;

/** A mapping. It reads nothing until `start`. */
export class EventSourceMapping {
  readonly #source: StreamSource;
  readonly #deps: EventSourceMappingDeps;
  readonly #expiryClock: ExpiryClock;
  readonly #stop = new AbortController();
  readonly #sleepers = new Set<() => void>();
  #unsubscribe = () => {};
  #run: Run | undefined;

  constructor(source: StreamSource, deps: EventSourceMappingDeps) {
    this.#source = source;
    this.#deps = deps;
    this.#expiryClock = new ExpiryClock(deps.clock, true);
  }

  /** Stores where a new mapping begins: LATEST is after the records that exist now. */
  async initialize(): Promise<void> {
    const { storage, settings } = this.#deps;
    if (readCheckpoint(storage, settings.id, settings.source)) return;
    await this.#checkpoint(settings.startingPosition === 'LATEST' ? this.#source.latest() : undefined).write();
  }

  start(): void {
    const { storage, settings } = this.#deps;
    if (this.#run || !settings.enabled) return;
    const after = readCheckpoint(storage, settings.id, settings.source)?.after;
    this.#run = {
      queues: Array.from({ length: settings.lanes }, () => new BatchQueue(settings)),
      busy: Array.from({ length: settings.lanes }, () => false),
      checkpoint: this.#checkpoint(after),
      position: after,
    };
    this.#unsubscribe = this.#source.onChange(() => this.#read());
    this.#read();
  }

  /** Stops reading. The batches of running invocations are delivered again after the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#unsubscribe();
    for (const wake of [...this.#sleepers]) wake();
    // If the disk fails, the next start repeats batches; the stop succeeds.
    await this.#run?.checkpoint.write().catch(() => {});
    this.#run?.checkpoint.abandon();
  }

  /** The number of records that were read and are not complete. */
  get waiting(): number {
    return this.#run?.checkpoint.pending.records ?? 0;
  }

  #read(): void {
    const run = this.#run;
    if (!run) return;
    try {
      for (let more = true; more && !this.#stop.signal.aborted && this.waiting < PENDING_RECORDS_MAX; ) {
        const records = this.#source.read(run.position, READ_LIMIT);
        for (const record of records) this.#enqueue(run, record);
        more = records.length > 0;
      }
    } catch (error) {
      this.#deps.say(`The event source of ${this.#deps.functionArn} cannot be read: ${(error as Error).message}.`);
      void this.#sleep(REREAD_MS).then(() => this.#read());
    }
  }

  #enqueue(run: Run, record: StreamRecord): void {
    const { SequenceNumber, SizeBytes, ApproximateCreationDateTime, Keys } = record.dynamodb;
    run.position = SequenceNumber;
    const pending = run.checkpoint.add({
      sequence: SequenceNumber,
      sizeBytes: SizeBytes,
      createdAt: ApproximateCreationDateTime * 1_000,
    });
    if (!this.#deps.settings.filter(record)) return run.checkpoint.complete(pending);
    // Lambda keeps the order of each item, by partition and sort key (developer guide, ParallelizationFactor).
    const lane = laneOf(JSON.stringify(Keys), run.queues.length);
    run.queues[lane]?.push({ record, pending, readAtMs: this.#deps.clock.monotonic() });
    if (!run.busy[lane]) void this.#work(run, lane);
  }

  async #work(run: Run, lane: number): Promise<void> {
    const queue = run.queues[lane] as BatchQueue;
    const { clock } = this.#deps;
    run.busy[lane] = true;
    for (;;) {
      // After the records that were written together.
      await new Promise((resolve) => setImmediate(resolve));
      const waitMs = queue.waitMs(clock.monotonic());
      if (waitMs === undefined || this.#stop.signal.aborted) break;
      if (waitMs > 0) {
        await this.#sleep(waitMs);
        continue;
      }
      await deliverBatch(queue.take(), {
        ...this.#deps,
        expiryClock: this.#expiryClock,
        stopped: this.#stop.signal,
        sleep: (ms) => this.#sleep(ms),
        complete: (items) => {
          for (const { pending } of items) run.checkpoint.complete(pending);
        },
      });
      this.#read();
    }
    run.busy[lane] = false;
  }

  #sleep(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#sleepers.delete(wake);
        resolve();
      };
      const cancel = this.#deps.clock.after(waitMs, wake);
      this.#sleepers.add(wake);
    });
  }

  #checkpoint(after: string | undefined): Checkpoint {
    const { settings, storage, clock } = this.#deps;
    return new Checkpoint({ pipe: settings.id, source: settings.source, after }, clock, storage);
  }
}
